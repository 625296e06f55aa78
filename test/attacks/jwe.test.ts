import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { codeOf, expectDeparture, expectRedirectError, type RelyingParty, Scene } from '@latchkey/testing'
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'

type Header = Readonly<Record<string, unknown>> & { readonly alg: string; readonly enc: string }

let scene: Scene
let party: RelyingParty
/** Registered for one pair of algorithms. */
let pinned: RelyingParty
let signer: CryptoKey
let ours: readonly JWK[]

before(async () => {
  scene = await Scene.open()
  const pair = await generateKeyPair('ES256', { extractable: true })
  signer = pair.privateKey
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one' }] }
  party = await scene.client({ fields: { jwks } })
  const encryption = { requestObjectEncryptionAlg: 'ECDH-ES', requestObjectEncryptionEnc: 'A256GCM' }
  pinned = await scene.client({ fields: { jwks, ...encryption } })
  const { keys } = (await (await scene.server.fetch(`${scene.issuer}/auth/jwks.json`)).json()) as { keys: JWK[] }
  ours = keys.filter(({ use }) => use === 'enc')
})
after(() => scene[Symbol.asyncDispose]())

function ourKey(kty: 'EC' | 'RSA'): JWK {
  return ours.find((key) => key.kty === kty) ?? assert.fail(`no ${kty} key is published`)
}

/** A request object that nothing is wrong with. */
function signed(rp = party): Promise<string> {
  const request = Object.fromEntries(rp.begin({ state: 'inside' }).url.searchParams)
  return new SignJWT({ ...request, iss: rp.clientId, aud: scene.issuer })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .sign(signer)
}

async function seal(header: Header, text: string, key?: Uint8Array): Promise<string> {
  const recipient = key ?? (await importJWK(ourKey(header.alg.startsWith('RSA') ? 'RSA' : 'EC'), header.alg))
  return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ ...header }).encrypt(recipient)
}

/** OIDCC-10.2, for keys of at most 256 bits. */
function secretKey(bits: number, secret = party.clientSecret ?? ''): Uint8Array {
  return new Uint8Array(
    createHash('sha256')
      .update(secret)
      .digest()
      .subarray(0, bits / 8),
  )
}

function withHeader(jwe: string, change: Readonly<Record<string, unknown>>): string {
  const [header = '', ...rest] = jwe.split('.')
  const old = JSON.parse(Buffer.from(header, 'base64url').toString())
  return [Buffer.from(JSON.stringify({ ...old, ...change })).toString('base64url'), ...rest].join('.')
}

async function expectRefused(request: string, rp = party): Promise<void> {
  const departure = expectDeparture(await scene.browser().open(rp.begin({ request, state: 'outside' }).url))
  const expected = { redirectUri: rp.redirectUri, state: 'outside', issuer: scene.issuer }
  expectRedirectError(departure, { ...expected, error: 'invalid_request_object', reason: 'request_object_not_decrypted' })
}

async function expectTaken(request: string, rp = party): Promise<void> {
  const departure = await scene.browser().signIn(rp.begin({ request, state: 'outside' }).url, scene.person)
  codeOf(departure)
  assert.equal(departure.url.searchParams.get('state'), 'inside')
}

const header = { alg: 'ECDH-ES', enc: 'A256GCM' } as const

describe('RFC8725-3 forged encrypted request objects', () => {
  test('good ones are accepted, to each of our keys and under the secret, so that it is the attack that fails below', async () => {
    for (const alg of ['ECDH-ES', 'ECDH-ES+A128KW', 'RSA-OAEP', 'RSA-OAEP-256']) {
      await expectTaken(await seal({ alg, enc: 'A128CBC-HS256' }, await signed()))
    }
    await expectTaken(await seal({ alg: 'dir', enc: 'A128GCM' }, await signed(), secretKey(128)))
    await expectTaken(await seal({ alg: 'A256KW', enc: 'A256GCM' }, await signed(), secretKey(256)))
    await expectTaken(await seal(header, await signed(pinned)), pinned)
  })

  test('RFC8725-3.6 a compressed bomb, and any other compressed content', async () => {
    for (const content of [Buffer.alloc(2_000_000), Buffer.from(await signed())]) {
      const packed = new CompactEncrypt(deflateRawSync(content)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      await expectRefused(withHeader(await packed.encrypt(secretKey(256)), { zip: 'DEF' }))
    }
  })

  test('an oversized one never costs a decryption', async () => {
    const request = await seal(header, 'x'.repeat(100_000))
    const visit = await scene.server.fetch(party.begin({ request }).url.href, { redirect: 'manual' })
    assert.ok(visit.status >= 400 && visit.status < 500, String(visit.status))
    await visit.text()
  })

  test('RFC7516-4.1.13 an unknown extension that must be understood', async () => {
    const request = await seal(header, await signed())
    await expectRefused(withHeader(request, { crit: ['urn:example:x'], 'urn:example:x': true }))
  })

  test('RFC8725-3.1 an alg or enc that is not offered, or not the one that the client registered', async () => {
    const request = await seal(header, await signed())
    for (const alg of ['RSA1_5', 'PBES2-HS256+A128KW', 'none'])
      await expectRefused(withHeader(request, { alg, p2c: 1e9, p2s: 'AAAA' }))
    for (const enc of ['A128CBC', 'none']) await expectRefused(withHeader(request, { enc }))
    await expectRefused(await seal({ ...header, enc: 'A128GCM' }, await signed(pinned)), pinned)
    await expectRefused(await seal({ alg: 'RSA-OAEP', enc: 'A256GCM' }, await signed(pinned)), pinned)
  })

  test('a swapped alg or enc', async () => {
    const toKey = await seal(header, await signed())
    for (const change of [{ alg: 'dir' }, { alg: 'ECDH-ES+A256KW' }, { enc: 'A128GCM' }])
      await expectRefused(withHeader(toKey, change))
    const toRsa = await seal({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, await signed())
    for (const alg of ['RSA-OAEP', 'dir', 'A256KW', 'ECDH-ES']) await expectRefused(withHeader(toRsa, { alg }))
  })

  test('dir with a short key, and a symmetric key that is our public key', async () => {
    await expectRefused(
      withHeader(await seal({ alg: 'dir', enc: 'A128GCM' }, await signed(), secretKey(128)), { enc: 'A256GCM' }),
    )
    await expectRefused(await seal({ alg: 'dir', enc: 'A128GCM' }, await signed(), new Uint8Array(16)))
    for (const key of ours) {
      const derived = secretKey(256, JSON.stringify(key))
      await expectRefused(await seal({ alg: 'dir', enc: 'A256GCM' }, await signed(), derived))
      await expectRefused(await seal({ alg: 'A256KW', enc: 'A256GCM' }, await signed(), derived))
    }
  })

  test('the secret of another client, a kid with a path or SQL in it, a point off the curve', async () => {
    await expectRefused(await seal({ alg: 'dir', enc: 'A256GCM' }, await signed(), secretKey(256, pinned.clientSecret)))
    for (const kid of ['../../master.key', "' or '1'='1", '']) await expectRefused(await seal({ ...header, kid }, await signed()))
    const { kty, crv, x } = ourKey('EC')
    await expectRefused(withHeader(await seal(header, await signed()), { epk: { kty, crv, x, y: x } }))
  })

  test('what was encrypted must be signed by the client all the same', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const forged = await new SignJWT({ client_id: party.clientId, iss: party.clientId, aud: scene.issuer })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(privateKey)
    for (const text of [forged, JSON.stringify({ client_id: party.clientId }), await seal(header, await signed())]) {
      const request = await seal(header, text)
      const departure = expectDeparture(await scene.browser().open(party.begin({ request, state: 'outside' }).url))
      assert.equal(departure.url.searchParams.get('error'), 'invalid_request_object')
    }
  })
})
