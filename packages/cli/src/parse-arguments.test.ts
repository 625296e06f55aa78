import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UsageError } from './command.ts'
import { create } from './commands/create.ts'
import { get } from './commands/get.ts'
import { parseArguments } from './parse-arguments.ts'

describe('--json', () => {
  const cases: readonly (readonly [args: readonly string[], input: string | undefined, isJson: boolean])[] = [
    [['role', '--json', '{"a":1}'], '{"a":1}', false],
    [['role', '--json={"a":1}'], '{"a":1}', false],
    [['role', '--json', ' {"a":1}'], ' {"a":1}', false],
    [['role', '--json'], undefined, true],
    [['--json', 'role'], undefined, true],
    [['role', '--json', '{"a":1}', '--json'], '{"a":1}', true],
    [['role', '--json', '--json', '{"a":1}'], '{"a":1}', true],
  ]
  for (const [args, input, isJson] of cases) {
    test(`in ${args.join(' ')} is ${input === undefined ? '' : 'an object'}${isJson ? ' the switch' : ''}`, () => {
      const given = parseArguments(create, args)
      assert.equal(given.value('json-value'), input)
      assert.equal(given.isSet('json'), isJson)
      assert.deepEqual(given.positionals, ['role'])
    })
  }

  test('takes no object where none is read', () => {
    assert.throws(() => parseArguments(get, ['role', '--json={}']), UsageError)
    assert.deepEqual(parseArguments(get, ['role', '--json', '{}']).positionals, ['role', '{}'])
  })

  test('holds one object', () => {
    assert.throws(() => parseArguments(create, ['role', '--json', '{}', '--json', '{}']), /--json is given twice/)
  })
})

test('a flag may have one letter, stand twice only if it can, and needs its value', () => {
  assert.equal(parseArguments(get, ['role', '-k']).isSet('insecure'), true)
  assert.throws(() => parseArguments(get, ['--url', 'a', '--url', 'b']), /--url is given twice/)
  assert.throws(() => parseArguments(get, ['--url']), UsageError)
  assert.throws(() => parseArguments(get, ['--frob']), /frob/)
  assert.deepEqual(parseArguments(create, ['--field', 'a=1', '--field=b=2']).values('field'), ['a=1', 'b=2'])
})

test('a word may begin with a dash, as the kid of a key can', () => {
  assert.deepEqual(parseArguments(get, ['role', '-zQ9-k', '-kh']).positionals, ['role', '-zQ9-k'])
  assert.deepEqual(parseArguments(get, ['role', '--', '--zQ9', '-k']).positionals, ['role', '--zQ9', '-k'])
  assert.deepEqual(parseArguments(create, ['role', '--field', '-a=1']).values('field'), ['-a=1'])
  assert.throws(() => parseArguments(get, ['role', '-z']), UsageError)
})
