import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '@latchkey/management'
import type { FieldType } from '@latchkey/management/schema'
import { sampleSchema as schema } from '../../test/sample-schema.ts'
import { allProperties, findKind } from '../objects/kind.ts'
import { formatDuration } from './format-duration.ts'
import { objectLines } from './object.ts'
import { createPaint } from './paint.ts'
import { changeLines, mistakeLines, summaryLines } from './plan.ts'
import { createProgress } from './progress.ts'
import { describeSetError } from './set-error.ts'
import { valueText } from './value.ts'

const { kind } = findKind(schema, 'thing')
const view = { schema, labels: new Map([['x:Account', new Map([['acc_1', 'jane']])]]) }
const plain = createPaint(false)

test('durations have up to two units', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [1, '1 ms'],
    [1_500, '1 s 500 ms'],
    [600_000, '10 m'],
    [5_400_000, '1 h 30 m'],
    [104_400_000, '1 d 5 h'],
    [86_400_001, '1 d'],
    [2_592_000_000, '30 d'],
  ]
  for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text)
})

describe('a value', () => {
  const cases: readonly (readonly [field: string, value: JsonValue | undefined, text: string])[] = [
    ['name', 'x', 'x'],
    ['name', 'a\u001b[2Jb', 'a?[2Jb'],
    ['name', '', '<none>'],
    ['note', null, '<none>'],
    ['note', undefined, '<none>'],
    ['count', 0, '0'],
    ['life', 3_600_000, '1 h'],
    ['isOpen', true, 'Yes'],
    ['isOpen', false, 'No'],
    ['colour', 'red', 'Dark red'],
    ['colour', 'unheard-of', 'unheard-of'],
    ['ownerId', 'acc_1', 'jane'],
    ['ownerId', 'acc_2', 'acc_2'],
    ['uris', { b: true, a: true }, 'b, a'],
    ['uris', {}, '<none>'],
    ['key', { '@type': 'Value', secret: '****' }, 'Secret value: ****'],
    ['key', { '@type': 'None' }, 'No secret'],
    ['parts', { 0: { title: 'a', size: 1 }, 1: { title: 'b' } }, 'Title: a, Size: 1; Title: b'],
    ['limits', { day: 86_400_000 }, 'day: 1 d'],
  ]
  const properties = allProperties(kind.variants)
  for (const [field, value, text] of cases) {
    test(`${field} ${JSON.stringify(value)} is shown as ${JSON.stringify(text)}`, () => {
      assert.equal(valueText(view, properties[field]?.type as FieldType, value), text)
    })
  }
})

test('an object has the sections and labels of its form, and at the end what the form does not have', () => {
  const object = {
    id: 'thg_1',
    name: 'One',
    colour: 'green',
    isOpen: false,
    life: 90_000,
    key: { '@type': 'Value', secret: '****' },
    uris: { 'https://a.example/': true, 'https://b.example/': true },
    ownerId: null,
    createdAt: '2026-01-01T00:00:00Z',
  }
  assert.equal(
    objectLines(view, kind, object, plain).join('\n'),
    `Thing thg_1

What
  Name       One
  Colour     Green
  Is open    No

Rest
  Life       1 m 30 s
  Key        Secret value: ****
  Addresses  https://a.example/
             https://b.example/
  Owner      <none>

More
  createdAt  2026-01-01T00:00:00Z`,
  )
})

describe('a refusal', () => {
  const cases: readonly (readonly [error: object, lines: readonly string[]])[] = [
    [{ type: 'invalidPatch', description: 'Invalid duration value', properties: ['life'] }, ['life: Invalid duration value']],
    [
      {
        type: 'validationFailed',
        validationErrors: [
          { type: 'Required', property: 'key' },
          { type: 'MinValue', property: 'count', required: 1 },
          { type: 'MaxValue', property: 'count', required: 9 },
          { type: 'MinLength', property: 'name', required: 2 },
          { type: 'MaxLength', property: 'name', required: 5 },
          { type: 'Invalid', property: 'note', value: 'x' },
        ],
      },
      [
        'key: is required',
        'count: must be at least 1',
        'count: must be at most 9',
        'name: must have at least 2 characters',
        'name: must have at most 5 characters',
        'note: cannot be "x"',
      ],
    ],
    [{ type: 'validationFailed', validationErrors: [], description: 'Too large.' }, ['Too large.']],
    [
      { type: 'primaryKeyViolation', description: 'Taken.', properties: ['name'], objectId: 'b' },
      ['name: Taken.', 'the object is b'],
    ],
    [
      {
        type: 'objectIsLinked',
        description: 'In use.',
        objectId: { object: 'x:Role', id: 'r' },
        linkedObjects: [{ object: 'x:Account', id: 'a' }],
      },
      ['In use.', 'the object is Role r', 'Account a refers to it'],
    ],
    [{ type: 'forbidden' }, ['forbidden']],
    [{ type: 'notFound', description: 'a\u001b[2J' }, ['a?[2J']],
  ]
  for (const [error, lines] of cases) {
    test(`of type ${'type' in error ? error.type : ''} says ${lines[0]}`, () => assert.deepEqual(describeSetError(error), lines))
  }
})

describe('a plan', () => {
  test('shows each change with its fields and what it means for security', () => {
    const lines = changeLines(
      {
        kind: 'update',
        object: 'x:OidcProvider',
        id: 'singleton',
        label: 'OidcProvider',
        fields: [
          { field: 'refreshTokenExpiry', before: '30 d', after: '1 d' },
          { field: 'note', after: { a: 1 } },
        ],
        effects: [
          { weight: 'stricter', text: 'shortens refresh tokens from 30 d to 1 d' },
          { weight: 'looser', text: 'adds the implicit flow' },
          { weight: 'neutral', text: 'renames it' },
        ],
      },
      plain,
    )
    assert.equal(
      lines.join('\n'),
      `~ update OidcProvider singleton
    refreshTokenExpiry  30 d -> 1 d
    note                <none> -> {"a":1}
    * stricter: shortens refresh tokens from 30 d to 1 d
    ! looser: adds the implicit flow
    * renames it`,
    )
  })

  test('tells the secrets that an apply made', () => {
    const change = {
      kind: 'create',
      object: 'x:OAuthClient',
      label: 'app',
      fields: [],
      effects: [],
      shownOnce: { secret: 'lk_cs_1' },
    } as const
    assert.deepEqual(changeLines(change, plain), ['+ create OAuthClient app', '    secret  lk_cs_1  (shown only now)'])
  })

  test('marks what is created, destroyed and only taken over', () => {
    for (const [change, sign] of [
      ['create', '+'],
      ['destroy', '-'],
      ['adopt', '='],
    ] as const) {
      const [head] = changeLines({ kind: change, object: 'x:Role', label: 'ops', fields: [], effects: [] }, plain)
      assert.equal(head, `${sign} ${change} Role ops`)
    }
  })

  test('ends with a summary', () => {
    const done = { type: 'done', created: 1, updated: 2, destroyed: 3, unchanged: 4 } as const
    assert.deepEqual(summaryLines({ ...done, notes: ['One secret stays.'] }, false), [
      'Note: One secret stays.',
      'Plan: 1 to create, 2 to update, 3 to destroy, 4 unchanged.',
    ])
    assert.deepEqual(summaryLines({ ...done, revision: 9 }, true), [
      'Done: 1 created, 2 updated, 3 destroyed, 4 unchanged (revision 9).',
    ])
  })

  test('that is refused names each mistake by line and object', () => {
    const error = { type: 'invalidPatch', description: 'Invalid property', properties: ['nam'] } as const
    assert.deepEqual(
      mistakeLines({
        type: 'refused',
        mistakes: [{ line: 3, object: 'x:Role', label: 'ops', text: 'cannot be applied', error }, { text: 'Empty.' }],
      }),
      ['line 3, Role ops: cannot be applied', '  nam: Invalid property', 'Empty.'],
    )
  })
})

test('colours are there only where they are wanted', () => {
  assert.equal(plain.red('x'), 'x')
  assert.equal(createPaint(true).red('x'), '\u001b[31mx\u001b[39m')
})

describe('progress', () => {
  test('is a line now and then where nobody sees it replaced', () => {
    let time = 0
    const said: string[] = []
    const progress = createProgress({ print: () => undefined, complain: (line) => said.push(line) }, true, () => time)
    for (; time < 12_000; time += 1_000) progress.say(`${time}`)
    progress.end()
    assert.deepEqual(said, ['5000', '10000'])
  })

  test('replaces itself on a terminal and is gone at the end', () => {
    let time = 0
    const said: string[] = []
    const terminal = {
      showsOutput: true,
      showsErrors: true,
      isInteractive: true,
      overwrite: (text: string) => said.push(text),
      ask: async () => '',
    }
    const progress = createProgress({ print: () => undefined, complain: () => undefined, terminal }, true, () => time)
    for (; time < 300; time += 50) progress.say(`${time}`)
    progress.end()
    assert.deepEqual(said, ['0', '100', '200', ''])
  })

  test('is not said when it is not wanted', () => {
    const complain = () => assert.fail('progress was said')
    const progress = createProgress({ print: complain, complain }, false, () => Number.MAX_SAFE_INTEGER)
    progress.say('x')
    progress.end()
  })
})
