import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Client, type ClientId, verifyIdTokenHint } from '@latchkey/core'
import { base64url, CompactSign, exportJWK, generateKeyPair, importPKCS8 } from 'jose'
import { textOf } from '../expect-refusal.ts'
import { clientSecret, issuer, TestProvider } from '../test-provider.ts'

async function idToken(op: TestProvider): Promise<string> {
  return textOf(await op.redeem(await op.code()), 'id_token')
}

function verify(op: TestProvider, hint: string, client: Client) {
  return verifyIdTokenHint(hint, client, op.ports, issuer)
}

/** A token with other parts: the header and claims given, signed as told. */
async function forge(
  original: string,
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  key?: Parameters<CompactSign['sign']>[0],
): Promise<string> {
  const [oldHeader = '', oldClaims = ''] = original.split('.')
  const parse = (part: string) => JSON.parse(new TextDecoder().decode(base64url.decode(part))) as Record<string, unknown>
  const newHeader = { ...parse(oldHeader), ...header }
  const payload = new TextEncoder().encode(JSON.stringify({ ...parse(oldClaims), ...claims }))
  if (key === undefined) return `${base64url.encode(JSON.stringify(newHeader))}.${base64url.encode(payload)}.`
  return new CompactSign(payload).setProtectedHeader({ ...newHeader, alg: String(newHeader['alg']) }).sign(key)
}

describe('OIDCC-3.1.2.1 id_token_hint', () => {
  test('our own token names its subject and session, also long after it expired', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    assert.deepEqual(await verify(op, token, client), { subject: 'subject-of-alice', sessionId: 'ses_1' })
    op.advance(op.settings.idTokenExpiry + 1)
    assert.deepEqual(await verify(op, token, client), { subject: 'subject-of-alice', sessionId: 'ses_1' })
  })

  for (const alg of ['RS256', 'PS512', 'ES512', 'EdDSA', 'HS256'] as const) {
    test(`one signed with ${alg} verifies`, async () => {
      await using op = await TestProvider.open()
      const client = await op.client({ idTokenSignedResponseAlg: alg })
      assert.equal((await verify(op, await idToken(op), client))?.subject, 'subject-of-alice')
    })
  }

  test('one for another client or of another issuer is refused', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const other = await op.client({ clientId: 'other' as ClientId })
    const token = await idToken(op)
    assert.equal(await verify(op, token, other), undefined)
    assert.equal(await verifyIdTokenHint(token, client, op.ports, 'https://another.example'), undefined)
  })

  test('signed claims of UserInfo are no ID token', async () => {
    await using op = await TestProvider.open()
    const client = await op.client({ userinfoSignedResponseAlg: 'ES256' })
    const authorization = `Bearer ${textOf(await op.redeem(await op.code()), 'access_token')}`
    const { signed } = await op.provider.userinfo({ authorization, bodyTokens: [], tokenInQuery: false })
    assert.ok(signed !== undefined)
    assert.equal(await verify(op, signed.jwt, client), undefined)
  })

  test('HS256 verifies with the secrets of this client only', async () => {
    await using op = await TestProvider.open()
    const client = await op.client({ idTokenSignedResponseAlg: 'HS256' })
    const token = await idToken(op)
    const rotated = { ...client, secrets: [op.secret('a newer one'), ...client.secrets] }
    assert.equal((await verify(op, token, rotated))?.subject, 'subject-of-alice')
    assert.equal(await verify(op, token, { ...client, secrets: [op.secret('a secret of somebody else')] }), undefined)
    assert.equal(await verify(op, token, { ...client, secrets: [] }), undefined)
  })
})

describe('RFC8725-2 forged hints are refused', () => {
  test('HS256 with the right secret is refused of a client whose tokens are signed with a key: it could have made it itself', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const forged = await forge(await idToken(op), { alg: 'HS256' }, { sub: 'anybody' }, new TextEncoder().encode(clientSecret))
    assert.equal(await verify(op, forged, client), undefined)
  })

  test('alg none, with and without the old signature', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    for (const alg of ['none', 'None', 'NONE']) {
      const unsigned = await forge(token, { alg }, {})
      assert.equal(await verify(op, unsigned, client), undefined)
      assert.equal(await verify(op, unsigned + token.split('.')[2], client), undefined)
    }
  })

  test('a public key used as HMAC secret, for clients with and without a secret', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    const [published] = (await op.provider.jwks()).keys
    for (const secret of [JSON.stringify(published), String(published?.['x']), String(published?.['kid'])]) {
      const forged = await forge(token, { alg: 'HS256' }, {}, new TextEncoder().encode(secret))
      assert.equal(await verify(op, forged, client), undefined)
      assert.equal(await verify(op, forged, { ...client, secrets: [] }), undefined)
    }
  })

  test('a foreign key: under our kid, embedded as jwk, by jku, with crit', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = await exportJWK(publicKey)
    const headers = [{}, { jwk }, { jku: 'https://evil.example/jwks' }, { x5u: 'https://evil.example/' }, { kid: undefined, jwk }]
    for (const header of headers) {
      assert.equal(await verify(op, await forge(token, header, {}, privateKey), client), undefined)
    }
  })

  test('members of the header that we never write are refused even under our own signature', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    const key = await importPKCS8(op.settings.signatureKey, 'ES256')
    assert.notEqual(await verify(op, await forge(token, {}, {}, key), client), undefined)
    assert.equal(await verify(op, await forge(token, { jku: 'https://evil.example/' }, {}, key), client), undefined)
    assert.equal(await verify(op, await forge(token, { crit: ['b64'], b64: true }, {}, key), client), undefined)
    assert.equal(await verify(op, await forge(token, { typ: 'at+jwt' }, {}, key), client), undefined)
    assert.equal(await verify(op, await forge(token, { kid: 'unknown' }, {}, key), client), undefined)
    assert.equal(await verify(op, await forge(token, {}, { aud: ['rp', 'other'] }, key), client), undefined)
    assert.equal(await verify(op, await forge(token, {}, { sub: '' }, key), client), undefined)
  })

  test('changed claims, cut or joined texts, and texts that are no JWT', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    const [header, , signature] = token.split('.')
    const changed = (await forge(token, {}, { sub: 'somebody else' })).split('.')[1]
    const texts = ['', '.', '..', 'x', 'a.b.c', `${header}.${changed}.${signature}`, token.slice(0, -5), `${token}.x`, '{}']
    for (const text of [...texts, `${token}${'x'.repeat(10_000)}`, clientSecret]) {
      assert.equal(await verify(op, text, client), undefined, text.slice(0, 40))
    }
  })

  test('a key that is no longer published no longer verifies', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = await idToken(op)
    op.configure({ signatureAlgorithm: 'hs256', signatureKey: 'any text' })
    assert.notEqual(await verify(op, token, client), undefined)
    op.advance(2 * 60 * 60_000)
    assert.equal(await verify(op, token, client), undefined)
  })
})
