import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleSchema as schema } from '../../test/sample-schema.ts'
import { UsageError } from '../command.ts'
import { findKind } from '../objects/kind.ts'
import { pointerOf } from './object-input.ts'
import { readField } from './read-field.ts'

const { kind } = findKind(schema, 'thing')

function read(text: string): readonly [pointer: string, value: unknown] {
  const { path, value } = readField(schema, kind, kind.variants, text)
  return [pointerOf(path), value]
}

describe('a field', () => {
  const cases: readonly (readonly [text: string, pointer: string, value: unknown])[] = [
    ['name=x', 'name', 'x'],
    ['name=', 'name', ''],
    ['name=a=b', 'name', 'a=b'],
    ['name=null', 'name', 'null'],
    ['name=5', 'name', '5'],
    ['note=null', 'note', null],
    ['count=5', 'count', 5],
    ['ratio=0.5', 'ratio', 0.5],
    ['life=3600000', 'life', 3_600_000],
    ['life=1h', 'life', 3_600_000],
    ['life=1h30m', 'life', 5_400_000],
    ['life=1 d 5 h', 'life', 104_400_000],
    ['life=250 ms', 'life', 250],
    ['isOpen=true', 'isOpen', true],
    ['is-open=false', 'isOpen', false],
    ['ISOPEN=true', 'isOpen', true],
    ['colour=GREEN', 'colour', 'green'],
    ['endsAt=2026-01-02', 'endsAt', '2026-01-02T00:00:00Z'],
    ['endsAt=2026-01-02T03:04:05Z', 'endsAt', '2026-01-02T03:04:05Z'],
    ['endsAt=null', 'endsAt', null],
    ['ownerId=acc_1', 'ownerId', 'acc_1'],
    ['uris=["a","b"]', 'uris', { a: true, b: true }],
    ['uris={"a":true}', 'uris', { a: true }],
    ['uris=https://a.example/x', 'uris', { 'https://a.example/x': true }],
    ['uris=', 'uris', {}],
    ['uris/https://a.example/x?y=z=true', 'uris/https:~1~1a.example~1x?y=z', true],
    ['uris/https:~1~1a.example~1x=null', 'uris/https:~1~1a.example~1x', null],
    ['uris/plain=false', 'uris/plain', false],
    ['key={"@type":"Value","secret":"s"}', 'key', { '@type': 'Value', secret: 's' }],
    ['key/secret=12345', 'key/secret', '12345'],
    ['key/file-path=/run/key', 'key/filePath', '/run/key'],
    ['key/@type=None', 'key/@type', 'None'],
    ['parts=[{"title":"a"},{"title":"b"}]', 'parts', { 0: { title: 'a' }, 1: { title: 'b' } }],
    ['parts/0/size=-7', 'parts/0/size', -7],
    ['parts/1=null', 'parts/1', null],
    ['parts/1={"title":"c"}', 'parts/1', { title: 'c' }],
    ['limits/day=1d', 'limits/day', 86_400_000],
    ['limits/a~1b=1s', 'limits/a~1b', 1_000],
    ['limits/day=null', 'limits/day', null],
    ['@type=Big', '@type', 'Big'],
  ]
  for (const [text, pointer, value] of cases) {
    test(`${text} is ${pointer}: ${JSON.stringify(value)}`, () => assert.deepEqual(read(text), [pointer, value]))
  }

  const mistakes: readonly (readonly [text: string, said: RegExp])[] = [
    ['name', /--field needs NAME=VALUE/],
    ['=x', /--field needs NAME=VALUE/],
    ['description=Updated', /^unknown field: description; Thing has colour, count, createdAt, .*uris$/],
    ['constructor=x', /^unknown field: constructor/],
    ['count=many', /^count must be a whole number$/],
    ['count=1.5', /^count must be a whole number$/],
    ['ratio=x', /^ratio must be a number$/],
    ['life=soon', /^life must be a duration.*1h30m/],
    ['life=1y', /^life must be a duration/],
    ['isOpen=yes', /^isOpen must be true or false$/],
    ['isOpen=null', /^isOpen must be true or false$/],
    ['colour=blue', /^colour cannot be blue; one of red, green$/],
    ['key=secret', /^key must be an object as JSON$/],
    ['key=[1]', /^key must be an object as JSON$/],
    ['key/colour=x', /^unknown field: colour; SecretKey has filePath, secret$/],
    ['key/secret/x=1', /^key\/secret has no parts$/],
    ['parts/first/title=a', /^parts is a list/],
    ['parts=7', /^parts must be a list of objects as JSON$/],
    ['uris=[1', /^uris must be a set as JSON$/],
    ['uris/a=yes', /^uris\/a must be true or false$/],
    ['name/part=x', /^name has no parts$/],
  ]
  for (const [text, said] of mistakes) {
    test(`${text} is refused`, () => {
      assert.throws(
        () => read(text),
        (error: unknown) => error instanceof UsageError && said.test(error.message),
      )
    })
  }
})
