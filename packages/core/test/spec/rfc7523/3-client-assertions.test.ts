import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import type { JWTPayload } from 'jose'
import {
  asserted,
  assertionOf,
  claimsOf,
  es256,
  expectNobody,
  macOf,
  newKey,
  openWith,
  redeemBy,
  type TestKey,
  withKey,
} from '../../assertion-kit.ts'
import { clientSecret, form, issuer } from '../../test-provider.ts'

const stranger = await newKey('ES256', 'one')

describe('RFC7523-3 private_key_jwt', () => {
  for (const algorithm of ['ES256', 'ES384', 'ES512', 'PS256', 'PS512', 'RS256', 'RS384', 'EdDSA', 'Ed25519']) {
    test(`a client with a key for ${algorithm} is who it says`, async () => {
      const key = await newKey(algorithm)
      await using op = await openWith({ secrets: [], jwks: { keys: [{ ...key.publicJwk }] } })
      const answer = await redeemBy(op, await assertionOf(claimsOf(op), key))
      assert.equal(answer.status, 200)
    })
  }

  test('client_id may say the same', async () => {
    await using op = await openWith()
    assert.equal((await redeemBy(op, await assertionOf(claimsOf(op), es256), { client_id: 'rp' })).status, 200)
  })

  test('without method and secret, keys are how a client authenticates; naming itself is not enough', async () => {
    await using op = await openWith()
    const answer = await op.redeem(await op.code(), { client_id: 'rp', client_secret: undefined })
    expectNobody(answer, 'client_auth_method_not_registered')
  })

  test('OIDCC-10.1.1 a new key under the kid of the one before is found by asking for the keys again', async () => {
    const jwksUri = 'https://rp.example/keys'
    const next = await newKey('ES256', 'one')
    await using op = await openWith({ secrets: [], jwksUri })
    const publish = (key: TestKey): void => {
      const freshUntil = op.now + 3_600_000
      const body = JSON.stringify({ keys: [key.publicJwk] })
      op.web.set(jwksUri, { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil })
    }
    publish(es256)
    assert.equal((await redeemBy(op, await assertionOf(claimsOf(op), es256))).status, 200)
    publish(next)
    assert.equal((await redeemBy(op, await assertionOf(claimsOf(op), next))).status, 200)
    expectNobody(await redeemBy(op, await assertionOf(claimsOf(op), es256)), 'client_auth_assertion_signature')
  })

  test('keys of a client that authenticates with a secret do not', async () => {
    await using op = await openWith({ jwks: { keys: [{ ...es256.publicJwk }] } })
    expectNobody(await redeemBy(op, await assertionOf(claimsOf(op), es256)), 'client_auth_method_not_registered')
  })

  test('a secret of a client that authenticates with keys does not', async () => {
    await using op = await openWith({ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [{ ...es256.publicJwk }] } })
    expectNobody(await op.redeem(await op.code(), { client_secret: clientSecret }), 'client_auth_method_not_registered')
    expectNobody(await redeemBy(op, await macOf(claimsOf(op), clientSecret)), 'client_auth_method_not_registered')
    assert.equal((await redeemBy(op, await assertionOf(claimsOf(op), es256))).status, 200)
  })

  test('only the registered algorithm, where there is one', async () => {
    const rsa = await newKey('PS256', 'rsa')
    const jwks = { keys: [{ ...es256.publicJwk }, { ...rsa.publicJwk }] }
    await using op = await openWith({ secrets: [], jwks, tokenEndpointAuthSigningAlg: 'PS256' })
    assert.equal((await redeemBy(op, await assertionOf(claimsOf(op), rsa))).status, 200)
    expectNobody(await redeemBy(op, await assertionOf(claimsOf(op), es256)), 'client_auth_assertion_algorithm')
  })

  const audiences: readonly (readonly [aud: unknown, isAccepted: boolean])[] = [
    [issuer, true],
    [`${issuer}/auth/token`, true],
    [['https://elsewhere.example', issuer], true],
    [[issuer], true],
    [`${issuer}/`, false],
    [`${issuer}/auth/par`, false],
    [`${issuer}.evil.example`, false],
    ['https://elsewhere.example', false],
    [[], false],
    [[[issuer]], false],
    [{ [issuer]: true }, false],
    [undefined, false],
    ['', false],
  ]
  for (const [aud, isAccepted] of audiences) {
    test(`aud ${JSON.stringify(aud)} at the token endpoint is ${isAccepted ? 'accepted' : 'refused'}`, async () => {
      await using op = await openWith()
      const answer = await redeemBy(op, await assertionOf(claimsOf(op, { aud }), es256))
      if (isAccepted) assert.equal(answer.status, 200)
      else expectNobody(answer, 'client_auth_assertion_audience')
    })
  }

  test('each endpoint accepts its own address, and the other endpoints do not', async () => {
    await using op = await openWith({ ...withKey, grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'] })
    const send = async (path: string): Promise<Readonly<Record<string, string | undefined>>> =>
      asserted(await assertionOf(claimsOf(op, { aud: issuer + path }), es256))
    const input = async (path: string) => ({
      parameters: form({ ...(await send(path)), token: 'lk_at_x' }),
      authorization: undefined,
    })
    assert.equal((await op.provider.introspect(await input('/auth/introspect'))).status, 200)
    assert.equal((await op.provider.revoke(await input('/auth/revoke'))).status, 200)
    const device = { ...(await input('/auth/device')), requestedFrom: '192.0.2.1' }
    assert.equal((await op.provider.deviceAuthorization(device)).status, 200)
    expectNobody(await op.provider.introspect(await input('/auth/revoke')), 'client_auth_assertion_audience')
    expectNobody(await op.provider.revoke(await input('/auth/introspect')), 'client_auth_assertion_audience')
  })

  const times: readonly (readonly [what: string, change: (now: number) => JWTPayload, isAccepted: boolean])[] = [
    ['expired 29 seconds ago', (now) => ({ exp: now - 29 }), true],
    ['expired 30 seconds ago', (now) => ({ exp: now - 30 }), false],
    ['expired five minutes ago', (now) => ({ exp: now - 300 }), false],
    ['without exp', () => ({ exp: undefined }) as unknown as JWTPayload, false],
    ['with exp as text', (now) => ({ exp: String(now + 60) }) as unknown as JWTPayload, false],
    ['that expires in an hour', (now) => ({ exp: now + 3_600 }), true],
    ['that expires in a day', (now) => ({ exp: now + 86_400 }), false],
    ['that never expires', () => ({ exp: 1e300 }), false],
    ['issued 8 seconds ahead', (now) => ({ iat: now + 8, nbf: now + 8 }), true],
    ['valid from 31 seconds ahead', (now) => ({ nbf: now + 31 }), false],
    ['issued a minute ahead', (now) => ({ iat: now + 61 }), false],
    ['without iat', () => ({ iat: undefined }) as unknown as JWTPayload, true],
    ['with iat null', () => ({ iat: null }) as unknown as JWTPayload, false],
  ]
  for (const [what, change, isAccepted] of times) {
    test(`an assertion ${what} is ${isAccepted ? 'accepted' : 'refused'}`, async () => {
      await using op = await openWith()
      const claims = claimsOf(op, change(Math.floor(op.now / 1000)))
      const answer = await redeemBy(op, await assertionOf(claims, es256))
      if (isAccepted) assert.equal(answer.status, 200)
      else expectNobody(answer, 'client_auth_assertion_times')
    })
  }

  const claims: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>, reason: ReasonId])[] = [
    ['without iss', { iss: undefined }, 'client_auth_assertion_issuer'],
    ['of another issuer', { iss: 'other' }, 'client_auth_assertion_issuer'],
    ['without sub', { sub: undefined }, 'client_auth_assertion_subject'],
    ['whose sub is no text', { sub: ['rp'] }, 'client_auth_assertion_subject'],
    ['about nobody', { sub: 'nobody', iss: 'nobody' }, 'client_auth_unknown'],
    ['without jti', { jti: undefined }, 'client_auth_assertion_id'],
    ['whose jti is empty', { jti: '' }, 'client_auth_assertion_id'],
    ['whose jti is a number', { jti: 1 }, 'client_auth_assertion_id'],
  ]
  for (const [what, change, reason] of claims) {
    test(`an assertion ${what} is refused`, async () => {
      await using op = await openWith()
      expectNobody(await redeemBy(op, await assertionOf(claimsOf(op, change), es256)), reason)
    })
  }

  test('client_id of another client is refused', async () => {
    await using op = await openWith()
    const answer = await redeemBy(op, await assertionOf(claimsOf(op), es256), { client_id: 'other' })
    expectNobody(answer, 'client_auth_assertion_client_id')
  })

  test('a signature with another key is refused', async () => {
    await using op = await openWith()
    expectNobody(await redeemBy(op, await assertionOf(claimsOf(op), stranger)), 'client_auth_assertion_signature')
  })

  test('an unknown kid, and a client whose keys do not fit, are refused', async () => {
    await using op = await openWith()
    const other = await assertionOf(claimsOf(op), es256, { header: { kid: 'two' } })
    expectNobody(await redeemBy(op, other), 'client_auth_assertion_key')
    const rsa = await newKey('RS256')
    expectNobody(await redeemBy(op, await assertionOf(claimsOf(op), rsa)), 'client_auth_assertion_key')
  })
})
