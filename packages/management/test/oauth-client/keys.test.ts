import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isConfidential } from '@latchkey/core'
import type { JsonObject } from '@latchkey/management'
import { close, created, open, refusal, secretText, updated } from './client-writes.ts'

before(open)
after(close)

const jwks = '{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}]}'
const jwksUri = 'https://rp.example/keys'
const byKeys = { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri }

describe('x:OAuthClient with keys', () => {
  test('a client that authenticates with keys gets no secret, and is confidential', async () => {
    const { record, wire, shownOnce } = await created(byKeys)
    assert.equal(shownOnce, undefined)
    assert.equal(wire['secret'], null)
    assert.deepEqual(record.secrets, [])
    assert.ok(isConfidential(record))
  })

  test('it may have a secret besides, for what is signed or encrypted with one', async () => {
    const { record } = await created({ ...byKeys, secret: secretText, idTokenSignedResponseAlg: 'HS256' })
    assert.equal(record.secrets.length, 1)
  })

  test('a change of something else leaves it as it is', async () => {
    const { record } = await created(byKeys)
    const { record: after } = await updated(record, { description: 'Another name' })
    assert.equal(after.tokenEndpointAuthMethod, 'private_key_jwt')
    assert.deepEqual(after.secrets, [])
  })

  test('keys take the place of a secret in one step, and the other way round', async () => {
    const { record } = await created({})
    const { record: withKeys } = await updated(record, { ...byKeys, secret: null })
    assert.deepEqual([withKeys.tokenEndpointAuthMethod, withKeys.secrets.length], ['private_key_jwt', 0])
    const { record: withSecret } = await updated(withKeys, { tokenEndpointAuthMethod: null, jwksUri: null, secret: secretText })
    assert.deepEqual([withSecret.tokenEndpointAuthMethod, withSecret.secrets.length], [undefined, 1])
  })

  test('a client without method whose secret is taken away goes on with its keys, and does not become public', async () => {
    const { record } = await created({ jwks })
    assert.equal(record.secrets.length, 1)
    const { record: after } = await updated(record, { secret: null })
    assert.deepEqual([after.tokenEndpointAuthMethod, after.secrets.length], [undefined, 0])
    assert.ok(isConfidential(after))
  })

  const mistakes: readonly (readonly [value: JsonObject, property: string, rule: RegExp])[] = [
    [{ tokenEndpointAuthMethod: 'private_key_jwt' }, 'tokenEndpointAuthMethod', /needs the keys of the client/],
    [{ ...byKeys, jwks }, 'jwksUri', /must not be given beside jwks/],
    [{ jwksUri: 'http://rp.example/keys' }, 'jwksUri', /must be an https URI/],
    [{ jwksUri: 'https://user@rp.example/keys' }, 'jwksUri', /must be an https URI/],
    [{ jwksUri: 'https://rp.example/keys#one' }, 'jwksUri', /must be an https URI/],
    [{ ...byKeys, tokenEndpointAuthSigningAlg: 'HS256' }, 'tokenEndpointAuthSigningAlg', /none of them with private_key_jwt/],
    [
      { tokenEndpointAuthMethod: 'client_secret_jwt', tokenEndpointAuthSigningAlg: 'ES256' },
      'tokenEndpointAuthSigningAlg',
      /with client_secret_jwt/,
    ],
    [{ ...byKeys, idTokenSignedResponseAlg: 'HS256' }, 'idTokenSignedResponseAlg', /needs a client secret/],
    [
      { tokenEndpointAuthMethod: 'client_secret_jwt', tokenEndpointAuthSigningAlg: 'HS512', secret: 'x'.repeat(63) },
      'secret',
      /at least 64 characters for HS512/,
    ],
  ]
  for (const [value, property, rule] of mistakes) {
    test(`${JSON.stringify(value).slice(0, 90)}: ${rule.source}`, async () => {
      const error = await refusal(value)
      assert.ok(error.type === 'validationFailed', JSON.stringify(error))
      assert.equal(error.validationErrors[0]?.property, property)
      assert.match(error.description ?? '', rule)
    })
  }

  test('the last keys of a client that authenticates with them cannot be taken away', async () => {
    const { record } = await created(byKeys)
    const error = await refusal({ jwksUri: null }, record)
    assert.match(error.description ?? '', /needs the keys of the client/)
  })

  test('on the machine of the server itself keys may be fetched by http', async () => {
    for (const uri of ['http://localhost:3000/keys', 'http://127.0.0.1:3000/keys', 'http://[::1]/keys?a=b']) {
      assert.equal((await created({ jwksUri: uri })).record.jwksUri, uri)
    }
    for (const uri of ['http://localhost.example/keys', 'http://127.0.0.1.example/keys', 'http://localhost@rp.example/']) {
      assert.equal((await refusal({ jwksUri: uri })).type, 'validationFailed')
    }
  })
})
