import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectDeparture, expectRedirectError, type RelyingParty, Scene } from '@latchkey/testing'
import { CompactEncrypt, decodeJwt, decodeProtectedHeader, generateKeyPair, importJWK, SignJWT } from 'jose'

let scene: Scene
let party: RelyingParty
let browser: Browser
let idToken: string

before(async () => {
  scene = await Scene.open()
  party = await scene.client({ fields: { idTokenSignedResponseAlg: 'RS256' } })
  browser = scene.browser()
  idToken = (await party.signIn(browser, scene.person)).tokens.id_token
})
after(() => scene[Symbol.asyncDispose]())

describe('OIDCC-3.1.2.1 id_token_hint is taken only if this server signed it', () => {
  test('with alg none it is refused', async () => {
    const [, payload] = idToken.split('.')
    for (const alg of ['none', 'None', 'NONE', '']) await expectRefusal(`${encode({ alg })}.${payload}.`)
    await expectRefusal(`${encode({ alg: 'none', kid: header().kid })}.${payload}.${idToken.split('.')[2]}`)
  })

  test('RFC8725-2.1 signed with HMAC under the published public key it is refused', async () => {
    const jwks = (await (await scene.server.fetch(`${scene.issuer}/auth/jwks.json`)).json()) as { keys: Record<string, string>[] }
    for (const key of jwks.keys) {
      for (const secret of [JSON.stringify(key), key['n'] ?? key['x'] ?? '', await pemOf(key)]) {
        await expectRefusal(await sign({ alg: 'HS256', kid: key['kid'] ?? '' }, new TextEncoder().encode(secret)))
      }
    }
  })

  test('signed with HMAC under the client secret by a client that has RS256 it is refused', async () => {
    await expectRefusal(await sign({ alg: 'HS256' }, new TextEncoder().encode(party.clientSecret)))
  })

  test('signed by a foreign key under the kid of ours it is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    await expectRefusal(await sign({ alg: 'RS256', kid: String(header().kid) }, privateKey))
  })

  test('with a key of its own in the header it is refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const { exportJWK } = await import('jose')
    await expectRefusal(await sign({ alg: 'RS256', jwk: await exportJWK(publicKey) }, privateKey))
    await expectRefusal(await sign({ alg: 'RS256', jku: 'https://evil.example/jwks', kid: 'x' }, privateKey))
  })

  test('with an altered payload or signature it is refused', async () => {
    const [head, , signature] = idToken.split('.')
    await expectRefusal(`${head}.${encode({ ...decodeJwt(idToken), sub: 'somebody-else' })}.${signature}`)
    await expectRefusal(`${idToken.slice(0, -4)}AAAA`)
    await expectRefusal(idToken.slice(0, idToken.lastIndexOf('.') + 1))
  })

  test('garbage is refused', async () => {
    for (const hint of ['x', '.', '..', '...', 'a.b.c', `${'.'.repeat(20)}`, '{}', 'x'.repeat(5000)]) await expectRefusal(hint)
  })

  test('an ID token of another client is refused', async () => {
    const other = await scene.client()
    const foreign = (await other.signIn(scene.browser(), scene.person)).tokens.id_token
    await expectRefusal(foreign)
  })

  test('the own one is accepted', async () => {
    const visit = await browser.open(party.begin({ prompt: 'none', id_token_hint: idToken }).url)
    assert.ok(expectDeparture(visit).url.searchParams.has('code'))
  })
})

describe('OIDCC-3.1.2.1 an encrypted id_token_hint is what it is without encryption', () => {
  test('encrypted to a key of this server it is accepted', async () => {
    for (const alg of ['ECDH-ES', 'RSA-OAEP-256']) {
      const hint = await encrypted(alg, idToken)
      const visit = await browser.open(party.begin({ prompt: 'none', id_token_hint: hint }).url)
      assert.ok(expectDeparture(visit).url.searchParams.has('code'), alg)
    }
  })

  test('OIDCRPL-2 at logout too, where it names the client as well', async () => {
    const leaving = scene.browser()
    const { tokens } = await party.signIn(leaving, scene.person)
    const query = new URLSearchParams({ id_token_hint: await encrypted('ECDH-ES', tokens.id_token) })
    const page = await leaving.openPage(`${scene.issuer}/auth/logout?${query}`)
    assert.equal(page.name, 'logged-out', 'nobody was asked')
  })

  test('anybody can encrypt, so what this server did not sign is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    await expectRefusal(await encrypted('ECDH-ES', await sign({ alg: 'RS256', kid: String(header().kid) }, privateKey)))
    await expectRefusal(await encrypted('ECDH-ES', `${encode({ alg: 'none' })}.${idToken.split('.')[1]}.`))
    await expectRefusal(await encrypted('ECDH-ES', await encrypted('ECDH-ES', idToken)))
  })

  test('encrypted to a foreign key, or compressed, it is refused', async () => {
    const { publicKey } = await generateKeyPair('ECDH-ES')
    await expectRefusal(await encryptTo(publicKey, { alg: 'ECDH-ES', enc: 'A256GCM' }, idToken))
    await expectRefusal(`${encode({ alg: 'ECDH-ES', enc: 'A256GCM', zip: 'DEF' })}..AAAA.AAAA.AAAA`)
    await expectRefusal(`${encode({ alg: 'RSA1_5', enc: 'A256GCM' })}.AAAA.AAAA.AAAA.AAAA`)
  })
})

/** For this server, by its published key. */
async function encrypted(alg: string, text: string): Promise<string> {
  const jwks = (await (await scene.server.fetch(`${scene.issuer}/auth/jwks.json`)).json()) as { keys: Record<string, string>[] }
  const jwk = jwks.keys.find((key) => key['use'] === 'enc' && (key['kty'] === 'RSA') === alg.startsWith('RSA'))
  assert.ok(jwk)
  return encryptTo(await importJWK(jwk, alg), { alg, enc: 'A256GCM', kid: jwk['kid'] ?? '' }, text)
}

function encryptTo(
  key: Parameters<CompactEncrypt['encrypt']>[0],
  fields: { alg: string; enc: string; kid?: string },
  text: string,
) {
  return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ ...fields, cty: 'JWT' }).encrypt(key)
}

async function expectRefusal(hint: string): Promise<void> {
  const pending = party.begin({ prompt: 'none', id_token_hint: hint })
  const departure = expectDeparture(await browser.open(pending.url))
  const expected = { redirectUri: party.redirectUri, state: pending.state, issuer: scene.issuer }
  expectRedirectError(departure, { ...expected, error: 'invalid_request', reason: 'id_token_hint_invalid' })
}

function header() {
  return decodeProtectedHeader(idToken)
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function sign(protectedHeader: { alg: string } & Record<string, unknown>, key: CryptoKey | Uint8Array): Promise<string> {
  return new SignJWT(decodeJwt(idToken)).setProtectedHeader(protectedHeader).sign(key)
}

async function pemOf(jwk: Record<string, string>): Promise<string> {
  const { createPublicKey } = await import('node:crypto')
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
}
