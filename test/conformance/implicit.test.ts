import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectDeparture, type RelyingParty, responseOf, Scene } from '@latchkey/testing'
import { arrive, clientOf, expectRefused, implicitTypes } from './front-channel.ts'
import { basicTests } from './front-channel-basic.ts'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await clientOf(scene, implicitTypes)
})
after(() => scene[Symbol.asyncDispose]())

const everything = 'openid profile email address phone'

describe('IMPLICIT', () => {
  for (const response_type of implicitTypes) {
    basicTests('IMP-01', response_type, () => ({ scene, party }))

    test(`IMP-02 ${response_type}: a request without nonce is refused in the fragment`, async () => {
      const pending = party.begin({ response_type, nonce: undefined })
      expectRefused(expectDeparture(await scene.browser().open(pending.url)), pending, party, 'invalid_request')
    })

    test(`IMP-05 ${response_type}: no code and no refresh token, whatever scope is asked for`, async () => {
      const scope = 'openid offline_access'
      const { parameters } = await arrive(party, scene.browser(), scene.person, { response_type, scope, prompt: 'consent' })
      assert.equal(parameters.has('code') || parameters.has('refresh_token'), false)
    })

    test(`FRM-01 ${response_type}: success and refusal by form_post`, async () => {
      const overrides = { response_type, response_mode: 'form_post' }
      const { departure } = await arrive(party, scene.browser(), scene.person, overrides)
      assert.deepEqual([departure.via, departure.url.href], ['form-post', party.redirectUri])
      const pending = party.begin({ ...overrides, prompt: 'none' })
      const refused = expectDeparture(await scene.browser().open(pending.url))
      assert.equal(refused.via, 'form-post')
      expectRefused(refused, pending, party, 'login_required')
    })

    test(`ALL-17 ${response_type}: the query of the registered redirect URI is kept`, async () => {
      const fields = { responseTypes: implicitTypes, grantTypes: ['implicit'] }
      const other = await scene.client({ redirectUris: ['https://rp-query.example/cb?foo=bar'], fields })
      const { departure } = await arrive(other, scene.browser(), scene.person, { response_type })
      assert.equal(departure.url.search, '?foo=bar')
    })
  }

  test('IMP-03 id_token token: the access token works at userinfo, by GET, by POST and in a form', async () => {
    const response_type = 'id_token token'
    const { parameters, claims } = await arrive(party, scene.browser(), scene.person, { response_type, scope: everything })
    assert.equal(parameters.get('token_type'), 'Bearer')
    assert.equal(typeof claims['at_hash'], 'string')
    const token = parameters.get('access_token') ?? ''
    const posted = await party.userinfo(token, { method: 'POST' })
    const inForm = await party.postForm('/auth/userinfo', { access_token: token })
    for (const answer of [await party.userinfo(token), posted, inForm]) {
      assert.equal(answer.status, 200)
      assert.equal(answer.body['email'], 'ada@mail.example')
    }
    assert.equal('email' in claims, false)
  })

  test('IMP-04 id_token: the claims of the scopes are in the ID token', async () => {
    const { claims } = await arrive(party, scene.browser(), scene.person, { response_type: 'id_token', scope: everything })
    for (const name of ['name', 'email', 'email_verified', 'address', 'phone_number', 'birthdate']) {
      assert.ok(name in claims, name)
    }
  })

  test('OMRT-4 none is answered with state and issuer', async () => {
    const other = await scene.client({ fields: { responseTypes: ['none'] } })
    const pending = other.begin({ response_type: 'none' })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    const { session_state, ...response } = Object.fromEntries(responseOf(departure))
    assert.deepEqual(response, { state: pending.state, iss: scene.issuer })
    assert.match(session_state ?? '', /^[\w-]{43}\./)
    assert.equal(departure.url.hash, '')
  })
})
