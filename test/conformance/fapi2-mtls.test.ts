import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, CertificateScene, type ClientIdentity, type RelyingParty, readAnswer } from '@latchkey/testing'

let scene: CertificateScene

before(async () => {
  scene = await CertificateScene.open()
})
after(() => scene[Symbol.asyncDispose]())

interface Party {
  readonly party: RelyingParty
  readonly identity: ClientIdentity
}

/** A client of the profile FAPI 2 that has certificates where others have keys and DPoP. */
async function partyNamed(name: string): Promise<Party> {
  const identity = scene.authority.issue({ subject: `/O=FAPI/CN=${name}` })
  const fields = {
    profile: 'fapi2',
    tokenEndpointAuthMethod: 'tls_client_auth',
    tlsClientAuthSubjectDn: `CN=${name},O=FAPI`,
    tlsClientCertificateBoundAccessTokens: true,
  }
  return { party: await scene.scene.client({ fields }), identity }
}

async function post(path: string, values: Readonly<Record<string, string>>, identity?: ClientIdentity): Promise<Answer> {
  const body = new URLSearchParams(values)
  return readAnswer(await scene.fetchAs(identity)(`${scene.secureUrl}${path}`, { method: 'POST', body }))
}

/** A code of the client, and what redeems it. */
async function codeOf({ party, identity }: Party): Promise<Readonly<Record<string, string>>> {
  const pending = party.begin()
  const pushed = await post('/auth/par', Object.fromEntries(pending.url.searchParams), identity)
  assert.equal(pushed.status, 201, JSON.stringify(pushed.body))
  const url = new URL(`${scene.scene.issuer}/auth/authorize`)
  url.searchParams.set('client_id', party.clientId)
  url.searchParams.set('request_uri', String(pushed.body['request_uri']))
  const departure = await scene.scene.browser().signIn(url, scene.scene.person)
  return {
    grant_type: 'authorization_code',
    code: departure.url.searchParams.get('code') ?? '',
    redirect_uri: party.redirectUri,
    code_verifier: pending.verifier,
    client_id: party.clientId,
  }
}

async function userinfo(token: unknown, identity?: ClientIdentity): Promise<Response> {
  const headers = { authorization: `Bearer ${String(token)}` }
  return scene.fetchAs(identity)(`${scene.secureUrl}/auth/userinfo`, { headers })
}

describe('FAPI 2 with mutual TLS', () => {
  test('FSP-02 FSP-03 discovery names certificate-bound tokens and the methods by certificate', async () => {
    const { body } = await readAnswer(await scene.fetchAs()(`${scene.scene.issuer}/.well-known/openid-configuration`))
    assert.equal(body['tls_client_certificate_bound_access_tokens'], true)
    const methods = [body['token_endpoint_auth_methods_supported']].flat()
    for (const method of ['tls_client_auth', 'self_signed_tls_client_auth', 'private_key_jwt'])
      assert.ok(methods.includes(method))
    const aliases = body['mtls_endpoint_aliases'] as Readonly<Record<string, string>>
    assert.equal(aliases['token_endpoint'], `${scene.secureUrl}/auth/token`)
  })

  test('FSP-55 a code is redeemed with the certificate, and refused without one', async () => {
    const one = await partyNamed('one')
    const values = await codeOf(one)
    const bare = await post('/auth/token', values)
    assert.deepEqual([bare.status, bare.body['error']], [401, 'invalid_client'])
    const answer = await post('/auth/token', values, one.identity)
    assert.deepEqual([answer.status, answer.body['token_type']], [200, 'Bearer'])
    assert.equal((await userinfo(answer.body['access_token'], one.identity)).status, 200)
  })

  test('FSP-55 a client with a key that registered bound tokens gets none without a certificate', async () => {
    const fields = { tlsClientCertificateBoundAccessTokens: true, grantTypes: ['client_credentials'], responseTypes: [] }
    const party = await scene.scene.client({ fields })
    const { status, body } = await party.token({ grant_type: 'client_credentials' })
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
  })

  test('FSP-71 a token of one client is refused with the certificate of another, and the answer is dated', async () => {
    const [one, other] = await Promise.all([partyNamed('three'), partyNamed('four')])
    const { body } = await post('/auth/token', await codeOf(one), one.identity)
    const refused = await userinfo(body['access_token'], other.identity)
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/)
    assert.ok(Math.abs(Date.parse(refused.headers.get('date') ?? '') - Date.now()) < 5 * 60_000)
    assert.equal((await userinfo(body['access_token'])).status, 401)
  })

  test('FSP-71 a code of one client is refused to another with its own certificate', async () => {
    const [one, other] = await Promise.all([partyNamed('five'), partyNamed('six')])
    const values = await codeOf(one)
    const stolen = await post('/auth/token', { ...values, client_id: other.party.clientId }, other.identity)
    assert.deepEqual([stolen.status, stolen.body['error']], [400, 'invalid_grant'])
    const disguised = await post('/auth/token', values, other.identity)
    assert.deepEqual([disguised.status, disguised.body['error']], [401, 'invalid_client'])
  })
})
