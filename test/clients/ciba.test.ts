import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { expectPage, type RelyingParty, Scene } from '@latchkey/testing'
import * as client from 'openid-client'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client({ fields: { grantTypes: ['urn:openid:params:grant-type:ciba'] } })
})
after(() => scene[Symbol.asyncDispose]())

test('openid-client asks a person who is elsewhere, and polls until they have allowed it', async () => {
  const { clientId, clientSecret } = party
  const server = new URL(scene.issuer)
  const options = { execute: [client.allowInsecureRequests] }
  const config = await client.discovery(server, clientId, clientSecret, undefined, options)
  const asked = await client.initiateBackchannelAuthentication(config, {
    ...{ scope: 'openid email', login_hint: scene.person.username, binding_message: 'W4SCT' },
  })
  assert.equal(asked.interval, 5)
  const browser = scene.browser()
  const login = await browser.openPage(`${scene.issuer}/requests`)
  const page = expectPage(await browser.submit(login, { fields: { ...scene.person } }))
  assert.ok(page.text.includes('W4SCT'), page.text)
  expectPage(await browser.submit(page, { button: ['decision', 'allow'] }))
  const tokens = await client.pollBackchannelAuthenticationGrant(config, asked)
  assert.equal(tokens.scope, 'openid email')
  const sub = tokens.claims()?.sub
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, String(sub))).sub, sub)
})
