import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { expectErrorPage, Scene } from '@latchkey/testing'

describe('an issuer with a path', () => {
  test('works below it, and RFC8414-3.1 its metadata is found by insertion too', async () => {
    await using scene = await Scene.open({ path: '/id' })
    const { origin } = new URL(scene.issuer)
    const read = async (url: string) => (await scene.server.fetch(url)).json() as Promise<Record<string, unknown>>
    const metadata = await read(`${scene.issuer}/.well-known/openid-configuration`)
    assert.equal(metadata['issuer'], scene.issuer)
    for (const [name, value] of Object.entries(metadata)) {
      if (name.endsWith('_endpoint') || name.endsWith('_uri')) assert.ok(String(value).startsWith(`${scene.issuer}/`), name)
    }
    assert.deepEqual(await read(`${origin}/.well-known/oauth-authorization-server/id`), metadata)
    const party = await scene.client()
    const { tokens } = await party.signIn(scene.browser(), scene.person, {
      scope: 'openid email offline_access',
      prompt: 'consent',
    })
    assert.equal((await party.refresh(tokens.refresh_token ?? '')).status, 200)
    assert.equal((await party.userinfo(tokens.access_token)).body['email'], 'ada@mail.example')
    const page = expectErrorPage(await scene.browser().open(party.begin({ redirect_uri: 'https://evil.example/' }).url))
    for (const link of page.links) if (link.origin === origin) assert.ok(link.pathname.startsWith('/id/'), link.href)
  })
})
