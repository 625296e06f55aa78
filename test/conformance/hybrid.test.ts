import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, expectDeparture, expectJsonError, type RelyingParty, Scene } from '@latchkey/testing'
import { arrive, clientOf, expectRefused, hybridTypes } from './front-channel.ts'
import { basicTests } from './front-channel-basic.ts'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await clientOf(scene, hybridTypes)
})
after(() => scene[Symbol.asyncDispose]())

describe('HYBRID', () => {
  for (const response_type of hybridTypes) {
    basicTests('HYB-01', response_type, () => ({ scene, party }))

    test(`HYB-01 BAS-33 to BAS-36 ${response_type}: scope claims come from userinfo, others where they are asked for`, async () => {
      const overrides = { response_type, scope: 'openid profile email', claims: '{"userinfo":{"name":{"essential":true}}}' }
      const { idToken, tokens, parameters } = await arrive(party, scene.browser(), scene.person, overrides)
      const { body } = await party.userinfo(tokens?.access_token ?? '')
      assert.equal(body['email'], 'ada@mail.example')
      assert.ok('name' in body)
      if (parameters.has('id_token')) assert.equal('email' in (await party.verify(idToken)).payload, false)
    })

    test(`HYB-01 BAS-40, BAS-41 ${response_type}: a second use of the code ends what it and the browser got`, async () => {
      const { departure, parameters, tokens } = await arrive(party, scene.browser(), scene.person, { response_type })
      expectJsonError(await party.redeem(codeOf(departure)), 'invalid_grant', 'code_replayed', 400)
      for (const token of [parameters.get('access_token'), tokens?.access_token]) {
        if (token) assert.equal((await party.userinfo(token)).status, 401)
      }
    })

    test(`HYB-01 BAS-42 to BAS-44 ${response_type}: offline_access yields a refresh token, at the token endpoint only`, async () => {
      const overrides = { response_type, scope: 'openid offline_access', prompt: 'consent' }
      const { parameters, tokens, claims } = await arrive(party, scene.browser(), scene.person, overrides)
      assert.equal(parameters.has('refresh_token'), false)
      const refreshed = await party.refresh(tokens?.refresh_token ?? '')
      assert.equal(refreshed.status, 200)
      const { payload } = await party.verify(String(refreshed.body['id_token']))
      assert.deepEqual([payload.sub, payload['auth_time']], [claims.sub, claims['auth_time']])
    })

    test(`HYB-02 ${response_type}: what happens without nonce`, async () => {
      const overrides = { response_type, nonce: undefined }
      if (response_type === 'code token') {
        await arrive(party, scene.browser(), scene.person, overrides)
        return
      }
      const pending = party.begin(overrides)
      expectRefused(expectDeparture(await scene.browser().open(pending.url)), pending, party, 'invalid_request')
    })

    test(`HYB-03, HYB-04, HYB-05 ${response_type}: hashes, one subject, a code and tokens that work`, async () => {
      const { parameters, claims, tokens } = await arrive(party, scene.browser(), scene.person, { response_type })
      const isBound = parameters.has('id_token')
      assert.equal('c_hash' in claims, isBound)
      assert.equal('at_hash' in claims, isBound ? parameters.has('access_token') : true)
      assert.ok(tokens?.access_token)
    })

    test(`FRM-01 ${response_type}: success and refusal by form_post`, async () => {
      const overrides = { response_type, response_mode: 'form_post' }
      const { departure } = await arrive(party, scene.browser(), scene.person, overrides)
      assert.equal(departure.via, 'form-post')
      const pending = party.begin({ ...overrides, prompt: 'none' })
      expectRefused(expectDeparture(await scene.browser().open(pending.url)), pending, party, 'login_required')
    })
  }

  test('HYB-01 BAS-12, BAS-13 a public client needs PKCE for its code, and signs in with it', async () => {
    const response_type = 'code id_token'
    const fields = { responseTypes: [response_type], grantTypes: ['authorization_code', 'implicit'] }
    const app = await scene.client({ isPublic: true, fields })
    await arrive(app, scene.browser(), scene.person, { response_type })
    const pending = app.begin({ response_type, code_challenge: undefined, code_challenge_method: undefined })
    expectRefused(expectDeparture(await scene.browser().open(pending.url)), pending, app, 'invalid_request')
  })
})
