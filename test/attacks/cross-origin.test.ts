import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client({ isPublic: true })
})
after(() => scene[Symbol.asyncDispose]())

async function allowed(path: string, origin: string | undefined): Promise<readonly (string | null)[]> {
  const headers = origin === undefined ? {} : { origin }
  const answer = await scene.server.fetch(`${scene.issuer}${path}`, { headers })
  await answer.arrayBuffer()
  return ['access-control-allow-origin', 'access-control-allow-credentials'].map((name) => answer.headers.get(name))
}

describe('what one origin may read', () => {
  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/auth/jwks.json']) {
    test(`${path} stays readable for everybody after the page of a client has asked`, async () => {
      const { origin } = new URL(party.redirectUri)
      assert.deepEqual(await allowed(path, origin), [origin, 'true'])
      for (const other of ['https://other.example', 'null', undefined]) assert.deepEqual(await allowed(path, other), ['*', null])
    })
  }
})
