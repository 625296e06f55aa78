import assert from 'node:assert/strict'
import { createHmac, createPublicKey, type KeyObject } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { codeOf, expectDeparture, expectErrorPage, expectRedirectError, type RelyingParty, Scene } from '@latchkey/testing'
import {
  CompactEncrypt,
  calculateJwkThumbprint,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose'
import { fetchFromHere, ObjectHost } from '../conformance/object-host.ts'

type Claims = Readonly<Record<string, unknown>>

/** Addresses that no server of a client has; a request to one would reach what only this machine can reach. */
const unreachable = [
  'https://10.0.0.1/object',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00::1]/object',
  'https://[::ffff:192.168.0.1]/object',
  'https://0.0.0.0/object',
]

let scene: Scene
let host: ObjectHost
let party: RelyingParty
let other: RelyingParty
let rsa: Awaited<ReturnType<typeof generateKeyPair>>
let otherRsa: Awaited<ReturnType<typeof generateKeyPair>>
let publicJwk: JWK

before(async () => {
  host = await ObjectHost.open()
  rsa = await generateKeyPair('RS256', { extractable: true })
  otherRsa = await generateKeyPair('RS256', { extractable: true })
  publicJwk = { ...(await exportJWK(rsa.publicKey)), kid: 'one' }
  scene = await Scene.open({ env: fetchFromHere })
  const requestUris = [host.address('/object'), ...unreachable]
  party = await scene.client({ fields: { jwks: { keys: [publicJwk] }, requestUris } })
  other = await scene.client({ fields: { jwks: { keys: [{ ...(await exportJWK(otherRsa.publicKey)), kid: 'one' }] } } })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

function claims(change: Claims = {}): Record<string, unknown> {
  const pending = party.begin({ state: 'inside' })
  return { ...Object.fromEntries(pending.url.searchParams), iss: party.clientId, aud: scene.issuer, ...change }
}

function sign(change: Claims = {}, header: Claims = {}, key: CryptoKey | KeyObject = rsa.privateKey): Promise<string> {
  const { alg = 'RS256', kid = 'one', ...more } = header
  return new SignJWT(claims(change)).setProtectedHeader({ alg: String(alg), kid: String(kid), ...more }).sign(key)
}

/** A JWS of any header and payload text, with the signature that `signature` makes of it. */
function compact(header: string, payload: string, signature: (input: string) => string = () => ''): string {
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
  return `${input}.${signature(input)}`
}

function hmac(secret: string | Buffer): (input: string) => string {
  return (input) => createHmac('sha256', secret).update(input).digest('base64url')
}

async function expectRefused(request: string, error: string, reason: ReasonId): Promise<void> {
  const pending = party.begin({ request, state: 'outside' })
  const departure = expectDeparture(await scene.browser().open(pending.url))
  expectRedirectError(departure, { redirectUri: party.redirectUri, state: 'outside', issuer: scene.issuer, error, reason })
}

function expectMalformed(request: string): Promise<void> {
  return expectRefused(request, 'invalid_request_object', 'request_object_malformed')
}

describe('RFC8725-3 forged request objects', () => {
  test('the good one is accepted, so that it is the attack that fails below', async () => {
    const departure = await scene.browser().signIn(party.begin({ request: await sign(), state: 'outside' }).url, scene.person)
    codeOf(departure)
    assert.equal(departure.url.searchParams.get('state'), 'inside')
  })

  test('RFC8725-3.2 none, in each spelling, with and without a signature', async () => {
    const payload = JSON.stringify(claims())
    await expectRefused(compact('{"alg":"none"}', payload), 'request_not_supported', 'request_object_unsigned')
    for (const alg of ['None', 'NONE', 'nOnE']) {
      await expectRefused(compact(`{"alg":"${alg}"}`, payload), 'invalid_request_object', 'request_object_algorithm')
    }
    const signed = compact('{"alg":"none"}', payload, () => 'AAAA')
    await expectRefused(signed, 'invalid_request_object', 'request_object_algorithm')
    await expectRefused(
      `${(await sign()).split('.').slice(0, 2).join('.')}.`,
      'invalid_request_object',
      'request_object_signature',
    )
  })

  test('RFC8725-2.1 a public key taken for a MAC key', async () => {
    const pem = await exportSPKI(rsa.publicKey)
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' })
    for (const key of [pem, pem.trim(), der, JSON.stringify(publicJwk)]) {
      const forged = compact('{"alg":"HS256","kid":"one"}', JSON.stringify(claims()), hmac(key))
      await expectRefused(forged, 'invalid_request_object', 'request_object_signature')
    }
  })

  test('RFC8725-3.10 a key that the header brings or names', async () => {
    const jwk = await exportJWK(otherRsa.publicKey)
    const headers: readonly Claims[] = [
      { jwk },
      { jku: host.address('/keys') },
      { x5u: host.address('/certificate') },
      { x5c: ['MIIB'] },
      { crit: ['exp'], exp: 1 },
      { b64: false, crit: ['b64'] },
    ]
    host.contents.set('/keys', { body: JSON.stringify({ keys: [jwk] }), contentType: 'application/json' })
    const payload = JSON.stringify(claims())
    const { privateKey } = otherRsa
    for (const header of headers) {
      const text = compact(JSON.stringify({ alg: 'RS256', kid: 'one', ...header }), payload).slice(0, -1)
      const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey as CryptoKey, new TextEncoder().encode(text))
      const forged = `${text}.${Buffer.from(signature).toString('base64url')}`
      await expectRefused(forged, 'invalid_request_object', 'request_object_header_forbidden')
    }
    assert.equal(host.asked.includes('/keys'), false)
    assert.equal(host.asked.includes('/certificate'), false)
  })

  test('a signature of another client, under the same kid', async () => {
    await expectRefused(
      await sign({}, {}, otherRsa.privateKey as CryptoKey),
      'invalid_request_object',
      'request_object_signature',
    )
  })

  test('an altered payload', async () => {
    const [header, , signature] = (await sign()).split('.')
    const payload = Buffer.from(JSON.stringify(claims({ scope: 'openid email' }))).toString('base64url')
    await expectRefused(`${header}.${payload}.${signature}`, 'invalid_request_object', 'request_object_signature')
  })

  test('a kid with a path, SQL, or another key’s thumbprint', async () => {
    const thumbprint = await calculateJwkThumbprint(await exportJWK(otherRsa.publicKey))
    for (const kid of ['../../../../dev/null', "one' OR '1'='1", '\u0000', 'one/../one', thumbprint]) {
      await expectRefused(await sign({}, { kid }), 'invalid_request_object', 'request_object_no_key')
    }
    await expectMalformed(await sign({}, { kid: 'x'.repeat(600) }))
  })

  test('RFC8725-2.4 members that are there twice, in the header and in the payload', async () => {
    const payload = JSON.stringify(claims())
    await expectMalformed(compact('{"alg":"none","alg":"RS256"}', payload, () => 'AAAA'))
    await expectMalformed(compact('{"alg":"RS256","\\u0061lg":"none"}', payload))
    await expectMalformed(compact('{"alg":"none"}', `${payload.slice(0, -1)},"redirect_uri":"https://evil.example/"}`))
    await expectMalformed(compact('{"alg":"none"}', `${payload.slice(0, -1)},"claims":{"a":1,"a":2}}`))
  })

  test('what is no JWT of an object', async () => {
    for (const text of [
      'x',
      '..',
      'a.b.c',
      compact('{"alg":"none"}', '[]'),
      compact('[]', '{}'),
      compact('{}', '{}'),
      '{"alg":"none"}',
    ]) {
      await expectMalformed(text)
    }
  })

  test('RFC8725-3.11 another kind of JWT, though the client signed it', async () => {
    for (const typ of ['at+jwt', 'logout+jwt', 'dpop+jwt', 'application/jwk+jwt']) {
      await expectRefused(await sign({}, { typ }), 'invalid_request_object', 'request_object_type')
    }
    const assertion = await sign({ sub: party.clientId, jti: 'assertion', exp: Math.floor(Date.now() / 1000) + 60 })
    await expectRefused(assertion, 'invalid_request_object', 'request_object_subject')
  })

  test('one that is old, or of the future, or for another server', async () => {
    const now = Math.floor(Date.now() / 1000)
    await expectRefused(await sign({ exp: now - 120 }), 'invalid_request_object', 'request_object_expired')
    await expectRefused(await sign({ nbf: now + 600 }), 'invalid_request_object', 'request_object_premature')
    await expectRefused(await sign({ iat: now + 600 }), 'invalid_request_object', 'request_object_premature')
    await expectRefused(await sign({ exp: Number.MAX_VALUE, jti: 'x' }), 'invalid_request_object', 'request_object_jti')
    for (const aud of ['https://other.example', [`${scene.issuer}/`], `${scene.issuer}/auth/token`, { '0': scene.issuer }]) {
      await expectRefused(await sign({ aud }), 'invalid_request_object', 'request_object_audience')
    }
  })

  test('one that was answered before', async () => {
    const request = await sign({ jti: 'once', exp: Math.floor(Date.now() / 1000) + 600 })
    const browser = scene.browser()
    codeOf(await browser.signIn(party.begin({ request }).url, scene.person))
    expectErrorPage(await browser.open(party.begin({ request }).url), 'invalid_request_object', 'request_object_used')
  })

  test('one of another client, sent in the name of this one and the other way round', async () => {
    const foreign = await sign({ iss: other.clientId, client_id: other.clientId }, {}, otherRsa.privateKey as CryptoKey)
    await expectRefused(foreign, 'invalid_request_object', 'request_object_signature')
    const pending = other.begin({ request: await sign() })
    const departure = expectDeparture(await scene.browser().open(pending.url))
    expectRedirectError(departure, {
      ...{ redirectUri: other.redirectUri, state: pending.state, issuer: scene.issuer },
      ...{ error: 'invalid_request_object', reason: 'request_object_signature' },
    })
  })

  test('an object within the object', async () => {
    await expectRefused(await sign({ request: await sign() }), 'invalid_request_object', 'request_object_nested')
    await expectRefused(await sign({ request_uri: host.address('/object') }), 'invalid_request_object', 'request_object_nested')
  })

  test('RFC8725-3.6 a JWE that is a bomb, and one that is not for this server', async () => {
    const { keys } = (await (await scene.server.fetch(`${scene.issuer}/auth/jwks.json`)).json()) as { keys: readonly JWK[] }
    const jwk = keys.find(({ use, kty }) => use === 'enc' && kty === 'RSA') ?? assert.fail('no key to encrypt to')
    const encrypt = async (header: Claims, key: JWK = jwk) =>
      new CompactEncrypt(new TextEncoder().encode(await sign()))
        .setProtectedHeader({
          alg: 'RSA-OAEP-256',
          enc: 'A256GCM',
          ...(key.kid === undefined ? {} : { kid: key.kid }),
          ...header,
        })
        .encrypt(await importJWK(key, 'RSA-OAEP-256'))
    const good = await encrypt({})
    codeOf(await scene.browser().signIn(party.begin({ request: good }).url, scene.person))
    const [header = '', ...rest] = good.split('.')
    const zipped = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), zip: 'DEF' }
    const bomb = [Buffer.from(JSON.stringify(zipped)).toString('base64url'), ...rest].join('.')
    const foreign = await encrypt({}, { ...(await exportJWK(otherRsa.publicKey)), kid: 'mine' })
    for (const request of [bomb, foreign, `${good.slice(0, -2)}AA`, '....', 'a.b.c.d.e']) {
      await expectRefused(request, 'invalid_request_object', 'request_object_not_decrypted')
    }
  })
})

describe('OIDCC-6.1 where the answer goes', () => {
  test('never to an address that only an object names which is not believed', async () => {
    const forged = await sign({ redirect_uri: 'https://evil.example/' }, {}, otherRsa.privateKey as CryptoKey)
    await expectRefused(forged, 'invalid_request_object', 'request_object_signature')
    const url = party.begin({ request: forged, redirect_uri: 'https://evil.example/' }).url
    expectErrorPage(await scene.browser().open(url), 'invalid_request_object', 'request_object_signature')
  })

  test('never to one that a good object names and the client did not register', async () => {
    const url = party.begin({ request: await sign({ redirect_uri: 'https://evil.example/' }) }).url
    expectErrorPage(await scene.browser().open(url), 'invalid_request', 'redirect_uri_mismatch')
  })
})

describe('RFC9101-10.4 addresses of request objects', () => {
  async function expectUriRefused(requestUri: string, reason: ReasonId): Promise<void> {
    const pending = party.begin({ request_uri: requestUri })
    const departure = expectDeparture(await scene.browser().open(pending.url))
    const expected = { redirectUri: party.redirectUri, state: pending.state, issuer: scene.issuer }
    expectRedirectError(departure, { ...expected, error: 'invalid_request_uri', reason })
  }

  test('that nobody registered are not asked', async () => {
    const before = host.asked.length
    for (const uri of [
      host.address('/foreign'),
      host.address('/object?query'),
      host.address('/object/../object'),
      host.address('/object').replace('127.0.0.1', 'localhost'),
      host.address('/object').replace('http://', 'http://user@'),
      'file:///etc/passwd',
      'data:application/jwt,x',
      'urn:example:object',
    ]) {
      await expectUriRefused(uri, 'request_uri_not_registered')
    }
    assert.equal(host.asked.length, before)
  })

  test('that lead to private places are not asked, registered or not', async () => {
    for (const uri of unreachable) await expectUriRefused(uri, 'request_uri_not_fetched')
  })

  test('with too much, nothing, another kind of content or a redirect behind them are refused', async () => {
    const uri = host.address('/object')
    const object = await sign()
    for (const content of [
      { body: `${object}${' '.repeat(1_000_000)}` },
      { body: object, contentType: 'text/html' },
      { body: object, status: 404 },
      { body: object, status: 500 },
      { body: '', status: 302, location: host.address('/elsewhere') },
    ]) {
      host.contents.set('/object', content)
      await expectUriRefused(uri, 'request_uri_not_fetched')
    }
    assert.equal(host.asked.includes('/elsewhere'), false)
    host.contents.set('/object', { body: object })
    codeOf(await scene.browser().signIn(party.begin({ request_uri: uri }).url, scene.person))
  })

  test('what was read once is not used again without being asked for', async () => {
    const uri = host.address('/object')
    host.contents.set('/object', { body: await sign({ state: 'first' }) })
    const first = await scene.browser().signIn(party.begin({ request_uri: uri }).url, scene.person)
    host.contents.set('/object', { body: await sign({ state: 'second' }) })
    const second = await scene.browser().signIn(party.begin({ request_uri: uri }).url, scene.person)
    assert.deepEqual(
      [first, second].map(({ url }) => url.searchParams.get('state')),
      ['first', 'second'],
    )
  })
})
