import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, responseOf, Scene } from '@latchkey/testing'
import * as client from 'openid-client'
import { Issuer, type ResponseType } from 'openid-client-v5'

/*
 * openid-client 6 has the response types that its authors advise, its version 5 all of them; both check hashes, nonce, issuer and
 * signatures by themselves.
 */

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client({
    fields: {
      responseTypes: ['code', 'id_token', ...hybridAndTokens, 'none'],
      grantTypes: ['authorization_code', 'implicit', 'refresh_token'],
      idTokenSignedResponseAlg: 'RS256',
      authorizationSignedResponseAlg: 'PS256',
    },
  })
})
after(() => scene[Symbol.asyncDispose]())

const hybridAndTokens = ['id_token token', 'code id_token', 'code token', 'code id_token token'] as const
const random = { state: client.randomState, nonce: client.randomNonce }

describe('openid-client 5, as it comes from the registry', () => {
  for (const response_type of ['code', 'id_token', ...hybridAndTokens, 'none'] as const) {
    const modes = response_type === 'code' ? ['query', 'query.jwt'] : ['fragment', 'fragment.jwt']
    for (const response_mode of [...modes, 'form_post', 'form_post.jwt', 'jwt']) {
      test(`${response_type} by ${response_mode}`, async () => {
        const { rp, tokens } = await signIn(response_type, response_mode)
        if (response_type === 'none') return
        if (response_type !== 'code token') assert.equal(typeof tokens.claims().sub, 'string')
        if (tokens.access_token === undefined) return
        const userinfo = await rp.userinfo(tokens.access_token)
        assert.equal(userinfo.email, 'ada@mail.example')
        if (response_type.includes('code')) assert.equal(userinfo.sub, tokens.claims().sub)
      })
    }
  }

  test('a refusal by each mode is an error of the library', async () => {
    for (const mode of ['fragment', 'form_post', 'jwt', 'form_post.jwt']) {
      await assert.rejects(signIn('code id_token token', mode, { prompt: 'none' }), { error: 'login_required' })
    }
  })
})

async function signIn(response_type: ResponseType, response_mode: string, extra: Readonly<Record<string, string>> = {}) {
  const issuer = await Issuer.discover(scene.issuer)
  const rp = new issuer.Client({
    client_id: party.clientId,
    ...(party.clientSecret === undefined ? {} : { client_secret: party.clientSecret }),
    redirect_uris: [party.redirectUri],
    response_types: [response_type],
    authorization_signed_response_alg: 'PS256',
  })
  const checks = { response_type, state: random.state(), nonce: random.nonce(), jarm: response_mode.endsWith('jwt') }
  const url = rp.authorizationUrl({
    scope: 'openid email',
    response_type,
    response_mode,
    state: checks.state,
    nonce: checks.nonce,
    ...extra,
  })
  const departure = await scene.browser().signIn(url, scene.person)
  const parameters = Object.fromEntries(responseOf(departure))
  return { rp, tokens: await rp.callback(party.redirectUri, parameters, checks) }
}

describe('openid-client 6, as it comes from the registry', () => {
  test('id_token: implicit authentication', async () => {
    const configuration = await configure()
    client.useIdTokenResponseType(configuration)
    const { url, expectedState, expectedNonce } = begin(configuration)
    const departure = await scene.browser().signIn(url, scene.person)
    const claims = await client.implicitAuthentication(configuration, departure.url, expectedNonce, { expectedState })
    assert.equal(claims['email'], 'ada@mail.example')
  })

  test('code id_token: both tokens are checked against each other', async () => {
    const configuration = await configure()
    client.useCodeIdTokenResponseType(configuration)
    const { url, expectedState, expectedNonce } = begin(configuration)
    const departure = await scene.browser().signIn(url, scene.person)
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, { expectedState, expectedNonce })
    assert.equal(typeof tokens.claims()?.sub, 'string')
  })

  test('code id_token as a detached signature: s_hash is wanted and right', async () => {
    const configuration = await configure()
    client.useCodeIdTokenResponseType(configuration)
    client.enableDetachedSignatureResponseChecks(configuration)
    const { url, expectedState, expectedNonce } = begin(configuration)
    const departure = await scene.browser().signIn(url, scene.person)
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, { expectedState, expectedNonce })
    assert.equal(typeof tokens.claims()?.sub, 'string')
  })

  test('response_mode=jwt: the response is read from its JWT', async () => {
    const configuration = await configure({ authorization_signed_response_alg: 'PS256' })
    client.useJwtResponseMode(configuration)
    const { url, expectedState, expectedNonce } = begin(configuration)
    const departure = await scene.browser().signIn(url, scene.person)
    assert.deepEqual([...departure.url.searchParams.keys()], ['response'])
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, { expectedState, expectedNonce })
    assert.equal(typeof tokens.claims()?.sub, 'string')
  })
})

function configure(metadata: client.ClientMetadata | Record<string, string> = {}): Promise<client.Configuration> {
  const secret = party.clientSecret ?? ''
  const options = { execute: [client.allowInsecureRequests] }
  const all = { client_secret: secret, ...metadata }
  return client.discovery(new URL(scene.issuer), party.clientId, all, client.ClientSecretBasic(secret), options)
}

function begin(configuration: client.Configuration) {
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const parameters = { redirect_uri: party.redirectUri, scope: 'openid email', state: expectedState, nonce: expectedNonce }
  return { url: client.buildAuthorizationUrl(configuration, parameters), expectedState, expectedNonce }
}
