import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { endpoint, expectRegistrationRefusal, redirectUri, register, registered, registrationOf } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const rsaKeyWithoutId = { kty: 'RSA', n: 'sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1Wl', e: 'AQAB' }

describe('OIDCR-3.2 client registration response', () => {
  test('ALL-05 ALL-06 ALL-07 has credentials, where they are managed, and all metadata as stored', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, {
      client_name: 'Certification',
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      contacts: ['certification@rp.example'],
      token_endpoint_auth_method: 'client_secret_post',
      jwks: { keys: [rsaKeyWithoutId] },
      something_unknown: { a: 1 },
    })
    const { client_id, client_secret, registration_access_token, registration_client_uri, ...rest } = body
    assert.match(String(client_id), /^[a-z0-9]{20}$/)
    assert.match(String(client_secret), /^lk_cs_[A-Za-z0-9_-]{64}$/)
    assert.match(String(registration_access_token), /^lk_ra_[A-Za-z0-9_-]{43}$/)
    assert.equal(registration_client_uri, `${endpoint}/${client_id}`)
    assert.deepEqual(rest, {
      client_id_issued_at: Math.floor(op.now / 1000),
      client_secret_expires_at: 0,
      client_name: 'Certification',
      application_type: 'web',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
      subject_type: 'public',
      id_token_signed_response_alg: 'RS256',
      contacts: ['certification@rp.example'],
      jwks: { keys: [rsaKeyWithoutId] },
    })
  })

  test('OIDCR-2 fills in the defaults', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op)
    assert.equal(body['token_endpoint_auth_method'], 'client_secret_basic')
    assert.deepEqual(body['grant_types'], ['authorization_code'])
    assert.deepEqual(body['response_types'], ['code'])
    assert.equal(body['application_type'], 'web')
    assert.equal(body['id_token_signed_response_alg'], 'RS256')
  })

  test('a public client gets no secret, but manages its registration', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, { token_endpoint_auth_method: 'none' })
    assert.equal('client_secret' in body || 'client_secret_expires_at' in body, false)
    assert.equal(body['token_endpoint_auth_method'], 'none')
    assert.match(String(body['registration_access_token']), /^lk_ra_/)
  })

  test('stores the secret and the token as digests, and claims go to UserInfo (OIDCC-5.4)', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op)
    const client = await op.ports.stores.clients.find(body['client_id'] as ClientId, op.now)
    assert.equal(client?.origin, 'dynamic')
    assert.equal(client?.claimsInIdToken, false)
    assert.equal(client?.skipConsent, false)
    assert.equal(client?.secrets[0]?.digest, op.crypto.digest(String(body['client_secret'])))
    assert.equal(client?.registrationToken, op.crypto.digest(String(body['registration_access_token'])))
    const stored = JSON.stringify(client)
    assert.equal(
      stored.includes(String(body['client_secret'])) || stored.includes(String(body['registration_access_token'])),
      false,
    )
  })

  test('the secret works at the token endpoint', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, { redirect_uris: [redirectUri] })
    const clientId = String(body['client_id'])
    const code = await op.code({ clientId, redirectUri })
    const answer = await op.redeem(code, {
      client_id: clientId,
      client_secret: String(body['client_secret']),
      redirect_uri: redirectUri,
    })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  })

  test('3PI-01 initiate_login_uri is echoed', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, { initiate_login_uri: 'https://rp.example/login' })
    assert.equal(body['initiate_login_uri'], 'https://rp.example/login')
  })

  test('RFC7591-2 null counts as absent, and grant types that the server does not have are left out', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, { client_name: null, grant_types: ['authorization_code', 'implicit'] })
    assert.equal('client_name' in body, false)
    assert.deepEqual(body['grant_types'], ['authorization_code'])
  })

  test('RFC7591-2.1 a client of a grant without redirection needs no redirect URI', async () => {
    await using op = await TestProvider.open()
    const body = await registered(op, { redirect_uris: null, grant_types: ['device', 'refresh_token'] })
    assert.deepEqual(body['response_types'], [])
    assert.deepEqual(body['redirect_uris'], [])
  })

  test('is a transaction of its own, with each rule that was checked', async () => {
    await using op = await TestProvider.open()
    const answer = await register(op)
    const recorded = op.steps.find(({ traceId }) => traceId === answer.traceId)
    assert.equal(recorded?.clientId, answer.body?.['client_id'])
    assert.equal(recorded?.step.endpoint, 'registration')
    assert.deepEqual([...new Set(recorded?.step.checks.map(({ outcome }) => outcome))], ['passed'])
  })
})

describe('RFC7591-3 who may register', () => {
  const body = { redirect_uris: [redirectUri] }

  test('nobody without permission, unless registration is open', async () => {
    await using op = await TestProvider.open()
    const answer = await registrationOf(op).register({ body, authorized: false })
    expectRegistrationRefusal(answer, 'invalid_token', 'registration_not_allowed')
    assert.match(answer.challenge ?? '', /^Bearer realm="latchkey", error="invalid_token", error_description="[^"]+"$/)
  })

  test('everybody while anonymousClientRegistration is on', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    assert.equal((await registrationOf(op).register({ body, authorized: false })).status, 201)
    op.configure({ anonymousClientRegistration: false })
    assert.equal((await registrationOf(op).register({ body, authorized: false })).status, 401)
  })
})
