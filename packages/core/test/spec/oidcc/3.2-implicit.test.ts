import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answerOf, codeOf, expectSent } from '../../browser-steps.ts'
import { textOf } from '../../expect-refusal.ts'
import { halfHash, namesOf, openAllTypes, verified } from '../../response-kit.ts'
import { clientSecret, form, redirectUri } from '../../test-provider.ts'

const withoutPkce = { code_challenge: undefined, code_challenge_method: undefined }
const idToken = { response_type: 'id_token', ...withoutPkce }
const both = { response_type: 'id_token token', ...withoutPkce }

describe('OIDCC-3.2.2.5 successful authentication response of the implicit flow', () => {
  test('id_token brings an ID token in the fragment and nothing else', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete(idToken)
    assert.deepEqual([answered.redirectUri, answered.mode], [redirectUri, 'fragment'])
    assert.deepEqual(namesOf(answered), ['id_token', 'iss', 'session_state', 'state'])
    const { claims } = await verified(answered.parameters['id_token'], steps.test)
    assert.deepEqual([claims['iss'], claims['aud'], claims['sub']], ['https://op.example', 'rp', 'subject-of-alice'])
    assert.equal(claims['nonce'], 'nonce-of-the-client')
    assert.equal('at_hash' in claims || 'c_hash' in claims, false)
  })

  test('id_token token brings both, bound to each other', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete(both)
    assert.deepEqual(namesOf(answered), [
      'access_token',
      'expires_in',
      'id_token',
      'iss',
      'scope',
      'session_state',
      'state',
      'token_type',
    ])
    const { access_token = '', token_type, expires_in, scope, id_token } = answered.parameters
    assert.deepEqual([token_type, expires_in, scope], ['Bearer', '3600', 'openid'])
    const { claims } = await verified(id_token, steps.test)
    assert.equal(claims['at_hash'], halfHash(access_token))
    assert.equal('c_hash' in claims, false)
    assert.equal(textOf(await steps.provider.userinfo(bearer(access_token)), 'sub'), claims['sub'])
  })

  test('the words of the response type may come in another order', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete({ ...both, response_type: 'token id_token' })
    assert.ok(answered.parameters['access_token'])
  })

  test('FAPI1A-5.2.2.1 s_hash is that of the state, whatever is in it', async () => {
    await using steps = await openAllTypes()
    for (const state of ['plain', 'ümläut €', 'x'.repeat(500)]) {
      const { parameters } = await steps.complete({ ...idToken, state })
      assert.equal((await verified(parameters['id_token'], steps.test)).claims['s_hash'], halfHash(state))
    }
    const { parameters } = await steps.complete({ ...idToken, state: undefined })
    assert.equal('s_hash' in (await verified(parameters['id_token'], steps.test)).claims, false)
  })

  test('OIDCC-5.4 scope claims are in the ID token only where no access token is issued', async () => {
    await using steps = await openAllTypes({ claimsInIdToken: true })
    steps.claims = { name: 'Alice Example', email: 'alice@example.org', email_verified: true }
    for (const [response_type, name] of [
      ['id_token', 'Alice Example'],
      ['id_token token', undefined],
      ['code id_token', undefined],
      ['code id_token token', undefined],
    ] as const) {
      const { parameters } = await steps.complete({ response_type, scope: 'openid profile email' })
      const { claims } = await verified(parameters['id_token'], steps.test)
      assert.deepEqual([claims['name'], 'email' in claims], [name, name !== undefined], response_type)
    }
  })

  test('OIDCC-5.5 claims that the request wants in the ID token are there with each type', async () => {
    await using steps = await openAllTypes()
    steps.claims = { name: 'Alice Example', email: 'alice@example.org' }
    const claims = '{"id_token":{"email":null}}'
    const { parameters } = await steps.complete({ ...both, claims })
    const content = (await verified(parameters['id_token'], steps.test)).claims
    assert.deepEqual([content['email'], 'name' in content], ['alice@example.org', false])
  })

  test('OIDCC-11 offline_access is not granted and no refresh token leaves through the browser', async () => {
    await using steps = await openAllTypes({ skipConsent: true })
    const answered = await steps.complete({ ...both, scope: 'openid offline_access', prompt: 'consent' })
    assert.equal(answered.parameters['scope'], 'openid')
    assert.equal('refresh_token' in answered.parameters, false)
  })
})

describe('OIDCC-3.2.2.1 request of the implicit flow', () => {
  test('without nonce it is refused in the fragment', async () => {
    await using steps = await openAllTypes()
    const outcome = await steps.authorize({ ...idToken, nonce: undefined })
    assert.equal(answerOf(outcome).mode, 'fragment')
    expectSent(outcome, 'invalid_request', 'nonce_missing')
  })

  test('without openid it is refused', async () => {
    await using steps = await openAllTypes()
    for (const scope of [undefined, 'email']) {
      expectSent(await steps.authorize({ ...both, scope }), 'invalid_request', 'openid_scope_missing')
    }
  })

  test('a public client needs no PKCE where there is no code, and does where there is one', async () => {
    await using steps = await openAllTypes({ secrets: [], tokenEndpointAuthMethod: 'none' })
    assert.ok((await steps.complete(idToken)).parameters['id_token'])
    const outcome = await steps.authorize({ response_type: 'code id_token', ...withoutPkce })
    expectSent(outcome, 'invalid_request', 'pkce_challenge_missing')
  })

  test('prompt=none is answered in the fragment, with and without a session', async () => {
    await using steps = await openAllTypes({ skipConsent: true })
    const refused = await steps.authorize({ ...both, prompt: 'none' })
    assert.equal(answerOf(refused).mode, 'fragment')
    expectSent(refused, 'login_required', 'prompt_none_no_session')
    await steps.signIn()
    const answered = answerOf(await steps.authorize({ ...both, prompt: 'none' }))
    assert.equal(answered.mode, 'fragment')
    assert.ok(answered.parameters['access_token'])
  })

  test('who says no on the consent page is told to the client in the fragment', async () => {
    await using steps = await openAllTypes()
    await steps.signIn()
    const asked = await steps.authorize(both)
    assert.equal(asked.kind, 'interact')
    if (asked.kind !== 'interact') return
    const outcome = await steps.decide(asked.transaction, 'deny')
    assert.equal(answerOf(outcome).mode, 'fragment')
    expectSent(outcome, 'access_denied', 'user_denied')
  })
})

describe('RFC9700-2.1.2 access tokens through the browser', () => {
  test('are refused to a client that did not register for them', async () => {
    for (const change of [
      { responseTypes: ['code'], grantTypes: ['authorization_code', 'implicit'] },
      { responseTypes: ['code', 'id_token token'], grantTypes: ['authorization_code'] },
      { responseTypes: ['id_token'], grantTypes: ['implicit'] },
    ]) {
      await using steps = await openAllTypes(change)
      const outcome = await steps.authorize(both)
      assert.equal(answerOf(outcome).mode, 'fragment')
      expectSent(outcome, 'unauthorized_client', 'response_type_not_allowed')
    }
  })

  test('are refused where the rule is enforced, and the ID token alone is not', async () => {
    await using steps = await openAllTypes({ postures: { 'front-channel-token': 'enforce' } })
    for (const response_type of ['id_token token', 'code token', 'code id_token token']) {
      const outcome = await steps.authorize({ response_type })
      expectSent(outcome, 'unauthorized_client', 'front_channel_token_refused')
    }
    assert.ok((await steps.complete({ response_type: 'code id_token' })).parameters['id_token'])
  })

  test('are recorded as a broken recommendation by default', async () => {
    await using steps = await openAllTypes({ skipConsent: true })
    await steps.signIn()
    answerOf(await steps.authorize(both))
    const row = steps.lastChecks().find(({ check }) => check === 'front-channel-token')
    assert.deepEqual([row?.outcome, row?.spec], ['would-fail', 'RFC9700-2.1.2'])
  })

  test('are bound to a grant: its revocation ends them, and so does their own end', async () => {
    await using steps = await openAllTypes()
    const { access_token = '' } = (await steps.complete(both)).parameters
    const introspected = () => steps.provider.introspect(asClient(access_token))
    assert.equal((await introspected()).body?.['active'], true)
    await steps.provider.revoke(asClient(access_token))
    assert.equal((await introspected()).body?.['active'], false)
    assert.equal((await steps.provider.userinfo(bearer(access_token))).status, 401)
    const { access_token: other = '' } = (await steps.complete(both)).parameters
    steps.test.advance(steps.test.settings.accessTokenExpiry)
    assert.equal((await steps.provider.userinfo(bearer(other))).status, 401)
  })

  test('a client that loses the right while its user decides gets none', async () => {
    for (const change of [
      { responseTypes: ['code'] },
      { grantTypes: ['authorization_code'] },
      { postures: { 'front-channel-token': 'enforce' } } as const,
      { scopes: ['email'] },
    ]) {
      await using steps = await openAllTypes()
      await steps.signIn()
      const asked = await steps.authorize(both)
      if (asked.kind !== 'interact') assert.fail(asked.kind)
      await steps.test.changeClient(change)
      const outcome = await steps.decide(asked.transaction, 'allow')
      assert.equal(answerOf(outcome).mode, 'fragment')
      expectSent(outcome, 'unauthorized_client', 'response_type_withdrawn')
    }
  })

  test('unregistered clients get codes only', async () => {
    await using steps = await openAllTypes({}, { requireClientRegistration: false })
    const outcome = await steps.authorize({ ...both, client_id: 'nobody', redirect_uri: 'http://127.0.0.1:1234/cb' })
    const { mode, parameters } = answerOf(outcome)
    assert.deepEqual([mode, parameters['error']], ['fragment', 'unauthorized_client'])
    assert.ok(codeOf(await steps.complete({})))
  })
})

function bearer(token: string) {
  return { authorization: `Bearer ${token}`, bodyTokens: [], tokenInQuery: false }
}

/** A request of the client about a token. */
function asClient(token: string) {
  return { parameters: form({ token, client_id: 'rp', client_secret: clientSecret }), authorization: undefined }
}
