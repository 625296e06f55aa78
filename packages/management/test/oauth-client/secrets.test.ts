import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { oauthClientDefinition } from '../../src/objects/oauth-client/definition.ts'
import { close, created, crypto, now, open, refusal, secretText, updated } from './client-writes.ts'

before(open)
after(close)

const other = 'another-secret-of-more-than-32-letters'
const hour = 3_600_000

describe('the secret of x:OAuthClient', () => {
  test('is made for a new client and said once, in the answer', async () => {
    const { record, wire, shownOnce } = await created()
    const secret = String(shownOnce?.['secret'])
    assert.match(secret, /^lk_cs_[A-Za-z0-9_-]{64}$/)
    assert.equal(wire['secret'], '****')
    assert.equal(record.secrets[0]?.digest, crypto.digest(secret))
    assert.equal(crypto.openSealed(record.secrets[0]?.sealed ?? ''), secret)
    assert.equal(JSON.stringify([record, wire]).includes(secret), false)
  })

  test('of another server is taken over and not said again', async () => {
    const { record, shownOnce } = await created({ secret: secretText })
    assert.equal(shownOnce, undefined)
    assert.equal(record.secrets[0]?.digest, crypto.digest(secretText))
  })

  test('is not made for a public client', async () => {
    const { record, wire, shownOnce } = await created({ tokenEndpointAuthMethod: 'none' })
    assert.deepEqual(record.secrets, [])
    assert.equal(wire['secret'], null)
    assert.equal(shownOnce, undefined)
  })

  test('a mask in a new object counts as nothing said', async () => {
    const { record, shownOnce } = await created({ secret: '****' })
    assert.equal(record.secrets.length, 1)
    assert.notEqual(crypto.openSealed(record.secrets[0]?.sealed ?? ''), '****')
    assert.equal(record.secrets[0]?.digest, crypto.digest(String(shownOnce?.['secret'])))
  })

  test('sent back as a mask or as it is stays what it is', async () => {
    const { record } = await created({ secret: secretText })
    const same = await updated(record, { secret: '****', description: 'Renamed' })
    assert.deepEqual(same.record.secrets, record.secrets)
    assert.deepEqual((await updated(record, { secret: secretText })).record.secrets, record.secrets)
  })

  test('is replaced at once', async () => {
    const { record } = await created({ secret: secretText })
    const { record: changed, shownOnce } = await updated(record, { secret: other }, { at: now + hour })
    assert.deepEqual(
      changed.secrets.map(({ digest, createdAt, expiresAt }) => [digest, createdAt, expiresAt]),
      [[crypto.digest(other), now + hour, undefined]],
    )
    assert.equal(shownOnce, undefined)
  })

  test('is replaced while the one before works until a date', async () => {
    const { record } = await created({ secret: secretText })
    const patch = { secret: other, previousSecretExpiresAt: '2030-01-16T12:00:00Z' }
    const changed = await updated(record, patch)
    assert.deepEqual(
      changed.record.secrets.map(({ digest, expiresAt }) => [digest, expiresAt]),
      [
        [crypto.digest(other), undefined],
        [crypto.digest(secretText), Date.UTC(2030, 0, 16, 12)],
      ],
    )
    assert.equal(changed.wire['previousSecretExpiresAt'], '2030-01-16T12:00:00Z')
    // A change of something else leaves both.
    assert.deepEqual((await updated(changed.record, { description: 'x' })).record.secrets, changed.record.secrets)
    const sooner = await updated(changed.record, { previousSecretExpiresAt: '2030-01-15T13:00:00Z' })
    assert.equal(sooner.record.secrets[1]?.expiresAt, Date.UTC(2030, 0, 15, 13))
    const ended = await updated(changed.record, { previousSecretExpiresAt: null })
    assert.deepEqual(ended.record.secrets, changed.record.secrets.slice(0, 1))
    // Nothing was said of the one that is replaced now: it stops at once, and so does the one before.
    const third = await updated(changed.record, { secret: 'a-third-secret-of-more-than-32-letters' })
    assert.equal(third.record.secrets.length, 1)
  })

  test('a date alone is refused where no secret before the newest works', async () => {
    const { record } = await created({ secret: secretText })
    const previousSecretExpiresAt = '2030-01-16T12:00:00Z'
    for (const patch of [{ previousSecretExpiresAt }, { previousSecretExpiresAt, secret: secretText }]) {
      const error = await refusal(patch, record)
      assert.ok(error.type === 'validationFailed', error.type)
      const invalid = { type: 'Invalid', property: 'previousSecretExpiresAt', value: previousSecretExpiresAt }
      assert.deepEqual(error.validationErrors, [invalid])
    }
    assert.deepEqual((await updated(record, { previousSecretExpiresAt: null })).record.secrets, record.secrets)
  })

  test('a date that has passed keeps no previous secret', async () => {
    const { record } = await created({ secret: secretText })
    const changed = await updated(record, { secret: other, previousSecretExpiresAt: '2030-01-15T12:00:00Z' })
    assert.equal(changed.record.secrets.length, 1)
    assert.equal(changed.wire['previousSecretExpiresAt'], null)
  })

  test('is removed together with the authentication by it', async () => {
    const { record } = await created({ tokenEndpointAuthMethod: 'client_secret_basic' })
    const error = await refusal({ secret: null }, record)
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors, [
      { type: 'Invalid', property: 'tokenEndpointAuthMethod', value: 'client_secret_basic' },
    ])
    const removed = await updated(record, { secret: null, tokenEndpointAuthMethod: 'none' })
    assert.deepEqual(removed.record.secrets, [])
    assert.equal(removed.wire['tokenEndpointAuthMethod'], 'none')
    assert.equal(removed.wire['secret'], null)
  })

  test('removed from a client that pinned no method, it becomes a public one', async () => {
    const { record } = await created()
    assert.equal((await updated(record, { secret: null })).record.tokenEndpointAuthMethod, 'none')
  })

  test('must go before a client is declared public', async () => {
    const { record } = await created()
    const error = await refusal({ tokenEndpointAuthMethod: 'none' }, record)
    assert.ok(error.type === 'validationFailed')
    assert.match(error.description ?? '', /^tokenEndpointAuthMethod must be none for a public client, which has no secret/)
  })

  test('can be given to a public client, which then is none', async () => {
    const { record } = await created({ tokenEndpointAuthMethod: 'none' })
    const changed = await updated(record, { secret: secretText, tokenEndpointAuthMethod: null })
    assert.equal(changed.record.secrets[0]?.digest, crypto.digest(secretText))
    assert.equal(changed.record.tokenEndpointAuthMethod, undefined)
    const error = await refusal({ secret: secretText }, record)
    assert.ok(error.type === 'validationFailed')
    assert.equal(error.validationErrors[0]?.property, 'tokenEndpointAuthMethod')
  })

  test('a mask for a public client stays nothing', async () => {
    const { record } = await created({ tokenEndpointAuthMethod: 'none' })
    assert.deepEqual((await updated(record, { secret: '****' })).record.secrets, [])
  })

  test('RFC7518-3.2 one that is too short for an algorithm hinders the change to it', async () => {
    const { record } = await created({ secret: secretText })
    assert.equal((await updated(record, { idTokenSignedResponseAlg: 'HS256' })).record.idTokenSignedResponseAlg, 'HS256')
    const error = await refusal({ idTokenSignedResponseAlg: 'HS384' }, record)
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors, [{ type: 'MinLength', property: 'secret', required: 48 }])
  })

  test('is told apart by its digest, and all that work are', async () => {
    const { record } = await created({ secret: secretText })
    const overlap = await updated(record, { secret: other, previousSecretExpiresAt: '2030-01-16T12:00:00Z' })
    const ended = await updated(overlap.record, { previousSecretExpiresAt: null })
    const seen = [record, overlap.record, ended.record].map((each) => oauthClientDefinition.secretsOf(each)['secret'])
    assert.equal(new Set(seen).size, 3)
    assert.equal(seen[0], crypto.digest(secretText))
    const isPublic = await created({ tokenEndpointAuthMethod: 'none' })
    assert.deepEqual(oauthClientDefinition.secretsOf(isPublic.record), {})
  })
})
