import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { FetchOutcome, ReasonId } from '@latchkey/core'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { answerOf, BrowserSteps, expectShown, pageOf } from '../../browser-steps.ts'
import { form, issuer } from '../../test-provider.ts'

const minute = 60_000
const url = 'https://app.example/oauth/client.json'
const redirectUri = 'https://app.example/callback'
const described = { client_id: url, client_name: 'Described', redirect_uris: [redirectUri] }
const keyed = { ...described, token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://app.example/jwks' }
const request = { client_id: url, redirect_uri: redirectUri }

let steps: BrowserSteps

before(async () => {
  steps = await BrowserSteps.open({}, { requireClientRegistration: false })
})
after(() => steps[Symbol.asyncDispose]())
// What is known of a document is forgotten, and every failure too.
beforeEach(() => {
  steps.test.advance(2 * 60 * minute)
  steps.test.fetched.length = 0
  steps.test.web.clear()
})

function document(content: unknown, change: Partial<Extract<FetchOutcome, { kind: 'fetched' }>> = {}): FetchOutcome {
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  return { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil: steps.test.now, ...change }
}

function publish(content: unknown, at = url): void {
  steps.test.web.set(at, document(content))
}

async function expectRefused(reason: ReasonId): Promise<void> {
  expectShown(await steps.authorize(request), 'invalid_client', reason)
}

describe('CIMD-4 a client that its metadata document describes', () => {
  test('signs people in who are asked each time, and redeems its code', async () => {
    publish({ ...described, grant_types: ['authorization_code', 'refresh_token'] })
    for (const _time of [1, 2]) {
      await steps.signIn()
      const transaction = pageOf(await steps.authorize(request), 'consent', 'unregistered_client')
      const { client } = await steps.open(transaction)
      assert.deepEqual([client.name, client.origin, client.clientId], ['Described', 'unregistered', url])
      const code = answerOf(await steps.decide(transaction, 'allow')).parameters['code']
      const parameters = { client_id: url, redirect_uri: redirectUri, grant_type: 'authorization_code', code }
      const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
      const answer = await steps.provider.token({
        parameters: form({ ...parameters, code_verifier: verifier }),
        authorization: undefined,
      })
      assert.equal(answer.status, 200, `${answer.refusal?.reason}`)
    }
  })

  test('is held to the redirect URIs of the document, a loopback port aside', async () => {
    publish({ ...described, redirect_uris: [redirectUri, 'http://localhost/cb', 'http://127.0.0.1:1/cb'] })
    for (const redirect_uri of ['http://localhost:5123/cb', 'http://127.0.0.1:5123/cb', redirectUri]) {
      assert.equal((await steps.authorize({ ...request, redirect_uri })).kind, 'interact')
    }
    for (const redirect_uri of [`${redirectUri}/`, 'https://app.example:8443/callback', 'https://other.example/callback']) {
      expectShown(await steps.authorize({ ...request, redirect_uri }), 'invalid_request', 'redirect_uri_mismatch')
    }
  })

  test('must use PKCE, and gets no silent answer', async () => {
    publish({ ...described, redirect_uris: ['http://127.0.0.1/cb'] })
    const loopback = { ...request, redirect_uri: 'http://127.0.0.1:4000/cb' }
    const plain = { code_challenge: undefined, code_challenge_method: undefined }
    assert.equal(answerOf(await steps.authorize({ ...loopback, ...plain })).parameters['error'], 'invalid_request')
    await steps.signIn()
    assert.equal(answerOf(await steps.authorize({ ...loopback, prompt: 'none' })).parameters['error'], 'consent_required')
  })

  test('does not exist while clients must be registered, and nothing is fetched', async () => {
    publish(described)
    steps.test.configure({ requireClientRegistration: true })
    try {
      expectShown(await steps.authorize(request), 'invalid_request', 'client_unknown')
      assert.equal(steps.provider.discovery()['client_id_metadata_document_supported'], false)
    } finally {
      steps.test.configure({ requireClientRegistration: false })
    }
    assert.deepEqual(steps.test.fetched, [])
    assert.equal(steps.provider.discovery()['client_id_metadata_document_supported'], true)
  })

  test('is held to what anonymous callers may register, from the next request on', async () => {
    publish(described)
    assert.equal((await steps.authorize(request)).kind, 'interact')
    const policy = steps.test.ports.registrationPolicy?.()
    assert.ok(policy !== undefined)
    steps.test.restrictRegistration({ anonymous: { ...policy.anonymous, redirectHosts: ['*.trusted.example'] } })
    await expectRefused('client_document_metadata')
    steps.test.restrictRegistration({ anonymous: policy.anonymous })
    assert.equal((await steps.authorize(request)).kind, 'interact')
  })
})

describe('CIMD-3 what a URL must be to be a client id', () => {
  const refused = [
    'https://app.example',
    'https://app.example?client',
    'http://app.example/client.json',
    'http://localhost.example/client.json',
    'HTTPS://app.example/client.json',
    'https://APP.example/client.json',
    'https://app.example/client.json#fragment',
    'https://user@app.example/client.json',
    'https://user:secret@app.example/client.json',
    'https://app.example/a/../client.json',
    'https://app.example/./client.json',
    'https://app.example/%2E%2e/client.json',
    'https://app.example:443/client.json',
    'https://app.example/<client>',
    'https:///client.json',
    'https:app.example/client.json',
  ]
  for (const client_id of refused) {
    test(`${client_id} is refused and nothing is fetched`, async () => {
      expectShown(await steps.authorize({ ...request, client_id }), 'invalid_client', 'client_document_url')
      assert.deepEqual(steps.test.fetched, [])
    })
  }

  for (const client_id of [
    'https://app.example/client.json?v=1',
    'https://app.example:8443/a',
    'http://127.0.0.1:8080/client.json',
  ]) {
    test(`${client_id} is one`, async () => {
      publish({ ...described, client_id }, client_id)
      assert.equal((await steps.authorize({ ...request, client_id })).kind, 'interact')
    })
  }
})

describe('CIMD-4.1 what a document must be', () => {
  const cases: readonly (readonly [what: string, content: unknown, reason: ReasonId])[] = [
    ['no JSON', '<html>', 'client_document_malformed'],
    ['an array', [described], 'client_document_malformed'],
    ['a document with one member twice', `{"client_id":"${url}","client_id":"${url}"}`, 'client_document_malformed'],
    ['the document of another id', { ...described, client_id: `${url}/` }, 'client_document_id_differs'],
    ['a document without id', { redirect_uris: [redirectUri] }, 'client_document_id_differs'],
    ['an id that cannot become a text', { ...described, client_id: { toString: 1, valueOf: 1 } }, 'client_document_id_differs'],
    ['an id that is no text', { ...described, client_id: [url] }, 'client_document_id_differs'],
    ['a secret', { ...described, client_secret: 'known to everybody' }, 'client_document_secret'],
    ['the end of a secret', { ...described, client_secret_expires_at: 0 }, 'client_document_secret'],
    ['client_secret_basic', { ...described, token_endpoint_auth_method: 'client_secret_basic' }, 'client_document_auth_method'],
    ['client_secret_jwt', { ...described, token_endpoint_auth_method: 'client_secret_jwt' }, 'client_document_auth_method'],
    ...(['id_token_signed_response_alg', 'userinfo_signed_response_alg'] as const).map(
      (name) => [`${name} HS256`, { ...keyed, [name]: 'HS256' }, 'client_document_symmetric'] as const,
    ),
    ['id_token_encrypted_response_alg dir', { ...keyed, id_token_encrypted_response_alg: 'dir' }, 'client_document_symmetric'],
    ['no redirect URI', { client_id: url }, 'client_document_metadata'],
    ['a redirect URI that leads nowhere', { ...described, redirect_uris: ['http://app.example/cb'] }, 'client_document_metadata'],
    ['metadata of the wrong kind', { ...described, client_name: 1 }, 'client_document_metadata'],
    ['a private key', { ...described, jwks: { keys: [{ kty: 'EC', d: 'x' }] } }, 'client_document_metadata'],
  ]
  for (const [what, content, reason] of cases) {
    test(`${what} is refused`, async () => {
      publish(content)
      await expectRefused(reason)
    })
  }

  test('another status than 200 and a failed request are refused', async () => {
    for (const outcome of [
      document(described, { status: 206 }),
      { kind: 'failed', problem: 'redirected', detail: 'to another address', status: 302 },
      { kind: 'failed', problem: 'too_large', detail: 'more than 5120 octets' },
    ] as const satisfies readonly FetchOutcome[]) {
      steps.test.web.set(url, outcome)
      await expectRefused('client_document_unreachable')
      steps.test.advance(minute)
    }
  })
})

describe('CIMD-4 what is kept of documents', () => {
  test('one answer serves a sign-in, and is asked for again when it is no longer fresh', async () => {
    publish(described)
    for (const wait of [0, 4 * minute]) {
      steps.test.advance(wait)
      assert.equal((await steps.authorize(request)).kind, 'interact')
    }
    assert.deepEqual(steps.test.fetched, [url])
    steps.test.advance(minute)
    assert.equal((await steps.authorize(request)).kind, 'interact')
    assert.deepEqual(steps.test.fetched, [url, url])
  })

  test('what its server says counts, up to an hour', async () => {
    steps.test.web.set(url, document(described, { freshUntil: steps.test.now + 24 * 60 * minute }))
    await steps.authorize(request)
    steps.test.advance(59 * minute)
    await steps.authorize(request)
    assert.deepEqual(steps.test.fetched, [url])
    steps.test.advance(minute)
    await steps.authorize(request)
    assert.deepEqual(steps.test.fetched, [url, url])
  })

  test('a failure counts for seconds only', async () => {
    for (const _time of [1, 2]) await expectRefused('client_document_unreachable')
    assert.deepEqual(steps.test.fetched, [url])
    publish(described)
    steps.test.advance(5_000)
    assert.equal((await steps.authorize(request)).kind, 'interact')
  })

  test('concurrent requests share one fetch', async () => {
    publish(described)
    await Promise.all(Array.from({ length: 16 }, () => steps.authorize(request)))
    assert.deepEqual(steps.test.fetched, [url])
  })
})

describe('CIMD-4.1 a client that signs what it says', () => {
  test('authenticates with private_key_jwt by the keys of its document, and not without', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwks = { keys: [await exportJWK(publicKey)] }
    publish({ ...described, token_endpoint_auth_method: 'private_key_jwt', jwks })
    const now = Math.floor(steps.test.now / 1000)
    const assertion = await new SignJWT({ iss: url, sub: url, aud: issuer, jti: 'one', iat: now, exp: now + 60 })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey)
    const parameters = { grant_type: 'authorization_code', code: 'lk_ac_unknown', client_id: url, redirect_uri: redirectUri }
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    const signed = form({ ...parameters, client_assertion_type, client_assertion: assertion })
    // The client is who it says; only the code is not there.
    const answer = await steps.provider.token({ parameters: signed, authorization: undefined })
    assert.equal(answer.refusal?.error, 'invalid_grant', `${answer.refusal?.reason}`)
    const plain = await steps.provider.token({ parameters: form(parameters), authorization: undefined })
    assert.equal(plain.refusal?.error, 'invalid_client')
  })

  test('is refused without keys', async () => {
    publish({ ...described, token_endpoint_auth_method: 'private_key_jwt' })
    await expectRefused('client_document_metadata')
  })
})
