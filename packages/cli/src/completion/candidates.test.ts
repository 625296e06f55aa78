import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleSchema } from '../../test/sample-schema.ts'
import { commands } from '../command-table.ts'
import { candidates } from './candidates.ts'

function complete(...words: readonly string[]) {
  return candidates(commands, words, async () => sampleSchema)
}

describe('completion', () => {
  const cases: readonly (readonly [words: readonly string[], found: readonly string[]])[] = [
    [['que'], ['query']],
    [['d'], ['delete', 'describe', 'describe-resource', 'diff', 'doctor']],
    [
      ['keys', ''],
      ['list', 'publish', 'retire', 'rotate'],
    ],
    [['audit', 'v'], ['verify']],
    [['audit', 'verify', '--js'], ['--json']],
    [
      ['get', ''],
      ['account', 'account/group', 'account/user', 'oidc-provider', 'thing'],
    ],
    [['get', 'oidc'], ['oidc-provider']],
    [['get', 'Oidc'], ['OidcProvider']],
    [['get', 'thing', ''], []],
    [['delete', 'thing', 'thing-1', 't'], ['thing']],
    [['describe', 'Sec'], ['SecretKey']],
    [['describe', 'Col'], ['Colour']],
    [['get', 'thing', '--fi'], ['--fields']],
    [
      ['get', 'thing', '--fields', 'c'],
      ['colour', 'count', 'createdAt'],
    ],
    [['create', 'thing', '--field', 'is'], ['isOpen=']],
    [
      ['create', 'thing', '--field', 'isOpen='],
      ['isOpen=false', 'isOpen=true'],
    ],
    [['create', '--json', 'thing', '--field', 'colour=g'], ['colour=green']],
    [['create', 'thing', '--field', 'name=x', '--field', 'na'], ['name=']],
    [['create', 'nothing', '--field', 'n'], []],
    [['query', 'thing', '--where', 'na'], ['name']],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
    [['frobnicate', ''], []],
  ]
  for (const [words, found] of cases) {
    test(`of ${JSON.stringify(words)}`, async () => assert.deepEqual(await complete(...words), { words: found, files: false }))
  }

  test('offers files where a file is named', async () => {
    for (const words of [
      ['plan', ''],
      ['apply', '--file', 'x'],
      ['create', 'thing', '--file', ''],
    ]) {
      assert.equal((await complete(...words)).files, true, words.join(' '))
    }
    assert.equal((await complete('plan', 'a.ndjson', '')).files, false)
  })

  test('knows every command and every flag of it', async () => {
    for (const { name, flags } of commands) {
      const found = (await complete(...name.split(' '), '--')).words
      for (const flag of Object.keys(flags)) assert.ok(found.includes(`--${flag}`), `${name} --${flag}`)
      assert.ok((await complete('')).words.includes(name.split(' ')[0] ?? ''), name)
    }
  })
})
