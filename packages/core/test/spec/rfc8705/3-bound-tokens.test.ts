import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientCertificate, JsonAnswer } from '@latchkey/core'
import { createProvider, managementScope } from '@latchkey/core'
import { bySubject, failedCheck, openWith, ours, theirs, tokenWith } from '../../certificate-kit.ts'
import { ProofMaker } from '../../dpop-kit.ts'
import { accessTokenType, exchangeGrant, openExchange } from '../../exchange-kit.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { clientSecret, form, issuer, redirectUri, type TestProvider } from '../../test-provider.ts'
import { claimsIn, idOf, introspect } from '../../token-kit.ts'

const bound = { tlsClientCertificateBoundAccessTokens: true } as const
const secret = { client_secret: clientSecret }

async function redeem(op: TestProvider, shown: ClientCertificate | undefined, scopes = ['openid', 'offline_access']) {
  const code = await op.code({ scopes })
  return tokenWith(op, shown, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...(await credentialsOf(op)) })
}

async function credentialsOf(op: TestProvider) {
  const client = await op.ports.stores.clients.find(idOf('rp'), op.now)
  return client?.secrets.length === 0 ? {} : secret
}

function refresh(op: TestProvider, token: string, shown: ClientCertificate | undefined, more = {}): Promise<JsonAnswer> {
  return tokenWith(op, shown, { grant_type: 'refresh_token', refresh_token: token, ...more })
}

function userinfo(op: TestProvider, token: string, shown: ClientCertificate | undefined): Promise<JsonAnswer> {
  const input = { authorization: `Bearer ${token}`, bodyTokens: [], tokenInQuery: false }
  return op.provider.userinfo({ ...input, x5tS256: shown?.thumbprint })
}

describe('RFC8705-3 tokens are bound to the certificate', () => {
  for (const accessTokenFormat of ['sealed', 'jwt'] as const) {
    test(`${accessTokenFormat}: access-token-certificate-bound at userinfo, cnf in introspection`, async () => {
      await using op = await openWith({ ...bound, ...(accessTokenFormat === 'jwt' && { accessTokenFormat }) })
      const answer = await redeem(op, ours)
      assert.equal(answer.body?.['token_type'], 'Bearer')
      const token = textOf(answer, 'access_token')
      if (accessTokenFormat === 'jwt') assert.deepEqual(claimsIn(token)['cnf'], { 'x5t#S256': 'ours' })
      assert.equal((await userinfo(op, token, ours)).status, 200)
      for (const shown of [theirs, undefined]) {
        const refused = await userinfo(op, token, shown)
        expectRefusal(refused, 'invalid_token', 'access_token_certificate_mismatch', 401)
        assert.equal(failedCheck(op), 'access-token-certificate-bound')
        assert.match(refused.challenge ?? '', /error="invalid_token"/)
      }
      const told = (await introspect(op, token)).body
      assert.deepEqual([told?.['token_type'], told?.['cnf']], ['Bearer', { 'x5t#S256': 'ours' }])
    })
  }

  test('token-certificate-presented: a client that registered bound tokens gets none without a certificate', async () => {
    await using op = await openWith(bound)
    expectRefusal(await redeem(op, undefined), 'invalid_request', 'token_certificate_missing')
    assert.equal(failedCheck(op), 'token-certificate-presented')
  })

  test('a client that did not register it gets tokens that anybody can use, whatever certificate it has', async () => {
    await using op = await openWith(bySubject)
    const token = textOf(await redeem(op, ours), 'access_token')
    assert.equal((await userinfo(op, token, undefined)).status, 200)
  })

  test('a token of a client for itself says cnf, too', async () => {
    await using op = await openWith({ ...bySubject, ...bound, accessTokenFormat: 'jwt' })
    assert.deepEqual(claimsIn(textOf(await tokenWith(op, ours), 'access_token'))['cnf'], { 'x5t#S256': 'ours' })
  })

  test('the refresh token of a confidential client is not bound: the client can renew its certificate', async () => {
    await using op = await openWith(bound)
    const token = textOf(await redeem(op, ours), 'refresh_token')
    const renewed = textOf(await refresh(op, token, theirs, secret), 'access_token')
    assert.equal((await userinfo(op, renewed, theirs)).status, 200)
    assert.equal((await userinfo(op, renewed, ours)).status, 401)
  })

  test('RFC8705-4 refresh-token-certificate: that of a public client is bound, and does not change', async () => {
    await using op = await openWith({ public: true, ...bound })
    const token = textOf(await redeem(op, ours), 'refresh_token')
    expectRefusal(await refresh(op, token, theirs), 'invalid_grant', 'refresh_token_certificate_mismatch')
    assert.equal(failedCheck(op), 'refresh-token-certificate')
    const renewed = await refresh(op, token, ours)
    assert.equal(renewed.body?.['refresh_token'], undefined)
    assert.equal((await userinfo(op, textOf(renewed, 'access_token'), ours)).status, 200)
    op.advance(27 * 24 * 60 * 60 * 1_000)
    const fresh = { ...ours, validTo: Number.MAX_SAFE_INTEGER }
    const successor = textOf(await refresh(op, token, fresh), 'refresh_token')
    expectRefusal(await refresh(op, successor, theirs), 'invalid_grant', 'refresh_token_certificate_mismatch')
  })

  test('a refresh token that was bound stays bound when the client no longer registers it', async () => {
    await using op = await openWith({ public: true, ...bound })
    const token = textOf(await redeem(op, ours), 'refresh_token')
    await op.changeClient({ tlsClientCertificateBoundAccessTokens: false })
    expectRefusal(await refresh(op, token, undefined), 'invalid_grant', 'refresh_token_certificate_mismatch')
  })

  test('FAPI2SP-5.3.2.1 dpop-proof-required: a certificate does as well as a proof, unless the client registered proofs', async () => {
    await using op = await openWith({ ...bound, postures: { 'dpop-proof-required': 'enforce' } })
    assert.equal((await redeem(op, ours)).status, 200)
    await op.changeClient({ dpopBoundAccessTokens: true })
    expectRefusal(await redeem(op, ours), 'invalid_dpop_proof', 'dpop_proof_missing')
    await op.changeClient({ dpopBoundAccessTokens: false, tlsClientCertificateBoundAccessTokens: false })
    expectRefusal(await redeem(op, ours), 'invalid_dpop_proof', 'dpop_proof_missing')
  })

  test('exchange-subject-certificate: a bound token is exchanged only with its certificate', async () => {
    await using op = await openExchange()
    await op.changeClient(bound)
    const code = await op.code({ scopes: ['calendar.read'], grant: { resources: ['https://calendar.example/api'] } })
    const values = {
      ...secret,
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      resource: 'https://calendar.example/api',
    }
    const given = textOf(await tokenWith(op, ours, values), 'access_token')
    expectRefusal(await op.ask({ subject_token: given }), 'invalid_request', 'exchange_subject_certificate_mismatch')
    assert.equal(failedCheck(op), 'exchange-subject-certificate')
  })

  test('nor by a caller whose own tokens are bound to another certificate', async () => {
    await using op = await openExchange(bound)
    await op.changeClient(bound)
    const resource = 'https://calendar.example/api'
    const code = await op.code({ scopes: ['calendar.read'], grant: { resources: [resource] } })
    const values = { ...secret, grant_type: 'authorization_code', code, redirect_uri: redirectUri, resource }
    const given = textOf(await tokenWith(op, ours, values), 'access_token')
    const wanted = { client_id: 'calendar-api', grant_type: exchangeGrant, subject_token_type: accessTokenType }
    const by = (shown: ClientCertificate) => tokenWith(op, shown, { ...secret, ...wanted, subject_token: given })
    expectRefusal(await by(theirs), 'invalid_request', 'exchange_subject_certificate_mismatch')
    const right = await by(ours)
    assert.equal(right.status, 200, `${right.refusal?.reason}`)
  })

  test('management takes a bound token with its certificate alone', async () => {
    await using op = await openWith({ ...bound, scopes: ['openid', managementScope] })
    const token = textOf(await redeem(op, ours, ['openid', managementScope]), 'access_token')
    assert.ok(await op.provider.managementAccess(token, 'ours'))
    assert.equal(await op.provider.managementAccess(token, 'theirs'), undefined)
    assert.equal(await op.provider.managementAccess(token), undefined)
  })
})

test('RFC8705-3.3 RFC8705-5 discovery says what works', async () => {
  await using op = await openWith({})
  const methodsIn = (document: Readonly<Record<string, unknown>>) =>
    [document['token_endpoint_auth_methods_supported']].flat().filter((name) => String(name).includes('tls'))
  const without = op.provider.discovery()
  assert.deepEqual([methodsIn(without), without['tls_client_certificate_bound_access_tokens']], [[], false])
  assert.ok(!('mtls_endpoint_aliases' in without))
  const selfSigned = createProvider({ issuer }, { ...op.ports, mutualTls: { hasAuthorities: false } }).discovery()
  assert.deepEqual(methodsIn(selfSigned), ['self_signed_tls_client_auth'])
  assert.equal(selfSigned['tls_client_certificate_bound_access_tokens'], true)
  const mutualTls = { hasAuthorities: true, endpoints: 'https://mtls.example/id' }
  const all = createProvider({ issuer }, { ...op.ports, mutualTls }).discovery()
  assert.deepEqual(methodsIn(all), ['tls_client_auth', 'self_signed_tls_client_auth'])
  assert.deepEqual(all['mtls_endpoint_aliases'], {
    token_endpoint: 'https://mtls.example/id/auth/token',
    revocation_endpoint: 'https://mtls.example/id/auth/revoke',
    introspection_endpoint: 'https://mtls.example/id/auth/introspect',
    device_authorization_endpoint: 'https://mtls.example/id/auth/device',
    pushed_authorization_request_endpoint: 'https://mtls.example/id/auth/par',
    backchannel_authentication_endpoint: 'https://mtls.example/id/auth/backchannel',
    userinfo_endpoint: 'https://mtls.example/id/auth/userinfo',
  })
})

test('RFC8705-5 with DPoP: a proof for an alias of an endpoint counts, and binds to key and certificate at once', async () => {
  await using op = await openWith({ ...bound, accessTokenFormat: 'jwt' })
  const mutualTls = { hasAuthorities: false, endpoints: 'https://mtls.example/id' }
  const provider = createProvider({ issuer }, { ...op.ports, mutualTls })
  const maker = await ProofMaker.make(op)
  const ask = async (htu: string) => {
    const values = { client_id: 'rp', ...secret, grant_type: 'client_credentials' }
    return provider.token({
      parameters: form(values),
      authorization: undefined,
      certificate: ours,
      dpop: await maker.proof({ htu }),
    })
  }
  for (const htu of [`${issuer}/auth/token`, 'https://mtls.example/id/auth/token']) {
    const answer = await ask(htu)
    assert.equal(answer.body?.['token_type'], 'DPoP')
    assert.deepEqual(claimsIn(textOf(answer, 'access_token'))['cnf'], { jkt: maker.jkt, 'x5t#S256': 'ours' })
  }
  for (const htu of ['https://mtls.example/auth/token', 'https://mtls.example/id/auth/par']) {
    expectRefusal(await ask(htu), 'invalid_dpop_proof', 'dpop_proof_address')
  }
})
