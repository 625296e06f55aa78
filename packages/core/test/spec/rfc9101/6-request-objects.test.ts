import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { CompactEncrypt, importJWK } from 'jose'
import { answerOf, BrowserSteps, codeOf, expectSent, expectShown, pageOf, plainRequest } from '../../browser-steps.ts'
import { beside, ObjectSigner, unsignedObject } from '../../request-object-kit.ts'
import { issuer, redirectUri } from '../../test-provider.ts'

const address = 'https://rp.example/objects/1'
const evil = 'https://evil.example/'
const explicit = { typ: 'oauth-authz-req+jwt' }
/** With what OIDCC-6.1 wants outside, and where what is wrong with the object can be said. */
const openid = { ...beside, redirect_uri: redirectUri, state: 'outside' }

let steps: BrowserSteps
let signer: ObjectSigner

before(async () => {
  signer = await ObjectSigner.make()
  const jwks = { keys: [signer.jwk] }
  steps = await BrowserSteps.open({ skipConsent: true, jwks, requestUris: [address] })
  await steps.test.client({ clientId: 'plain' as ClientId, requestObjectSigningAlg: 'none', requestUris: [address] })
  await steps.test.client({ clientId: 'signs' as ClientId, requireSignedRequestObject: true, jwks })
  await steps.signIn()
})
after(() => steps[Symbol.asyncDispose]())

type Values = Readonly<Record<string, string | undefined>>

function send(parameters: Values) {
  return steps.send(Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])))
}

function publish(body: string, contentType = 'application/oauth-authz-req+jwt') {
  steps.test.web.set(address, { kind: 'fetched', status: 200, contentType, body, freshUntil: steps.test.now })
}

function seconds(offset: number): number {
  return Math.floor(steps.test.now / 1000) + offset
}

describe('RFC9101-6.3 which parameters count', () => {
  test('of an object of RFC 9101 only those inside, even if an OpenID request stands beside it', async () => {
    const request = await signer.sign({ nonce: undefined, state: 'inside' }, explicit)
    const outcome = await send({ ...openid, request, redirect_uri: evil, response_type: 'nonsense', prompt: 'dance' })
    assert.equal(answerOf(outcome).parameters['state'], 'inside')
  })

  test('client_id and request are enough', async () => {
    for (const header of [explicit, { typ: 'JWT' }, {}]) {
      codeOf(await send({ client_id: 'rp', request: await signer.sign({}, header) }))
    }
  })

  test('OIDCC-6.1 in an OpenID request those outside supplement it, and those inside win', async () => {
    const request = await signer.sign({ state: undefined, prompt: 'login' }, { typ: 'JWT' })
    const outcome = await send({ ...openid, request, prompt: 'none' })
    pageOf(outcome, 'login', 'prompt_login')
    const other = await signer.sign({ state: undefined })
    assert.equal(answerOf(await send({ ...openid, request: other, redirect_uri: evil })).parameters['state'], 'outside')
  })

  test('OIDCC-6.1 numbers and JSON values count as what they say', async () => {
    const claims = { id_token: { auth_time: { essential: true } } }
    const request = await signer.sign({ max_age: 0, claims })
    pageOf(await send({ ...openid, request }), 'login', 'max_age')
    codeOf(await send({ ...openid, request: await signer.sign({ max_age: 86_400, claims }), state: plainRequest['state'] }))
    const broken = await signer.sign({ max_age: -1, state: 'inside' })
    expectSent(await send({ ...openid, request: broken }), 'invalid_request', 'max_age_malformed', 'inside')
  })

  test('a client that must sign gets nothing from outside', async () => {
    const own = { client_id: 'signs', iss: 'signs' }
    const request = await signer.sign({ ...own, state: undefined })
    const outcome = await send({ ...openid, client_id: 'signs', request })
    assert.equal(answerOf(outcome).parameters['state'], undefined)
    expectSent(await steps.authorize({ client_id: 'signs' }), 'invalid_request', 'signed_request_object_required')
    const unsigned = unsignedObject(own)
    expectSent(
      await send({ ...openid, client_id: 'signs', request: unsigned }),
      'invalid_request_object',
      'request_object_signature_required',
      'outside',
    )
  })
})

describe('RFC9101-6.2 an object that is not one of this client for this server now', () => {
  const refusals = [
    ['request_object_issuer', { iss: 'other' }],
    ['request_object_audience', { aud: 'https://other.example' }],
    ['request_object_audience', { aud: `${issuer}/auth/par` }],
    ['request_object_subject', { sub: 'rp' }],
    ['request_object_times_malformed', { exp: '2030-01-01' }],
    ['request_object_nested', { request: 'x' }],
    ['request_object_nested', { request_uri: address }],
    ['request_object_parameter_malformed', { scope: ['openid'] }],
    ['request_object_client_mismatch', { client_id: 'plain' }],
    ['request_object_response_type_mismatch', { response_type: 'id_token' }],
    ['request_object_jti', { jti: 'endless' }],
  ] as const
  for (const [reason, claims] of refusals) {
    test(`${reason} is sent to the redirect URI outside: ${JSON.stringify(claims)}`, async () => {
      const request = await signer.sign({ ...claims, redirect_uri: `${redirectUri}?inside` })
      expectSent(await send({ ...openid, request }), 'invalid_request_object', reason, 'outside')
      expectShown(await send({ ...openid, redirect_uri: evil, request }), 'invalid_request_object', reason)
      expectShown(
        await send({ client_id: 'rp', scope: 'openid', response_type: 'code', request }),
        'invalid_request_object',
        reason,
      )
    })
  }

  test('is refused by its times, with half a minute for clocks that differ', async () => {
    for (const [reason, claims] of [
      ['request_object_expired', { exp: seconds(-31) }],
      ['request_object_premature', { nbf: seconds(61) }],
      ['request_object_premature', { iat: seconds(61) }],
    ] as const) {
      expectSent(await send({ ...openid, request: await signer.sign(claims) }), 'invalid_request_object', reason, 'outside')
    }
    codeOf(await send({ client_id: 'rp', request: await signer.sign({ exp: seconds(-10), nbf: seconds(10), iat: seconds(10) }) }))
  })

  test('is answered once if it has a jti, from however many windows', async () => {
    steps.cookie = undefined
    const request = await signer.sign({ jti: 'once', exp: seconds(3600) })
    const windows = await Promise.all([send({ ...openid, request }), send({ ...openid, request })])
    const [first, second] = windows.map((outcome) => pageOf(outcome, 'login', 'no_session'))
    assert.ok(first !== undefined && second !== undefined)
    await steps.signIn('alice', first)
    codeOf(await steps.resume(first))
    expectShown(await steps.resume(second), 'invalid_request_object', 'request_object_used')
    expectShown(await send({ ...openid, request }), 'invalid_request_object', 'request_object_used')
  })

  test('is answered once of 64 that come at the same time', async () => {
    const request = await signer.sign({ jti: 'raced', exp: seconds(60) })
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => send({ ...openid, request })))
    assert.equal(outcomes.filter(({ kind }) => kind === 'respond').length, 1)
  })

  test('a redirect URI inside that is not registered is shown, though the one outside is good', async () => {
    const request = await signer.sign({ redirect_uri: evil })
    expectShown(await send({ ...openid, request }), 'invalid_request', 'redirect_uri_mismatch')
  })
})

describe('RFC7519-4.1.7 the jti of an object', () => {
  test('of one client is none of another', async () => {
    const named = { jti: 'of both', exp: seconds(60) }
    const other = await ObjectSigner.make()
    await steps.test.client({ clientId: 'neighbour' as ClientId, skipConsent: true, jwks: { keys: [other.jwk] } })
    codeOf(await send({ client_id: 'rp', request: await signer.sign(named) }))
    const own = { iss: 'neighbour', client_id: 'neighbour' }
    codeOf(await send({ client_id: 'neighbour', request: await other.sign({ ...named, ...own }) }))
  })
})

describe('OIDCC-6.1 unsigned objects', () => {
  test('RFC7515-4.1.1 alg none with a signature is none of those that are accepted', async () => {
    const request = `${unsignedObject({ iss: 'plain', client_id: 'plain' })}c2lnbmF0dXJl`
    const outcome = await send({ ...openid, client_id: 'plain', request })
    expectSent(outcome, 'invalid_request_object', 'request_object_algorithm', 'outside')
  })

  test('are refused with request_not_supported, or request_uri_not_supported, unless the client registered none', async () => {
    const request = unsignedObject()
    expectSent(await send({ ...openid, request }), 'request_not_supported', 'request_object_unsigned', 'outside')
    publish(request)
    expectSent(
      await send({ ...openid, request_uri: address }),
      'request_uri_not_supported',
      'request_uri_object_unsigned',
      'outside',
    )
  })

  test('count for a client that registered none, whose signed ones are refused', async () => {
    const own = { client_id: 'plain', iss: 'plain', state: 'inside' }
    const outside = { ...openid, client_id: 'plain' }
    assert.equal(answerOf(await send({ ...outside, request: unsignedObject(own) })).parameters['state'], 'inside')
    publish(unsignedObject({ ...own, iss: undefined, aud: undefined }))
    assert.equal(answerOf(await send({ ...outside, request_uri: address })).parameters['state'], 'inside')
    const signed = await signer.sign(own)
    expectSent(await send({ ...outside, request: signed }), 'invalid_request_object', 'request_object_algorithm', 'outside')
  })
})

describe('RFC9101-5.2 objects by reference', () => {
  test('are fetched from a registered address, with or without the digest of their content', async () => {
    const request = await signer.sign({ state: 'inside' })
    publish(`${request}\n`)
    const digest = steps.test.crypto.digest(`${request}\n`)
    for (const uri of [address, `${address}#${digest}`, `${address}#${'A'.repeat(43)}`]) {
      const outcome = await send({ client_id: 'rp', request_uri: uri })
      assert.equal(answerOf(outcome).parameters['state'], 'inside')
      const row = steps.lastChecks().find(({ check }) => check === 'request-uri-digest')
      assert.equal(row?.outcome, uri.endsWith('AAA') ? 'would-fail' : 'passed')
    }
  })

  test('are refused from any other address, and with an object by value beside them', async () => {
    for (const uri of [`${address}?x`, 'https://evil.example/1', 'urn:x', 'http://127.0.0.1/']) {
      expectSent(await send({ ...openid, request_uri: uri }), 'invalid_request_uri', 'request_uri_not_registered', 'outside')
    }
    const request = await signer.sign()
    expectSent(await send({ ...openid, request, request_uri: address }), 'invalid_request', 'request_parameters_both', 'outside')
  })

  test('that cannot be fetched are refused, and the trace says why', async () => {
    steps.test.web.set(address, { kind: 'failed', problem: 'too_slow', detail: 'no answer within 5 s' })
    expectSent(await send({ ...openid, request_uri: address }), 'invalid_request_uri', 'request_uri_not_fetched', 'outside')
    const row = steps.lastChecks().find(({ check }) => check === 'request-uri-fetched')
    assert.match(String(row?.received), /too_slow/)
  })
})

describe('RFC9101-6.1 encrypted objects', () => {
  async function encrypt(text: string, alg: string): Promise<string> {
    const { keys } = await steps.provider.jwks()
    const jwk = keys.find((key) => key['use'] === 'enc' && key['kty'] === (alg.startsWith('RSA') ? 'RSA' : 'EC'))
    assert.ok(jwk, `no key for ${alg}`)
    return new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg, enc: 'A128CBC-HS256', kid: String(jwk['kid']), cty: 'JWT' })
      .encrypt(await importJWK({ ...jwk }, alg))
  }

  test('are decrypted with a key of this server, and what is inside is verified as if it had come alone', async () => {
    for (const alg of ['RSA-OAEP-256', 'ECDH-ES']) {
      const request = await encrypt(await signer.sign({ state: 'inside' }, explicit), alg)
      assert.equal(answerOf(await send({ client_id: 'rp', request })).parameters['state'], 'inside')
      const unsigned = await encrypt(unsignedObject(), alg)
      expectSent(await send({ ...openid, request: unsigned }), 'request_not_supported', 'request_object_unsigned', 'outside')
    }
  })

  test('that cannot be decrypted are refused', async () => {
    const request = await encrypt(await signer.sign(), 'ECDH-ES')
    const altered = `${request.slice(0, -4)}AAAA`
    expectSent(await send({ ...openid, request: altered }), 'invalid_request_object', 'request_object_not_decrypted', 'outside')
  })
})
