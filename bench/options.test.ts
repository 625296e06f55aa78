import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { operationNames } from './operations/operation.ts'
import { parseOptions } from './options.ts'

describe('options of the benchmark', () => {
  test('measure everything on both runtimes by default', () => {
    const options = parseOptions([])
    assert.ok(options !== 'help')
    assert.deepEqual(options.operations, operationNames)
    assert.deepEqual(options.runtimes, ['bun', 'node'])
    assert.equal(options.measureFor, 3000)
    assert.equal(options.scale, undefined)
  })

  test('--quick measures for a second, and --seconds goes before it', () => {
    const quick = parseOptions(['--quick'])
    const longer = parseOptions(['--quick', '--seconds=2'])
    assert.ok(quick !== 'help' && longer !== 'help')
    assert.equal(quick.measureFor, 1000)
    assert.equal(longer.measureFor, 2000)
  })

  test('tell every mistake at once', () => {
    assert.throws(
      () => parseOptions(['--only=userinfo,nonsense', '--seconds=0', '--runtime=deno']),
      (error: Error) => ['nonsense', '--seconds', 'deno'].every((part) => error.message.includes(part)),
    )
  })

  test('refuse an option that does not exist', () => {
    assert.throws(() => parseOptions(['--fast']))
  })
})
