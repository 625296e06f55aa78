import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { en } from '../i18n/en.ts'
import { messageAt, refusalOf } from './set-errors.ts'

describe('what the server refuses', () => {
  test('stands at the properties that it names', () => {
    const error = { type: 'invalidPatch', description: 'Invalid duration value', properties: ['expiry'] }
    assert.deepEqual(refusalOf(error, en), { type: 'invalidPatch', general: [], fields: { expiry: 'Invalid duration value' } })
  })

  test('is said for each property where several are wrong', () => {
    const error = {
      type: 'validationFailed',
      description: 'expiry must be at most 1h. uris/ftp:~1~1x must be a web address. name is required.',
      validationErrors: [
        { type: 'MaxValue', property: 'expiry', required: 3_600_000 },
        { type: 'Invalid', property: 'uris/ftp:~1~1x', value: 'ftp://x' },
        { type: 'Required', property: 'name' },
      ],
    }
    assert.deepEqual(refusalOf(error, en).fields, {
      expiry: 'Must be at most 1h.',
      'uris/ftp:~1~1x': 'Must be a web address.',
      name: 'This is needed.',
    })
  })

  test('is said of the whole where it names no property', () => {
    const error = { type: 'forbidden', description: 'You may not do that.' }
    assert.deepEqual(refusalOf(error, en), { type: 'forbidden', general: ['You may not do that.'], fields: {} })
    assert.deepEqual(refusalOf({ type: 'overQuota' }, en).general, ['The server refused this: overQuota.'])
  })

  test('is shown at a field with what is within it, unless that has fields of its own', () => {
    const fields = { 'uris/ftp:~1~1x': 'No.' }
    assert.equal(messageAt(fields, 'uris', true), 'ftp://x: No.')
    assert.equal(messageAt(fields, 'uris', false), undefined)
    assert.equal(messageAt(fields, 'uri', true), undefined)
  })
})
