import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, codeOf, expectJsonError, RelyingParty, readAnswer, Scene, waitUntil } from '@latchkey/testing'
import { decodeJwt } from 'jose'
import { discovery, judgeClaims, listed } from './judge.ts'
import { fetchFromHere, ObjectHost } from './object-host.ts'

const callback = 'https://pairwise.example/callback'
let host: ObjectHost
let scene: Scene

before(async () => {
  host = await ObjectHost.open()
  scene = await Scene.open({ env: fetchFromHere })
  await scene.settings({ anonymousClientRegistration: 'true' })
  await waitUntil('registration opens', async () => (await register({})).status !== 401 || undefined)
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await host[Symbol.asyncDispose]()
})

async function register(metadata: Readonly<Record<string, unknown>>): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ redirect_uris: [callback], ...metadata })
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
}

async function registered(metadata: Readonly<Record<string, unknown>>, redirectUri = callback): Promise<RelyingParty> {
  const { status, body } = await register({ redirect_uris: [redirectUri], subject_type: 'pairwise', ...metadata })
  assert.equal(status, 201, JSON.stringify(body))
  assert.equal(body['subject_type'], 'pairwise')
  const [clientId, clientSecret] = [String(body['client_id']), String(body['client_secret'])]
  return new RelyingParty({ issuer: scene.issuer, fetch: scene.server.fetch, clientId, clientSecret, redirectUri })
}

/** The subject that a client sees after a sign-in, the same in its ID token and in UserInfo (ALL-33). */
async function subjectSeenBy(party: RelyingParty): Promise<string> {
  const pending = party.begin({ scope: 'openid profile' })
  const code = codeOf(await scene.browser().signIn(pending.url, scene.person))
  const { status, body } = await party.redeem(code, { code_verifier: pending.verifier })
  assert.equal(status, 200, JSON.stringify(body))
  const userinfo = await party.userinfo(String(body['access_token']))
  judgeClaims(userinfo.body)
  const { sub } = decodeJwt(String(body['id_token']))
  assert.equal(userinfo.body['sub'], sub)
  return sub ?? assert.fail('no sub')
}

describe('DYNAMIC pairwise subjects', () => {
  test('CFG-11 are advertised', async () => {
    assert.deepEqual(listed(await discovery(scene), 'subject_types_supported'), ['public', 'pairwise'])
  })

  test('DYN-10 with a sector whose list holds the redirect URI a client is registered, and signs people in', async () => {
    host.contents.set('/sector.json', {
      contentType: 'application/json',
      body: JSON.stringify([callback, 'https://other.example/']),
    })
    const sector = { sector_identifier_uri: host.address('/sector.json') }
    const sub = await subjectSeenBy(await registered(sector))
    const ofSector = await subjectSeenBy(await registered(sector, 'https://other.example/'))
    const ofOthers = await subjectSeenBy(await registered({}))
    const ofAll = await subjectSeenBy(await scene.client())
    assert.equal(ofSector, sub)
    assert.equal(new Set([sub, ofOthers, ofAll]).size, 3)
  })

  test('DYN-11 with a list that does not hold the redirect URI, or cannot be had, none is registered', async () => {
    host.contents.set('/other.json', { contentType: 'application/json', body: JSON.stringify(['https://other.example/']) })
    const refused = await register({ subject_type: 'pairwise', sector_identifier_uri: host.address('/other.json') })
    expectJsonError(refused, 'invalid_client_metadata', 'sector_identifier_uri_incomplete')
    const absent = await register({ subject_type: 'pairwise', sector_identifier_uri: host.address('/nothing.json') })
    expectJsonError(absent, 'invalid_client_metadata', 'sector_identifier_uri_unreadable')
    const hosts = { redirect_uris: ['https://a.example/cb', 'https://b.example/cb'] }
    expectJsonError(await register({ subject_type: 'pairwise', ...hosts }), 'invalid_client_metadata', 'sector_missing')
  })
})
