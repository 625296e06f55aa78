import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { responseOf, Scene } from '@latchkey/testing'
import { decodeProtectedHeader } from 'jose'
import { arrive, hybridTypes, implicitTypes } from './front-channel.ts'
import { discovery, listed, type Metadata, succeed } from './judge.ts'

let scene: Scene
let metadata: Metadata

before(async () => {
  scene = await Scene.open({ tls: true })
  metadata = await discovery(scene, scene.server.fetch)
})
after(() => scene[Symbol.asyncDispose]())

/** Members of OIDCD-3, RFC8414-2 and the extensions in use, by type. */
const members = {
  url: [
    ...['issuer', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri', 'registration_endpoint'],
    ...[
      'revocation_endpoint',
      'introspection_endpoint',
      'end_session_endpoint',
      'check_session_iframe',
      'op_policy_uri',
      'op_tos_uri',
    ],
    ...['service_documentation', 'device_authorization_endpoint', 'pushed_authorization_request_endpoint'],
    'backchannel_authentication_endpoint',
  ],
  list: [
    ...[
      'scopes_supported',
      'response_types_supported',
      'response_modes_supported',
      'grant_types_supported',
      'acr_values_supported',
    ],
    ...['subject_types_supported', 'id_token_signing_alg_values_supported', 'id_token_encryption_alg_values_supported'],
    ...['id_token_encryption_enc_values_supported', 'userinfo_signing_alg_values_supported', 'display_values_supported'],
    ...['request_object_signing_alg_values_supported', 'token_endpoint_auth_methods_supported', 'claim_types_supported'],
    ...[
      'token_endpoint_auth_signing_alg_values_supported',
      'claims_supported',
      'claims_locales_supported',
      'ui_locales_supported',
    ],
    ...['revocation_endpoint_auth_methods_supported', 'introspection_endpoint_auth_methods_supported', 'prompt_values_supported'],
    ...['code_challenge_methods_supported', 'dpop_signing_alg_values_supported', 'authorization_signing_alg_values_supported'],
    ...['authorization_encryption_alg_values_supported', 'authorization_encryption_enc_values_supported'],
    ...['userinfo_encryption_alg_values_supported', 'userinfo_encryption_enc_values_supported'],
    ...['request_object_encryption_alg_values_supported', 'request_object_encryption_enc_values_supported'],
    ...['introspection_endpoint_auth_signing_alg_values_supported', 'revocation_endpoint_auth_signing_alg_values_supported'],
    ...['introspection_signing_alg_values_supported', 'backchannel_token_delivery_modes_supported'],
    'backchannel_authentication_request_signing_alg_values_supported',
  ],
  flag: [
    ...['claims_parameter_supported', 'request_parameter_supported', 'request_uri_parameter_supported'],
    ...['require_request_uri_registration', 'authorization_response_iss_parameter_supported', 'frontchannel_logout_supported'],
    ...['frontchannel_logout_session_supported', 'backchannel_logout_supported', 'backchannel_logout_session_supported'],
    ...['require_pushed_authorization_requests', 'client_id_metadata_document_supported', 'require_signed_request_object'],
    ...['backchannel_user_code_parameter_supported', 'tls_client_certificate_bound_access_tokens'],
  ],
} as const

describe('CONFIG discovery document over https', () => {
  test('CFG-01 the issuer is an https URL without query, fragment and user info', () => {
    const issuer = new URL(metadata.issuer)
    assert.equal(metadata.issuer, scene.issuer)
    assert.equal(issuer.protocol, 'https:')
    assert.equal(issuer.search + issuer.hash + issuer.username + issuer.password, '')
  })

  test('CFG-02 every member is known and has its type', () => {
    for (const [name, value] of Object.entries(metadata)) {
      if ((members.url as readonly string[]).includes(name)) assert.ok(URL.canParse(String(value)), name)
      else if ((members.flag as readonly string[]).includes(name)) assert.equal(typeof value, 'boolean', name)
      else {
        assert.ok((members.list as readonly string[]).includes(name), `unknown member ${name}`)
        assert.ok(Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'), name)
        assert.equal(new Set(value).size, value.length, `${name} repeats a value`)
      }
    }
  })

  test('CFG-03 response_types_supported has those of the profiles', () => {
    const types = listed(metadata, 'response_types_supported')
    for (const type of ['code', 'none', ...implicitTypes, ...hybridTypes]) assert.ok(types.includes(type), type)
  })

  test('CFG-04 subject types are named and RS256 is among the ID token algorithms', () => {
    assert.deepEqual(listed(metadata, 'subject_types_supported'), ['public', 'pairwise'])
    assert.ok(listed(metadata, 'id_token_signing_alg_values_supported').includes('RS256'))
    assert.equal(listed(metadata, 'id_token_signing_alg_values_supported').includes('none'), false)
  })

  test('CFG-05 every endpoint is an https URL below the issuer', () => {
    const endpoints = Object.entries(metadata).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
    assert.ok(endpoints.length >= 4)
    for (const [name, value] of endpoints) assert.ok(String(value).startsWith(`${scene.issuer}/`), name)
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri']) assert.ok(name in metadata, name)
  })

  test('CFG-06 userinfo, scopes and claims are there, and scopes have openid', () => {
    for (const name of ['userinfo_endpoint', 'scopes_supported', 'claims_supported']) assert.ok(name in metadata, name)
    const scopes = listed(metadata, 'scopes_supported')
    for (const scope of ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])
      assert.ok(scopes.includes(scope), scope)
    for (const scope of scopes) assert.match(scope, /^[\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  test('CFG-07 grant_types_supported has what works', () => {
    const types = listed(metadata, 'grant_types_supported')
    for (const type of ['authorization_code', 'implicit', 'refresh_token']) assert.ok(types.includes(type), type)
    const device = 'urn:ietf:params:oauth:grant-type:device_code'
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    const ciba = 'urn:openid:params:grant-type:ciba'
    const known = ['authorization_code', 'implicit', 'refresh_token', device, 'client_credentials', exchange, bearer, ciba]
    assert.deepEqual(
      types.filter((type) => !known.includes(type)),
      [],
    )
  })

  test('CFG-08 request objects are supported, by value and by reference, RS256 among their algorithms', () => {
    assert.equal(metadata['request_uri_parameter_supported'], true)
    assert.equal(metadata['request_parameter_supported'], true)
    assert.ok(listed(metadata, 'request_object_signing_alg_values_supported').includes('RS256'))
  })

  test('CFG-09 locales are canonical BCP 47 tags', () => {
    const locales = [...listed(metadata, 'ui_locales_supported'), ...listed(metadata, 'claims_locales_supported')]
    assert.ok(locales.includes('en') && locales.includes('de'))
    assert.deepEqual(Intl.getCanonicalLocales([...locales]), [...new Set(locales)])
  })

  test('CFG-10 algorithms, challenge methods and acr values are lists', () => {
    assert.deepEqual(listed(metadata, 'code_challenge_methods_supported'), ['S256'])
    for (const name of ['userinfo_signing_alg_values_supported', 'acr_values_supported']) {
      if (name in metadata) assert.ok(Array.isArray(metadata[name]), name)
    }
  })

  test('CFG-11 what is advertised works: over https, with every scope, each claim and each response mode', async () => {
    const scopes = listed(metadata, 'scopes_supported')
    // The scope of management is for clients that list it.
    const party = await scene.client({ fields: { scopes } })
    const scope = scopes.join(' ')
    await joinGroup()
    const { tokens } = await succeed(party, scene.browser(), scene.person, { scope, prompt: 'consent' })
    assert.ok(tokens.refresh_token)
    const { body } = await party.userinfo(tokens.access_token)
    const protocol = ['iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'azp', 'at_hash', 'c_hash', 's_hash', 'sid']
    const promised = listed(metadata, 'claims_supported').filter((claim) => !protocol.includes(claim))
    assert.deepEqual(
      promised.filter((claim) => !(claim in body)),
      [],
    )
    for (const mode of listed(metadata, 'response_modes_supported')) {
      const departure = await scene.browser().signIn(party.begin({ response_mode: mode }).url, scene.person)
      const where = { query: departure.url.search, fragment: departure.url.hash, form_post: String(departure.form) }
      const [carrier, isSigned] = mode === 'jwt' ? ['query', true] : [mode.replace('.jwt', ''), mode.endsWith('.jwt')]
      assert.match(where[carrier as keyof typeof where], isSigned ? /\bresponse=/ : /\bcode=/, mode)
      if (isSigned)
        assert.equal(typeof (await party.verify(responseOf(departure).get('response') ?? '')).payload['code'], 'string')
    }
  })

  test('CFG-11 what is advertised works: each response type', async () => {
    const types = listed(metadata, 'response_types_supported')
    const grantTypes = ['authorization_code', 'implicit']
    const party = await scene.client({ fields: { responseTypes: types, grantTypes } })
    const browser = scene.browser()
    for (const type of types.filter((each) => each !== 'none')) {
      await arrive(party, browser, scene.person, { response_type: type })
    }
  })

  test('CFG-11 what is advertised works: algorithms of signed responses, public keys and secrets', async () => {
    const browser = scene.browser()
    for (const alg of ['ES384', 'HS256']) {
      assert.ok(listed(metadata, 'authorization_signing_alg_values_supported').includes(alg))
      const other = await scene.client({ fields: { authorizationSignedResponseAlg: alg } })
      const departure = await browser.signIn(other.begin({ response_mode: 'jwt' }).url, scene.person)
      const response = responseOf(departure).get('response') ?? ''
      assert.equal(decodeProtectedHeader(response).alg, alg)
      await other.verify(response, alg.startsWith('HS') ? other.clientSecret : undefined)
    }
  })

  test('RFC8414-3 both documents agree in every member', async () => {
    const response = await scene.server.fetch(`${scene.issuer}/.well-known/oauth-authorization-server`)
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), metadata)
  })
})

/** The claim of the groups scope needs a group. */
async function joinGroup(): Promise<void> {
  const { server, person } = scene
  const group = await server.cliJson('create', 'group', '--field', 'name=staff', '--json')
  const account = await server.cliJson('query', 'account', '--where', `name=${person.username}`, '--json')
  await server.cliJson('update', 'account', String(account['id']), '--field', `memberGroupIds/${group['id']}=true`, '--json')
}
