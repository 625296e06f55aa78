import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { everyClaim, type RelyingParty, Scene } from '@latchkey/testing'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, publishedFile, type Site, serveSite } from './chromium.ts'

let scene: Scene
let browser: Browser
let site: Site
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  browser = await launchChromium()
  const library = publishedFile('oidc-client-ts', 'dist/browser/oidc-client-ts.min.js')
  site = await serveSite({
    '/': application,
    '/callback': application,
    '/popup': application,
    '/oidc-client-ts.js': () => library,
  })
  party = await scene.client({ isPublic: true, redirectUris: [`${site.origin}/callback`, `${site.origin}/popup`] })
})
after(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

/** A single-page application as its documentation shows it; each step writes what it got to the page. */
function application(): string {
  const settings = {
    authority: scene.issuer,
    client_id: party.clientId,
    redirect_uri: `${site.origin}/callback`,
    popup_redirect_uri: `${site.origin}/popup`,
    scope: 'openid profile email offline_access',
    prompt: 'consent',
    loadUserInfo: true,
    automaticSilentRenew: false,
  }
  return `<!doctype html><html lang="en"><title>Application</title>
<script src="/oidc-client-ts.js"></script>
<button id="redirect">Sign in</button> <button id="popup">Sign in in a window</button> <button id="renew">Renew</button>
<pre id="result"></pre>
<script>
const application = new oidc.UserManager(${JSON.stringify(settings)})
const show = (step) => (user) => {
  const { access_token, id_token, refresh_token, profile } = user
  result.textContent = JSON.stringify({ step, access_token, id_token, refresh_token, profile })
}
const fail = (error) => { result.textContent = JSON.stringify({ step: 'failed', error: String(error) }) }
redirect.onclick = () => application.signinRedirect().catch(fail)
popup.onclick = () => application.signinPopup().then(show('popup')).catch(fail)
renew.onclick = () => application.signinSilent().then(show('renewed')).catch(fail)
if (location.pathname === '/callback') application.signinCallback().then(show('signed in')).catch(fail)
if (location.pathname === '/popup') application.signinPopupCallback().catch(fail)
</script></html>`
}

interface Shown {
  readonly step: string
  readonly error?: string
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token: string
  readonly profile: Readonly<Record<string, unknown>>
}

/** What the application shows once it has got to a step. */
async function shown(page: Page, step: string): Promise<Shown> {
  const result = page.locator('#result')
  await result.filter({ hasText: new RegExp(`"step":"(${step}|failed)"`) }).waitFor({ timeout: 60_000 })
  const found = JSON.parse((await result.textContent()) ?? '{}') as Shown
  assert.equal(found.step, step, found.error ?? 'no error')
  return found
}

async function signInAndAllow(page: Page): Promise<void> {
  await page.waitForSelector('body[data-page=login]')
  await page.fill('[name=username]', scene.person.username)
  await page.fill('[name=password]', scene.person.password)
  await page.click('form button[type=submit]:not([name=decision])')
  await page.waitForSelector('body[data-page=consent]')
  await page.click('[name=decision][value=allow]')
}

describe('oidc-client-ts, as it comes from the registry, in Chromium', () => {
  test('signs in by redirect, reads userinfo and renews with a refresh token', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${site.origin}/`)
    await page.click('#redirect')
    await signInAndAllow(page)
    const first = await shown(page, 'signed in')
    assert.equal(first.profile['email'], everyClaim.email)
    assert.equal(first.profile['given_name'], everyClaim.given_name)
    await party.verify(first.id_token)
    await page.click('#renew')
    const second = await shown(page, 'renewed')
    assert.notEqual(second.access_token, first.access_token)
    assert.notEqual(second.refresh_token, first.refresh_token)
    assert.equal(second.profile['sub'], first.profile['sub'])
    assert.equal((await party.userinfo(second.access_token)).status, 200)
    await context.close()
  })

  test('signs in in a window of its own', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${site.origin}/`)
    const opened = context.waitForEvent('page')
    await page.click('#popup')
    await signInAndAllow(await opened)
    const user = await shown(page, 'popup')
    assert.equal(user.profile['email'], everyClaim.email)
    await context.close()
  })
})
