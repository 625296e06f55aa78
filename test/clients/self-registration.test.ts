import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectDeparture, expectPage, Scene, waitUntil } from '@latchkey/testing'
import * as client from 'openid-client'

let scene: Scene
before(async () => {
  scene = await Scene.open()
  const settings = { selfRegistration: 'anyone', selfRegistrationLoginName: 'email', selfRegistrationApproval: 'false' }
  const fields = Object.entries(settings).flatMap(([name, value]) => ['--field', `${name}=${value}`])
  const { status, stderr } = await scene.server.cli('update', 'authentication', ...fields)
  assert.equal(status, 0, stderr)
})
after(() => scene[Symbol.asyncDispose]())

describe('openid-client, as it comes from the registry', () => {
  test('OIDCIUR-4 finds prompt=create in the metadata, and gets the tokens of an account that its person creates', async () => {
    const party = await scene.client()
    const authentication = client.ClientSecretBasic(party.clientSecret)
    const options = { execute: [client.allowInsecureRequests] }
    const configuration = await waitUntil('prompt=create', async () => {
      const found = await client.discovery(new URL(scene.issuer), party.clientId, undefined, authentication, options)
      const prompts = found.serverMetadata()['prompt_values_supported']
      return Array.isArray(prompts) && prompts.includes('create') ? found : undefined
    })
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const expectedNonce = client.randomNonce()
    const expectedState = client.randomState()
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: party.redirectUri,
      scope: 'openid profile email',
      prompt: 'create',
      login_hint: 'new@mail.example',
      nonce: expectedNonce,
      state: expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const browser = scene.browser()
    const page = await browser.openPage(url)
    assert.equal(page.name, 'register')
    assert.equal(page.forms[0]?.fields.find(({ name }) => name === 'username')?.value, 'new@mail.example')
    const password = 'a long password of a new person'
    const fields = { name: 'New Person', password, password_repeat: password }
    const consent = expectPage(await browser.submit(page, { fields }))
    assert.equal(consent.name, 'consent')
    const departure = expectDeparture(await browser.submit(consent, { button: ['decision', 'allow'] }))
    const checks = { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true }
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, checks)
    const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, tokens.claims()?.sub ?? '')
    assert.deepEqual([userinfo.name, userinfo.email, userinfo.email_verified], ['New Person', 'new@mail.example', false])
  })
})
