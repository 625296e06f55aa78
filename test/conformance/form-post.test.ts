import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Departure, expectRedirectError, type RelyingParty, Scene } from '@latchkey/testing'
import { succeed } from './judge.ts'

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

const formPost = { response_mode: 'form_post' }

describe('FORM POST', () => {
  test('FRM-01 success and error are a 200 page whose form posts itself to the redirect URI', async () => {
    const { departure } = await succeed(party, scene.browser(), scene.person, formPost)
    judgeForm(departure)
    const pending = party.begin({ ...formPost, prompt: 'none' })
    const refusal = await scene.browser().signIn(pending.url, scene.person)
    judgeForm(refusal)
    const { redirectUri } = party
    expectRedirectError(refusal, { redirectUri, state: pending.state, issuer: scene.issuer, error: 'login_required' })
  })

  test('FRM-01 the same holds for a request that arrives as a form', async () => {
    const browser = scene.browser()
    await party.signIn(browser, scene.person)
    const { searchParams } = party.begin(formPost).url
    const visit = await browser.post(`${scene.issuer}/auth/authorize`, searchParams)
    assert.equal(visit.kind, 'left')
    if (visit.kind === 'left') judgeForm(visit)
  })

  test('FRM-02 nothing is in query or fragment of the redirect URI', async () => {
    const { departure } = await party.signIn(scene.browser(), scene.person, formPost)
    assert.equal(departure.url.href, party.redirectUri)
  })

  test('FRM-03 the form is sent by a classic script that the policy allows, or by a visible button', async () => {
    const { departure } = await party.signIn(scene.browser(), scene.person, formPost)
    const policy = departure.headers.get('content-security-policy') ?? ''
    assert.match(departure.html, /<script(?![^>]*type="module")/)
    assert.match(policy, /script-src [^;]*('sha256-|'self')/)
    assert.doesNotMatch(policy, /unsafe-inline/)
    assert.ok(policy.includes(`form-action ${new URL(party.redirectUri).origin}`), policy)
    assert.match(departure.html, /<button(?![^>]*hidden)|<input[^>]*type="submit"/)
  })

  test('FRM-04 values survive escaping', async () => {
    const state = `"'><script>alert(1)</script>&amp;&quot;`
    const { departure } = await party.signIn(scene.browser(), scene.person, { ...formPost, state })
    assert.equal(departure.form?.get('state'), state)
    assert.equal(departure.html.includes('<script>alert'), false)
  })
})

function judgeForm(departure: Departure): void {
  assert.equal(departure.via, 'form-post')
  assert.equal(departure.url.href, party.redirectUri)
  assert.match(departure.headers.get('content-type') ?? '', /^text\/html\b/)
  assert.match(departure.headers.get('cache-control') ?? '', /no-store/)
}
