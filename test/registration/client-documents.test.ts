import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectErrorPage, expectPage, RelyingParty, Scene, waitUntil } from '@latchkey/testing'
import { discovery } from '../conformance/judge.ts'
import { fetchFromHere, ObjectHost } from '../conformance/object-host.ts'

const callback = 'http://127.0.0.1:4711/callback'
let scene: Scene
let host: ObjectHost

before(async () => {
  host = await ObjectHost.open()
  scene = await Scene.open({ env: fetchFromHere })
  await scene.settings({ requireClientRegistration: 'false' })
  await waitUntil(
    'documents are read',
    async () => (await discovery(scene))['client_id_metadata_document_supported'] === true || undefined,
  )
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

function publish(path: string, change: Readonly<Record<string, unknown>> = {}): RelyingParty {
  const clientId = host.address(path)
  const document = {
    client_id: clientId,
    client_name: 'Described client',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    logo_uri: 'https://somebody-else.example/logo.png',
    ...change,
  }
  host.contents.set(path, { body: JSON.stringify(document), contentType: 'application/json; charset=utf-8' })
  return new RelyingParty({ issuer: scene.issuer, fetch: scene.server.fetch, clientId, redirectUri: callback })
}

describe('CIMD-4 clients whose id is the URL of their metadata', () => {
  test('sign people in, who see the host of the document each time, and refresh their tokens', async () => {
    const party = publish('/app/client.json')
    const browser = scene.browser()
    const first = await party.signIn(browser, scene.person, { scope: 'openid email offline_access' })
    assert.equal(first.claims.aud, party.clientId)
    assert.equal((await party.refresh(String(first.tokens.refresh_token))).status, 200)
    const page = expectPage(await browser.open(party.begin().url))
    assert.equal(page.name, 'consent')
    assert.ok(page.text.includes(new URL(party.clientId).host), page.text)
    assert.ok(page.text.includes('Described client'))
    assert.equal(page.html.includes('somebody-else.example'), false, 'nobody vouches for the logo')
    assert.equal(host.asked.filter((path) => path === '/app/client.json').length, 1)
  })

  test('a document that cannot be used is said to be so, and nobody is sent anywhere', async () => {
    const bad: readonly (readonly [path: string, change: Readonly<Record<string, unknown>>, reason: never])[] = [
      ['/other-id.json', { client_id: 'https://app.example/client.json' }, 'client_document_id_differs' as never],
      ['/secret.json', { client_secret: 'x' }, 'client_document_secret' as never],
      ['/method.json', { token_endpoint_auth_method: 'client_secret_post' }, 'client_document_auth_method' as never],
      ['/no-uri.json', { redirect_uris: [] }, 'client_document_metadata' as never],
    ]
    for (const [path, change, reason] of bad) {
      expectErrorPage(await scene.browser().open(publish(path, change).begin().url), 'invalid_client', reason)
    }
    const missing = publish('/missing.json')
    host.contents.delete('/missing.json')
    expectErrorPage(await scene.browser().open(missing.begin().url), 'invalid_client', 'client_document_unreachable')
  })

  test('a redirect, another content type and a large document are refused', async () => {
    const address = host.address('/app/client.json')
    const cases = [
      ['/moved.json', { status: 302, location: address, body: '' }],
      ['/page.html', { body: '{}', contentType: 'text/html' }],
      [
        '/large.json',
        {
          body: JSON.stringify({ client_id: host.address('/large.json'), filler: 'x'.repeat(6_000) }),
          contentType: 'application/json',
        },
      ],
    ] as const
    for (const [path, content] of cases) {
      const party = publish(path)
      host.contents.set(path, content)
      expectErrorPage(await scene.browser().open(party.begin().url), 'invalid_client', 'client_document_unreachable')
    }
  })

  test('an address that the server may not fetch from is refused without a request', async () => {
    for (const clientId of ['http://app.example/client.json', 'https://app.example', 'https://a@app.example/client.json']) {
      const party = new RelyingParty({ issuer: scene.issuer, fetch: scene.server.fetch, clientId, redirectUri: callback })
      expectErrorPage(await scene.browser().open(party.begin().url), 'invalid_client', 'client_document_url')
    }
    const party = new RelyingParty({
      issuer: scene.issuer,
      fetch: scene.server.fetch,
      clientId: 'https://10.0.0.1/client.json',
      redirectUri: callback,
    })
    expectErrorPage(await scene.browser().open(party.begin().url), 'invalid_client', 'client_document_unreachable')
  })

  test('at the token endpoint too the client is who its document says', async () => {
    const party = publish('/app/client.json')
    const answer = await party.redeem('lk_ac_unknown')
    assert.equal(answer.body['error'], 'invalid_grant')
    const unknown = new RelyingParty({
      issuer: scene.issuer,
      fetch: scene.server.fetch,
      clientId: host.address('/nowhere.json'),
      redirectUri: callback,
    })
    assert.equal((await unknown.redeem('lk_ac_unknown')).body['error'], 'invalid_client')
  })
})
