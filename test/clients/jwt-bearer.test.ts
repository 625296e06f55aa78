import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { bearerGrant, openVoucherScene, type VoucherScene } from '../tokens/voucher-scene.ts'

let scene: VoucherScene

before(async () => {
  scene = await openVoucherScene()
})
after(() => scene[Symbol.asyncDispose]())

describe('openid-client, as it comes from the registry, with an assertion of another issuer', () => {
  async function configure(): Promise<client.Configuration> {
    const { clientId, clientSecret = '' } = scene.app
    const options = { execute: [client.allowInsecureRequests] }
    const { issuer } = scene.scene
    return client.discovery(new URL(issuer), clientId, clientSecret, client.ClientSecretBasic(clientSecret), options)
  }

  test('gets a token of the person whom it names, which can be revoked', async () => {
    const configuration = await configure()
    const assertion = await scene.sign(scene.claims())
    const tokens = await client.genericGrantRequest(configuration, bearerGrant, { assertion, scope: 'calendar.read' })
    assert.deepEqual([tokens.scope, tokens.refresh_token], ['calendar.read', undefined])
    assert.equal((await client.tokenIntrospection(configuration, tokens.access_token)).active, true)
    await client.tokenRevocation(configuration, tokens.access_token)
    assert.equal((await client.tokenIntrospection(configuration, tokens.access_token)).active, false)
  })

  test('RFC9449-5 gets one that is bound to its key', async () => {
    const configuration = await configure()
    const DPoP = client.getDPoPHandle(configuration, await client.randomDPoPKeyPair())
    const assertion = await scene.sign(scene.claims())
    const tokens = await client.genericGrantRequest(configuration, bearerGrant, { assertion }, { DPoP })
    assert.equal(tokens.token_type, 'dpop')
  })

  test('is told by its code that an assertion is not taken', async () => {
    const ask = client.genericGrantRequest(await configure(), bearerGrant, { assertion: 'none' })
    await assert.rejects(ask, (error: client.ResponseBodyError) => error.error === 'invalid_grant')
  })
})

describe('oauth4webapi, as it comes from the registry, with an assertion of another issuer', () => {
  test('gets a token, as discovery offers it', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true }
    const issuer = new URL(scene.scene.issuer)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    assert.ok(server.grant_types_supported?.includes(bearerGrant))
    const { clientId, clientSecret = '' } = scene.app
    const party = { client_id: clientId }
    const parameters = new URLSearchParams({ assertion: await scene.sign(scene.claims()) })
    const authentication = oauth.ClientSecretBasic(clientSecret)
    const answer = await oauth.genericTokenEndpointRequest(server, party, authentication, bearerGrant, parameters, insecure)
    const tokens = await oauth.processGenericTokenEndpointResponse(server, party, answer)
    assert.equal(tokens.scope, 'calendar.read')
  })
})
