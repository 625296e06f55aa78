import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { algorithms, type Client, type SettingsAlgorithm } from '@latchkey/core'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { textOf } from '../../expect-refusal.ts'
import { clientSecret, issuer, privatePemOf, TestProvider } from '../../test-provider.ts'

async function idTokenOf(op: TestProvider, code: Parameters<TestProvider['code']>[0] = {}, secret?: string): Promise<string> {
  const answer = await op.redeem(await op.code(code), secret === 'none' ? { client_secret: undefined } : {})
  return textOf(answer, 'id_token')
}

/** As a relying party verifies it: with the published keys, or its own secret. */
async function verified(op: TestProvider, token: string): Promise<JWTPayload> {
  const { alg = '' } = decodeProtectedHeader(token)
  const options = { issuer, audience: 'rp', algorithms: [alg], currentDate: new Date(op.now) }
  if (alg.startsWith('HS')) return (await jwtVerify(token, new TextEncoder().encode(clientSecret), options)).payload
  const keys = createLocalJWKSet({ keys: (await op.provider.jwks()).keys.map((key) => ({ ...key })) })
  return (await jwtVerify(token, keys, options)).payload
}

describe('OIDCC-3.1.3.7 jose verifies the ID token', () => {
  const settings = algorithms.flatMap((row) => (row.setting === undefined ? [] : [row.setting]))
  for (const signatureAlgorithm of settings) {
    test(`when ${signatureAlgorithm} is the algorithm of the settings`, async () => {
      await using op = await TestProvider.open(await settingsFor(signatureAlgorithm))
      await op.client()
      const token = await idTokenOf(op)
      assert.equal(decodeProtectedHeader(token).alg, signatureAlgorithm.toUpperCase())
      assert.equal((await verified(op, token)).sub, 'subject-of-alice')
    })
  }

  for (const { name } of algorithms) {
    test(`when the client registered ${name}`, async () => {
      await using op = await TestProvider.open()
      await op.client({ idTokenSignedResponseAlg: name })
      const token = await idTokenOf(op)
      const header = decodeProtectedHeader(token)
      assert.equal(header.alg, name)
      assert.equal(header.kid === undefined, name.startsWith('HS'))
      assert.equal((await verified(op, token)).sub, 'subject-of-alice')
    })
  }

  async function settingsFor(signatureAlgorithm: SettingsAlgorithm) {
    if (signatureAlgorithm.startsWith('hs')) return { signatureAlgorithm, signatureKey: 'any text' }
    const op = await TestProvider.open()
    const signatureKey = await privatePemOf(op.crypto, signatureAlgorithm)
    await op[Symbol.asyncDispose]()
    return { signatureAlgorithm, signatureKey }
  }
})

describe('OIDCC-10.1 symmetric signatures', () => {
  test('a public client of an hs256 provider gets RS256', async () => {
    await using op = await TestProvider.open({ signatureAlgorithm: 'hs256', signatureKey: 'any text' })
    await op.client({ public: true })
    const token = await idTokenOf(op, {}, 'none')
    assert.equal(decodeProtectedHeader(token).alg, 'RS256')
    assert.equal((await verified(op, token)).sub, 'subject-of-alice')
  })

  test('the newest live secret signs, and no symmetric key is published', async () => {
    await using op = await TestProvider.open({ signatureAlgorithm: 'hs384', signatureKey: 'any text' })
    const newest = { ...op.secret('newest but expired', op.now + 10), expiresAt: op.now }
    await op.client({ secrets: [op.secret('oldest', op.now - 10), op.secret(clientSecret, op.now), newest] })
    await verified(op, await idTokenOf(op))
    const { keys } = await op.provider.jwks()
    assert.deepEqual(
      keys.filter(({ use, kty }) => use === 'sig' || kty === 'oct'),
      [],
    )
  })
})

describe('OIDCC-2 ID token', () => {
  test('golden: all claims of a sign-in with a nonce', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answer = await op.redeem(await op.code({ scopes: ['openid', 'profile', 'email'], nonce: 'n-0S6_WzA2Mj' }))
    const claims = decodeJwt(textOf(answer, 'id_token'))
    const iat = op.now / 1_000
    assert.deepEqual(claims, {
      iss: issuer,
      sub: 'subject-of-alice',
      aud: 'rp',
      iat,
      exp: iat + 15 * 60,
      auth_time: iat - 60,
      nonce: 'n-0S6_WzA2Mj',
      acr: '1',
      amr: ['pwd'],
      at_hash: createHash('sha256').update(textOf(answer, 'access_token')).digest().subarray(0, 16).toString('base64url'),
      sid: 'ses_1',
    })
    assert.equal(decodeProtectedHeader(textOf(answer, 'id_token')).typ, 'JWT')
  })

  test('no nonce, session or amr in, none of them out', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const claims = decodeJwt(await idTokenOf(op, { withoutSession: true, grant: { amr: [] } }))
    assert.deepEqual(Object.keys(claims).sort(), ['acr', 'at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'sub'])
  })

  for (const [alg, hash] of [
    ['ES384', 'sha384'],
    ['PS512', 'sha512'],
    ['EdDSA', 'sha512'],
    ['HS384', 'sha384'],
  ] as const) {
    test(`OIDCC-3.1.3.6 at_hash of ${alg} is the left half of ${hash}`, async () => {
      await using op = await TestProvider.open()
      await op.client({ idTokenSignedResponseAlg: alg })
      const answer = await op.redeem(await op.code())
      const digest = createHash(hash).update(textOf(answer, 'access_token')).digest()
      const half = digest.subarray(0, digest.length / 2).toString('base64url')
      assert.equal(decodeJwt(textOf(answer, 'id_token'))['at_hash'], half)
    })
  }

  const email = { email: 'alice@example.org', email_verified: true }
  const cases: readonly [title: string, client: Partial<Client>, claims: string | undefined, expected: object][] = [
    ['scope claims stay out for a client of OIDCC-5.4', {}, undefined, {}],
    ['scope claims are in for a client that wants them', { claimsInIdToken: true }, undefined, email],
    ['claims.id_token is honoured', {}, '{"id_token":{"email":{"essential":true},"iss":{"value":"x"}}}', { email: email.email }],
  ]
  for (const [title, client, claims, expected] of cases) {
    test(`OIDCC-5.5 ${title}`, async () => {
      await using op = await TestProvider.open()
      await op.client(client)
      const token = await idTokenOf(op, { scopes: ['openid', 'email'], ...(claims === undefined ? {} : { claims }) })
      const payload = decodeJwt(token)
      assert.equal(payload.iss, issuer)
      const released = Object.fromEntries(Object.entries(payload).filter(([name]) => name.startsWith('email')))
      assert.deepEqual(released, expected)
    })
  }
})
