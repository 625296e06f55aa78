import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { countsOfBun, countsOfNode, failuresIn } from './counts.ts'

describe('counts of a runner', () => {
  test('bun: passed and failed are read from its last words', () => {
    const output = ' 7 pass\nnoise\n 3 pass\n 1 fail\nRan 4 tests across 2 files. [6.18s]\n'
    assert.deepEqual(countsOfBun({ output, status: 1 }), { passed: 3, failed: 1 })
  })

  test('node: cancelled and failed tests both count as failed', () => {
    const output = 'ℹ tests 6\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ todo 0\n'
    assert.deepEqual(countsOfNode({ output, status: 1 }), { passed: 4, failed: 2 })
  })

  test('a skipped test counts as failed', () => {
    assert.deepEqual(countsOfBun({ output: ' 3 pass\n 1 skip\n 0 fail\n', status: 0 }), { passed: 3, failed: 1 })
    assert.deepEqual(countsOfNode({ output: '# pass 3\n# fail 0\n# skipped 2\n', status: 0 }), { passed: 3, failed: 2 })
  })

  test('a runner that crashed without a failed test counts as one failure', () => {
    assert.deepEqual(countsOfBun({ output: ' 3 pass\n 0 fail\n', status: 139 }), { passed: 3, failed: 1 })
    assert.deepEqual(countsOfNode({ output: '', status: -1 }), { passed: 0, failed: 1 })
  })

  test('a runner that ran nothing counts as one failure', () => {
    assert.deepEqual(countsOfBun({ output: ' 0 pass\n 0 fail\n', status: 0 }), { passed: 0, failed: 1 })
    assert.deepEqual(countsOfNode({ output: '# pass 0\n# fail 0\n', status: 0 }), { passed: 0, failed: 1 })
  })

  test('failed tests are found with what was printed before them', () => {
    assert.deepEqual(failuresIn('(pass) a\nerror: b\n(fail) c [1ms]\n'), ['(pass) a\nerror: b\n(fail) c [1ms]'])
    assert.deepEqual(failuresIn('  ✔ a\n  ✖ b (1ms)\n'), ['  ✔ a\n  ✖ b (1ms)'])
  })
})
