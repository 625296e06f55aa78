import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene, temporaryFolder } from '@latchkey/testing'
import type { Page } from 'playwright-core'
import { launchProfile, type Site, serveSite } from './chromium.ts'

let scene: Scene
let site: Site
let party: RelyingParty

before(async () => {
  // Browsers give a frame of another site only cookies that are `SameSite=None; Secure`.
  scene = await Scene.open({ tls: true })
  site = await serveSite({ '/callback': application, '/front': application, '/bye': application })
  party = await scene.client({
    redirectUris: [`${site.origin}/callback`],
    fields: {
      ...{ skipConsent: true, postLogoutRedirectUris: [`${site.origin}/bye`] },
      ...{ frontchannelLogoutUri: `${site.origin}/front`, frontchannelLogoutSessionRequired: true },
    },
  })
})
after(async () => {
  await site[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

/** A page of the client, on another site, with the session frame in it. */
function application(): string {
  return `<!doctype html><html lang="en"><title>Application</title>
<iframe id="op" src="${scene.issuer}/auth/session" hidden></iframe>
<script>
const ready = new Promise((resolve) => addEventListener('load', resolve))
const ask = async (message) => {
  await ready
  return new Promise((resolve) => {
    addEventListener('message', ({ data, origin }) => resolve(origin + ' ' + data), { once: true })
    op.contentWindow.postMessage(message, '${scene.issuer}')
  })
}
</script></html>`
}

async function signIn(page: Page): Promise<URLSearchParams> {
  await page.goto(String(party.begin().url))
  if ((await page.locator('body[data-page=login]').count()) > 0) {
    await page.fill('[name=username]', scene.person.username)
    await page.fill('[name=password]', scene.person.password)
    await page.click('button[type=submit]:not([value=deny])')
  }
  await page.waitForURL((url) => url.origin === site.origin, { timeout: 60_000 })
  return new URL(page.url()).searchParams
}

/** What the frame says, with the origin that it says so from. */
function ask(page: Page, message: unknown): Promise<unknown> {
  return page.evaluate(`ask(${JSON.stringify(message)})`)
}

describe('session management in a real browser', () => {
  test('SES-01 discovery names the frame, which is https', async () => {
    const response = await scene.server.fetch(`${scene.issuer}/.well-known/openid-configuration`)
    const document = (await response.json()) as Readonly<Record<string, unknown>>
    assert.equal(document['check_session_iframe'], `${scene.issuer}/auth/session`)
    assert.match(String(document['check_session_iframe']), /^https:/)
  })

  test('SES-02 SES-03 the frame says unchanged after sign-in, error for bad messages, changed after logout', async () => {
    using folder = temporaryFolder()
    await using browsing = await launchProfile(folder.path)
    const page = await browsing.newPage()
    const state = (await signIn(page)).get('session_state')
    assert.match(state ?? '', /^[\w-]{43}\.[\w-]+$/)
    const message = `${party.clientId} ${state}`
    assert.equal(await ask(page, message), `${scene.issuer} unchanged`)
    for (const bad of ['', 'nonsense', `${message} more`, `${party.clientId} unsalted`, 7, null, { state }]) {
      assert.equal(await ask(page, bad), `${scene.issuer} error`, JSON.stringify(bad))
    }
    assert.equal(await ask(page, `another-client ${state}`), `${scene.issuer} changed`)

    // A second response of the same session has another salt, and is as good.
    const second = await browsing.newPage()
    const again = (await signIn(second)).get('session_state')
    assert.notEqual(again, state)
    assert.equal(await ask(page, `${party.clientId} ${again}`), `${scene.issuer} unchanged`)

    await second.goto(`${scene.issuer}/logout`)
    await second.click('button[value=logout]')
    await second.waitForSelector('body[data-page=logged-out]')
    assert.equal(await ask(page, message), `${scene.issuer} changed`)
  })

  test('SES-03 the frame may be framed by any site and reads a cookie that is Secure and SameSite=None', async () => {
    const { headers } = await scene.server.fetch(`${scene.issuer}/auth/session`)
    assert.equal(headers.get('x-frame-options'), null)
    assert.equal(headers.get('content-security-policy')?.includes('frame-ancestors'), false)
    using folder = temporaryFolder()
    await using browsing = await launchProfile(folder.path)
    await signIn(await browsing.newPage())
    const cookies = await browsing.cookies(scene.issuer)
    const readable = cookies.filter(({ httpOnly }) => !httpOnly)
    assert.deepEqual(
      readable.map(({ name, secure, sameSite }) => [name, secure, sameSite]),
      [['__Host-latchkey_state', true, 'None']],
    )
    const session = cookies.find(({ name }) => name === '__Host-latchkey_session')
    assert.equal(session?.sameSite, 'Lax')
    assert.ok(!session?.value.includes(readable[0]?.value ?? 'none'))
  })
})

describe('front-channel logout in a real browser', () => {
  test('a client that got nothing but a code is not told', async () => {
    using folder = temporaryFolder()
    await using browsing = await launchProfile(folder.path)
    const page = await browsing.newPage()
    const code = (await signIn(page)).get('code') ?? ''
    assert.notEqual(code, '')
    const loaded: string[] = []
    page.on('requestfinished', (request) => {
      if (request.url().startsWith(site.origin)) loaded.push(request.url())
    })
    const pending = new URLSearchParams({ client_id: party.clientId, post_logout_redirect_uri: `${site.origin}/bye`, state: 's' })
    await page.goto(`${scene.issuer}/auth/logout?${pending}`)
    await page.click('button[value=logout]')
    await page.waitForSelector('body[data-page=logged-out]')
    await page.waitForLoadState('load')
    assert.deepEqual(loaded, [])
  })

  test('FCL-03 FCL-04 with a hint the browser goes back by itself once the frame was loaded', async () => {
    using folder = temporaryFolder()
    await using browsing = await launchProfile(folder.path)
    const page = await browsing.newPage()
    const pending = party.begin()
    await page.goto(String(pending.url))
    await page.fill('[name=username]', scene.person.username)
    await page.fill('[name=password]', scene.person.password)
    await page.click('button[type=submit]:not([value=deny])')
    await page.waitForURL((url) => url.origin === site.origin, { timeout: 60_000 })
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    const { body } = await party.redeem(code, { code_verifier: pending.verifier })
    const loaded: string[] = []
    page.on('requestfinished', (request) => {
      if (request.url().startsWith(site.origin)) loaded.push(request.url())
    })
    const hint = String(body['id_token'])
    const query = { id_token_hint: hint, post_logout_redirect_uri: `${site.origin}/bye`, state: 's' }
    // The answer to this is left again at once.
    await page.goto(`${scene.issuer}/auth/logout?${new URLSearchParams(query)}`).catch(() => undefined)
    await page.waitForURL(`${site.origin}/bye?state=s`, { timeout: 60_000, waitUntil: 'commit' })
    const [frame, bye] = loaded.filter((url) => !url.includes('favicon'))
    const { pathname, searchParams } = new URL(frame ?? site.origin)
    assert.equal(pathname, '/front')
    assert.deepEqual([...searchParams.keys()], ['iss', 'sid'])
    assert.equal(searchParams.get('iss'), scene.issuer)
    assert.match(searchParams.get('sid') ?? '', /^ses_/)
    assert.ok(bye === undefined || bye.startsWith(`${site.origin}/bye`))
  })
})
