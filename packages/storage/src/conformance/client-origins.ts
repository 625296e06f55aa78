import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import { aClient, aClientId } from './records.ts'

/** A web origin that no other client has, with a URI of it. */
function aSite(): { readonly origin: string; readonly uri: string } {
  const origin = `https://${randomBytes(9).toString('hex')}.example`
  return { origin, uri: `${origin}/callback` }
}

export function clientOriginConformance(create: CreateDatabase): void {
  describe('web origins of clients', () => {
    const nodes = twoNodes(create)

    test('are those of its redirect and post-logout URIs, and no others, for every node', async () => {
      const { here, there } = nodes()
      const [app, home] = [aSite(), aSite()]
      const redirectUris = [app.uri, `${app.origin}/other`, 'com.example.app:/callback']
      await here.provider.clients.insert(aClient({ redirectUris, postLogoutRedirectUris: [home.uri] }))
      for (const { provider } of [here, there]) {
        for (const { origin } of [app, home]) {
          assert.equal(await provider.clients.hasOrigin(origin, now), true)
          assert.equal(await provider.clients.hasOrigin(`${origin}:8443`, now), false)
          assert.equal(await provider.clients.hasOrigin(origin.replace('https', 'http'), now), false)
        }
        assert.equal(await provider.clients.hasOrigin(app.uri, now), false)
      }
    })

    test('an origin that nobody could have is absent', async () => {
      for (const origin of ['', 'null', 'a\0b', '%', "' or 1=1 --", '\ud800', 'x'.repeat(100_000)]) {
        assert.equal(await nodes().here.provider.clients.hasOrigin(origin, now), false)
      }
    })

    test('follow a change of the client at once, elsewhere within a second', async () => {
      const { here, there } = nodes()
      const [old, recent] = [aSite(), aSite()]
      const client = aClient({ redirectUris: [old.uri] })
      await here.provider.clients.insert(client)
      for (const { provider } of [here, there]) assert.equal(await provider.clients.hasOrigin(old.origin, now), true)
      assert.equal(await here.provider.clients.hasOrigin(recent.origin, now), false)
      await here.provider.clients.replace({ ...client, redirectUris: [recent.uri] }, client.updatedAt)
      assert.equal(await here.provider.clients.hasOrigin(old.origin, now), false)
      assert.equal(await here.provider.clients.hasOrigin(recent.origin, now), true)
      await eventually(async () => !(await there.provider.clients.hasOrigin(old.origin, now)))
    })

    test('a change that is refused changes no origin', async () => {
      const { clients } = nodes().here.provider
      const [site, other] = [aSite(), aSite()]
      const client = aClient({ redirectUris: [site.uri] })
      await clients.insert(client)
      assert.equal(await clients.insert({ ...client, redirectUris: [other.uri] }), 'exists')
      assert.equal(await clients.replace({ ...client, redirectUris: [other.uri] }, client.updatedAt - 1), 'changed')
      assert.equal(await clients.hasOrigin(site.origin, now), true)
      assert.equal(await clients.hasOrigin(other.origin, now), false)
    })

    test('go with the client, unless another one has them', async () => {
      const { here, there } = nodes()
      const { origin, uri } = aSite()
      const [client, other] = [aClient({ redirectUris: [uri] }), aClient({ redirectUris: [uri] })]
      for (const each of [client, other]) await here.provider.clients.insert(each)
      for (const { provider } of [here, there]) assert.equal(await provider.clients.hasOrigin(origin, now), true)
      await here.provider.clients.remove(client.clientId, now)
      assert.equal(await here.provider.clients.hasOrigin(origin, now), true)
      await here.provider.clients.remove(other.clientId, now)
      assert.equal(await here.provider.clients.hasOrigin(origin, now), false)
      await eventually(async () => !(await there.provider.clients.hasOrigin(origin, now)))
    })

    test('an expired client has none, also for those who have asked before', async () => {
      const { clients } = nodes().here.provider
      const { origin, uri } = aSite()
      await clients.insert(aClient({ redirectUris: [uri], expiresAt: now + 10 }))
      assert.equal(await clients.hasOrigin(origin, now + 9), true)
      assert.equal(await clients.hasOrigin(origin, now + 10), false)
      await clients.insert(aClient({ redirectUris: [uri], expiresAt: now + 20 }))
      assert.equal(await clients.hasOrigin(origin, now + 10), true)
    })

    test('the new client of an id that was free again has its own only', async () => {
      const { clients } = nodes().here.provider
      const [old, recent] = [aSite(), aSite()]
      const client = aClient({ redirectUris: [old.uri], expiresAt: now - 1 })
      await clients.insert(client)
      await clients.insert(aClient({ clientId: client.clientId, redirectUris: [recent.uri] }))
      assert.equal(await clients.hasOrigin(old.origin, now), false)
      assert.equal(await clients.hasOrigin(recent.origin, now), true)
    })

    test('of concurrent changes the one that is made decides', async () => {
      const { here } = nodes()
      const client = aClient({ clientId: aClientId() })
      await here.provider.clients.insert(client)
      const sites = Array.from({ length: 8 }, aSite)
      const answers = await race(sites.length, nodes(), (storage, i) =>
        storage.provider.clients.replace({ ...client, redirectUris: [sites[i]?.uri ?? ''] }, client.updatedAt),
      )
      assert.deepEqual(tally(answers), { replaced: 1, changed: 7 })
      const known = await Promise.all(sites.map(({ origin }) => here.provider.clients.hasOrigin(origin, now)))
      assert.deepEqual(known.indexOf(true), answers.indexOf('replaced'))
      assert.equal(known.filter(Boolean).length, 1)
    })
  })
}
