import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { sampleSchema as schema } from '../../test/sample-schema.ts'
import { UsageError } from '../command.ts'
import { create } from '../commands/create.ts'
import { findKind } from '../objects/kind.ts'
import { parseArguments } from '../parse-arguments.ts'
import { readNewObject, readPatch } from './object-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-input-'))
after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'thing.json')
writeFileSync(file, '{"name":"from the file","count":1,"key":{"@type":"Value","secret":"s"}}')

function newObject(name: string, ...args: readonly string[]) {
  const { kind, variant } = findKind(schema, name)
  return readNewObject(parseArguments(create, [name, ...args]), schema, kind, variant)
}

function patch(...args: readonly string[]) {
  return readPatch(parseArguments(create, args), schema, findKind(schema, 'thing').kind)
}

describe('a new object', () => {
  test('is what the file says, changed by --json, changed by the fields', async () => {
    const args = ['--file', file, '--json', '{"name":"from json","note":"n"}', '--field', 'note=m', '--field', 'key/secret=t']
    assert.deepEqual(await newObject('thing', ...args), {
      name: 'from json',
      count: 1,
      note: 'm',
      key: { '@type': 'Value', secret: 't' },
    })
  })

  test('has parts as nested objects, as a creation has no pointers', async () => {
    const args = ['uris/https://a.example/x=true', 'parts/0/title=a', 'parts/0/size=2', 'limits/day=1d'].flatMap((field) => [
      '--field',
      field,
    ])
    assert.deepEqual(await newObject('thing', ...args), {
      uris: { 'https://a.example/x': true },
      parts: { 0: { title: 'a', size: 2 } },
      limits: { day: 86_400_000 },
    })
  })

  test('has the variant behind the slash, and knows the fields of that one only', async () => {
    assert.deepEqual(await newObject('account/user', '--field', 'isAdministrator=true'), {
      '@type': 'User',
      isAdministrator: true,
    })
    await assert.rejects(
      newObject('account/group', '--field', 'isAdministrator=true'),
      /unknown field: isAdministrator; Account has name$/,
    )
  })

  for (const [args, said] of [
    [['--file', join(folder, 'none.json')], /none\.json cannot be read: ENOENT/],
    [['--json', '{oops'], /--json is not JSON/],
    [['--json=[1]'], /--json must hold one JSON object/],
    [['--field', 'uris/a=true', '--field', 'uris/a=false'], /--field uris\/a is given twice/],
  ] as const) {
    test(`is refused for ${args[0]} ${args.length > 1 ? args[1] : ''}`, () =>
      assert.rejects(newObject('thing', ...args), (error: unknown) => error instanceof UsageError && said.test(error.message)))
  }
})

describe('a patch', () => {
  test('has the pointers of its fields', async () => {
    assert.deepEqual(await patch('--field', 'uris/https://a.example/x=false', '--field', 'key/secret=t', '--field', 'name=x'), {
      'uris/https:~1~1a.example~1x': false,
      'key/secret': 't',
      name: 'x',
    })
  })

  test('never names a property as a whole and in part', async () => {
    assert.deepEqual(await patch('--json', '{"key":{"@type":"Value","secret":"s"}}', '--field', 'key/secret=t'), {
      key: { '@type': 'Value', secret: 't' },
    })
  })

  test('changes something', () => assert.rejects(patch(), /give at least one --field/))
})
