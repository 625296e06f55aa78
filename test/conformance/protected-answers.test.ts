import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, codeOf, RelyingParty, readAnswer, Scene, waitUntil } from '@latchkey/testing'
import { compactDecrypt, createRemoteJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { discovery, listed, succeed } from './judge.ts'

const callback = 'https://rp.example/callback'
const headers = { 'content-type': 'application/json' }

let scene: Scene

before(async () => {
  scene = await Scene.open()
  await scene.settings({ anonymousClientRegistration: 'true' })
  await waitUntil('registration opens', async () => (await register({})).status !== 401 || undefined)
})
after(() => scene[Symbol.asyncDispose]())

async function register(metadata: Readonly<Record<string, unknown>>): Promise<Answer> {
  const body = JSON.stringify({ redirect_uris: [callback], ...metadata })
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
}

async function registered(metadata: Readonly<Record<string, unknown>>): Promise<RelyingParty> {
  const { status, body } = await register(metadata)
  assert.equal(status, 201, JSON.stringify(body))
  for (const [name, value] of Object.entries(metadata)) assert.deepEqual(body[name], value, name)
  return new RelyingParty({
    ...{ issuer: scene.issuer, fetch: scene.server.fetch, redirectUri: callback },
    ...{ clientId: String(body['client_id']), clientSecret: String(body['client_secret']) },
  })
}

function ourKeys(): ReturnType<typeof createRemoteJWKSet> {
  return createRemoteJWKSet(new URL(`${scene.issuer}/auth/jwks.json`))
}

/** The tokens of a sign-in, the ID token as it came. */
async function tokensOf(party: RelyingParty): Promise<Readonly<Record<string, unknown>>> {
  const pending = party.begin({ scope: 'openid email' })
  const departure = await scene.browser().signIn(pending.url, scene.person)
  const { status, body } = await party.redeem(codeOf(departure), { code_verifier: pending.verifier })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

async function userinfoOf(party: RelyingParty): Promise<{ readonly type: string | null; readonly text: string }> {
  const { access_token } = await tokensOf(party)
  const authorization = `Bearer ${access_token}`
  const response = await scene.server.fetch(`${scene.issuer}/auth/userinfo`, { headers: { authorization } })
  assert.equal(response.status, 200)
  assert.match(response.headers.get('cache-control') ?? '', /no-store/)
  return { type: response.headers.get('content-type'), text: await response.text() }
}

describe('DYNAMIC signatures that a client registered', () => {
  test('DYN-02 id_token_signed_response_alg=RS256 brings RS256 with a kid', async () => {
    const party = await registered({ id_token_signed_response_alg: 'RS256' })
    const { tokens } = await succeed(party, scene.browser(), scene.person)
    const header = decodeProtectedHeader(tokens.id_token)
    assert.equal(header.alg, 'RS256')
    assert.equal(typeof header.kid, 'string')
  })

  test('DYN-03 userinfo_signed_response_alg=RS256 brings a JWT that verifies, with iss and aud and without nonce', async () => {
    const party = await registered({ userinfo_signed_response_alg: 'RS256' })
    const { type, text } = await userinfoOf(party)
    assert.equal(type, 'application/jwt')
    const { payload } = await jwtVerify(text, ourKeys(), {
      ...{ algorithms: ['RS256'], issuer: scene.issuer, audience: party.clientId },
    })
    assert.equal(payload['email'], 'ada@mail.example')
    assert.equal('nonce' in payload, false)
  })
})

describe('DYNAMIC answers that a client registered encrypted', () => {
  test('OIDCC-10.2 each listed algorithm can be registered, and the ID token is encrypted by it', async () => {
    const metadata = await discovery(scene)
    for (const alg of listed(metadata, 'id_token_encryption_alg_values_supported').filter((name) => /^(RSA|ECDH)/.test(name))) {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
      const jwk = { ...(await exportJWK(publicKey)), kid: 'mine', use: 'enc' }
      const party = await registered({ id_token_encrypted_response_alg: alg, jwks: { keys: [jwk] } })
      const { protectedHeader, plaintext } = await compactDecrypt(String((await tokensOf(party))['id_token']), privateKey)
      assert.deepEqual([protectedHeader.alg, protectedHeader.enc, protectedHeader.kid], [alg, 'A128CBC-HS256', 'mine'])
      const { payload } = await jwtVerify(plaintext, ourKeys(), { issuer: scene.issuer, audience: party.clientId })
      assert.equal(typeof payload.sub, 'string')
    }
  })

  test('OIDCC-5.3.2 UserInfo signed and encrypted', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ECDH-ES', { extractable: true })
    const party = await registered({
      ...{ userinfo_signed_response_alg: 'ES256', userinfo_encrypted_response_alg: 'ECDH-ES' },
      ...{ userinfo_encrypted_response_enc: 'A256GCM', jwks: { keys: [{ ...(await exportJWK(publicKey)), use: 'enc' }] } },
    })
    const { type, text } = await userinfoOf(party)
    assert.equal(type, 'application/jwt')
    const { plaintext, protectedHeader } = await compactDecrypt(text, privateKey)
    assert.deepEqual([protectedHeader.enc, protectedHeader.cty], ['A256GCM', 'JWT'])
    const { payload } = await jwtVerify(plaintext, ourKeys(), { algorithms: ['ES256'], audience: party.clientId })
    assert.equal(payload['email'], 'ada@mail.example')
  })
})

describe('DYN-12 rotation with overlap', () => {
  test('DYN-12 a key is published before it signs, signs, and the one before stays published', async () => {
    const party = await scene.client()
    const before = await kidOf(party)
    const { kid: next } = await scene.server.cliJson<{ kid: string }>('keys', 'publish', '--json')
    const published = await waitUntil('the next key is published', async () => {
      const kids = await publishedKids()
      return kids.includes(next) ? kids : undefined
    })
    assert.ok(published.includes(before))
    assert.equal(await kidOf(party), before)
    assert.equal((await scene.server.cliJson<{ kid: string }>('keys', 'rotate', '--json')).kid, next)
    await waitUntil('the next key signs', async () => (await kidOf(party)) === next || undefined)
    assert.ok((await publishedKids()).includes(before))
  })

  test('RFC9111-5.2 the key set may be kept for a short while, and is asked for again by its tag', async () => {
    const url = `${scene.issuer}/auth/jwks.json`
    const first = await scene.server.fetch(url)
    assert.equal(first.headers.get('cache-control'), 'public, max-age=30')
    const again = await scene.server.fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    assert.equal(again.status, 304)
    await first.text()
  })
})

async function kidOf(party: RelyingParty): Promise<string> {
  return decodeProtectedHeader(String((await tokensOf(party))['id_token'])).kid ?? ''
}

async function publishedKids(): Promise<readonly string[]> {
  const { keys } = (await (await scene.server.fetch(`${scene.issuer}/auth/jwks.json`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
