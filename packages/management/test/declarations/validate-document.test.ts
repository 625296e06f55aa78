import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ValidationError } from '../../src/contract.ts'
import { validationFailed } from '../../src/declarations/finding.ts'
import { patchDocument } from '../../src/declarations/patch-document.ts'
import { validateDocument } from '../../src/declarations/validate-document.ts'
import type { JsonObject } from '../../src/ports/json.ts'
import { registry, sample, stored } from './sample.ts'

function mistakes(patch: JsonObject): readonly ValidationError[] {
  const { document, touched } = patchDocument({ declaration: sample, registry, current: stored, id: 's1' }, patch)
  return validateDocument({ fields: sample.fields, registry, id: 's1' }, document, touched).map(({ error }) => error)
}

const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`r${index}`, true]))

describe('the validation of an object', () => {
  const table: readonly (readonly [patch: JsonObject, errors: readonly ValidationError[]])[] = [
    [{ name: 'ok', count: 10, expiry: '1d', grace: 0 }, []],
    [{ count: 0 }, [{ type: 'MinValue', property: 'count', required: 1 }]],
    [{ count: 11 }, [{ type: 'MaxValue', property: 'count', required: 10 }]],
    [{ expiry: '2d' }, [{ type: 'MaxValue', property: 'expiry', required: 86_400_000 }]],
    [{ name: 'x' }, [{ type: 'MinLength', property: 'name', required: 2 }]],
    [{ name: 'x'.repeat(21) }, [{ type: 'MaxLength', property: 'name', required: 20 }]],
    [{ name: 'a\u0000b' }, [{ type: 'Invalid', property: 'name', value: 'a\u{fffd}b' }]],
    [{ name: 'line\nbreak' }, [{ type: 'Invalid', property: 'name', value: 'line\u{fffd}break' }]],
    [{ name: 'half \ud800' }, [{ type: 'Invalid', property: 'name', value: 'half \u{fffd}' }]],
    [{ note: 'line\nbreak' }, []],
    [{ note: 'bell\u0007' }, [{ type: 'Invalid', property: 'note', value: 'bell\u{fffd}' }]],
    [{ note: 'x'.repeat(100_001) }, [{ type: 'MaxLength', property: 'note', required: 100_000 }]],
    [{ code: 'c1' }, []],
    [{ uris: ['not a uri'] }, [{ type: 'Invalid', property: 'uris/not a uri', value: 'not a uri' }]],
    [{ uris: ['a:/1', 'a:/2', 'a:/3', 'a:/4'] }, [{ type: 'MaxLength', property: 'uris', required: 3 }]],
    [{ roleIds: many }, [{ type: 'MaxLength', property: 'roleIds', required: 1000 }]],
    [
      { labels: { 'a/b': 'x'.repeat(1001), [`${'k'.repeat(1001)}`]: 'v' } },
      [
        { type: 'MaxLength', property: 'labels/a~1b', required: 1000 },
        { type: 'MaxLength', property: `labels/${'k'.repeat(1001)}`, required: 1000 },
      ],
    ],
    [{ source: { '@type': 'Value' } }, [{ type: 'Required', property: 'source/secret' }]],
    [{ source: { '@type': 'Value', secret: 'abc' } }, [{ type: 'MinLength', property: 'source/secret', required: 4 }]],
    [{ source: { '@type': 'Value', secret: 'ab\u0000cd' } }, [{ type: 'Invalid', property: 'source/secret', value: '****' }]],
    [{ owner: { email: 'nobody' } }, [{ type: 'Invalid', property: 'owner/email', value: 'nobody' }]],
    [{ owner: {} }, [{ type: 'Required', property: 'owner/email' }]],
    [{ 'contacts/0/email': 'x@' }, [{ type: 'Invalid', property: 'contacts/0/email', value: 'x@' }]],
    [
      { contacts: [1, 2, 3, 4].map((number) => ({ email: `${number}@example.com` })) },
      [{ type: 'MaxLength', property: 'contacts', required: 3 }],
    ],
    [
      { name: 'x', count: 0, source: { '@type': 'Value' } },
      [
        { type: 'MinLength', property: 'name', required: 2 },
        { type: 'MinValue', property: 'count', required: 1 },
        { type: 'Required', property: 'source/secret' },
      ],
    ],
  ]
  for (const [patch, errors] of table) {
    test(`${JSON.stringify(patch).slice(0, 80)} has ${errors.map(({ type }) => type).join(', ') || 'no mistakes'}`, () =>
      assert.deepEqual(mistakes(patch), errors))
  }

  test('an object without a required field is told so', () => {
    const { name: _name, ...document } = stored
    const found = validateDocument({ fields: sample.fields, registry }, document)
    assert.deepEqual(
      found.map(({ error }) => error),
      [{ type: 'Required', property: 'name' }],
    )
  })

  test('what a patch does not touch is not held against it', () => {
    const document = { ...stored, count: 99, name: 'fine' }
    assert.deepEqual(validateDocument({ fields: sample.fields, registry }, document, new Set(['name'])), [])
  })

  test('an object larger than 200 kB is refused as a whole', () => {
    const uri = `urn:${'\u{10ffff}'.repeat(90)}`
    const labels = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`k${index}`, uri]))
    assert.deepEqual(mistakes({ labels }), [{ type: 'Invalid', property: 'id', value: 's1' }])
  })

  test('at most a hundred mistakes are told', () => {
    const finding = { error: { type: 'Required', property: 'name' }, sentence: 'name is required.' } as const
    const error = validationFailed(Array.from({ length: 500 }, () => finding))
    assert.equal(error.type === 'validationFailed' && error.validationErrors.length, 100)
  })
})
