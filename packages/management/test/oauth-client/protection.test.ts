import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonObject } from '@latchkey/management'
import { close, created, open, refusal, updated } from './client-writes.ts'

before(open)
after(close)

/** RFC7517-A.1; nobody decrypts with it. */
const ec = {
  ...{ kty: 'EC', crv: 'P-256' },
  ...{ x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' },
}
const jwks = JSON.stringify({ keys: [ec] })
const implicit = { 'code id_token': true }

describe('x:OAuthClient refuses encryption without a key', () => {
  const table: readonly (readonly [value: JsonObject, property: string, text: RegExp])[] = [
    [{ idTokenEncryptedResponseEnc: 'A128GCM' }, 'idTokenEncryptedResponseEnc', /needs idTokenEncryptedResponseAlg/],
    [{ userinfoEncryptedResponseEnc: 'A128GCM' }, 'userinfoEncryptedResponseEnc', /needs userinfoEncryptedResponseAlg/],
    [{ authorizationEncryptedResponseEnc: 'A128GCM' }, 'authorizationEncryptedResponseEnc', /needs authorization/],
    [{ requestObjectEncryptionEnc: 'A128GCM' }, 'requestObjectEncryptionEnc', /needs requestObjectEncryptionAlg/],
    [{ idTokenEncryptedResponseAlg: 'RSA-OAEP' }, 'idTokenEncryptedResponseAlg', /by jwks or jwksUri/],
    [{ userinfoEncryptedResponseAlg: 'RSA-OAEP', jwks }, 'userinfoEncryptedResponseAlg', /one that fits/],
    [
      { authorizationEncryptedResponseAlg: 'ECDH-ES', jwks: JSON.stringify({ keys: [{ ...ec, use: 'sig' }] }) },
      'authorizationEncryptedResponseAlg',
      /may be used to encrypt/,
    ],
    [{ idTokenEncryptedResponseAlg: 'dir', tokenEndpointAuthMethod: 'none' }, 'idTokenEncryptedResponseAlg', /a public client/],
    [
      { requestObjectEncryptionAlg: 'A256KW', tokenEndpointAuthMethod: 'private_key_jwt', jwks },
      'requestObjectEncryptionAlg',
      /this client does not have/,
    ],
    [
      { idTokenSignedResponseAlg: 'none', responseTypes: implicit, grantTypes: { authorization_code: true, implicit: true } },
      'idTokenSignedResponseAlg',
      /must not be none/,
    ],
  ]
  for (const [value, property, text] of table) {
    test(JSON.stringify(value).slice(0, 90), async () => {
      const refused = await refusal(value)
      assert.ok(refused.type === 'validationFailed', JSON.stringify(refused))
      assert.deepEqual(
        refused.validationErrors.map((error) => error.property),
        [property],
      )
      assert.match(refused.description ?? '', text)
    })
  }

  test('OIDCC-16.19 a secret that is shorter than the key that is made of it', async () => {
    const secret = 'x'.repeat(63)
    const wants = { idTokenEncryptedResponseAlg: 'dir', idTokenEncryptedResponseEnc: 'A256CBC-HS512' }
    const refused = await refusal({ secret, ...wants })
    assert.ok(refused.type === 'validationFailed')
    assert.deepEqual(refused.validationErrors, [{ type: 'MinLength', property: 'secret', required: 64 }])
    assert.equal((await created({ secret: `${secret}x`, ...wants })).record.idTokenEncryptedResponseAlg, 'dir')
    assert.equal((await created({ secret, ...wants, idTokenEncryptedResponseEnc: 'A256GCM' })).record.origin, 'administrator')
  })
})

describe('x:OAuthClient takes encryption with a key', () => {
  for (const answer of ['idToken', 'userinfo', 'authorization']) {
    test(`of ${answer}: by keys of the client, by their address, by its secret`, async () => {
      const [alg, enc] = [`${answer}EncryptedResponseAlg`, `${answer}EncryptedResponseEnc`]
      for (const value of [
        { [alg]: 'ECDH-ES+A256KW', [enc]: 'A256GCM', jwks },
        { [alg]: 'RSA-OAEP-512', [enc]: 'A256GCM', jwksUri: 'https://rp.example/keys' },
        { [alg]: 'A128GCMKW', [enc]: 'A256GCM' },
      ]) {
        const first = await created(value)
        assert.deepEqual([first.wire[alg], first.wire[enc]], [value[alg], 'A256GCM'])
        const second = await updated(first.record, { [enc]: null })
        assert.equal(second.wire[enc], null)
        const last = await updated(first.record, { [alg]: null, [enc]: null })
        assert.equal(last.wire[alg], null)
      }
    })
  }

  test('of request objects: keys of the client do not matter', async () => {
    const { record } = await created({ requestObjectEncryptionAlg: 'RSA-OAEP', requestObjectEncryptionEnc: 'A128GCM' })
    assert.deepEqual([record.requestObjectEncryptionAlg, record.requestObjectEncryptionEnc], ['RSA-OAEP', 'A128GCM'])
  })

  test('keys cannot be taken away from under it', async () => {
    const { record } = await created({ idTokenEncryptedResponseAlg: 'ECDH-ES', jwks })
    const refused = await refusal({ jwks: null }, record)
    assert.ok(refused.type === 'validationFailed')
    assert.equal(refused.validationErrors[0]?.property, 'idTokenEncryptedResponseAlg')
  })

  test('unsigned ID tokens where none goes through the browser', async () => {
    const { record } = await created({ idTokenSignedResponseAlg: 'none' })
    assert.equal(record.idTokenSignedResponseAlg, 'none')
    const responseTypes = { code: true, id_token: true }
    const refused = await refusal({ responseTypes, grantTypes: { authorization_code: true, implicit: true } }, record)
    assert.ok(refused.type === 'validationFailed')
    assert.equal(refused.validationErrors[0]?.property, 'idTokenSignedResponseAlg')
  })
})
