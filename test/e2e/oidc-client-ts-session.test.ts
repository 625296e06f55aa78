import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene, temporaryFolder } from '@latchkey/testing'
import type { BrowserContext, Page } from 'playwright-core'
import { launchProfile, publishedFile, type Site, serveSite } from './chromium.ts'

let scene: Scene
const folder = temporaryFolder()
let site: Site
let party: RelyingParty

before(async () => {
  // Browsers give a frame of another site only cookies that are `SameSite=None; Secure`.
  scene = await Scene.open({ tls: true })
  const library = publishedFile('oidc-client-ts', 'dist/browser/oidc-client-ts.min.js')
  const pages = Object.fromEntries(['/', '/callback', '/silent', '/bye'].map((path) => [path, application]))
  site = await serveSite({ ...pages, '/oidc-client-ts.js': () => library })
  party = await scene.client({
    isPublic: true,
    redirectUris: [`${site.origin}/callback`, `${site.origin}/silent`],
    fields: { skipConsent: true, postLogoutRedirectUris: [`${site.origin}/bye`] },
  })
})
after(async () => {
  await site[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** A single-page application that wants to know when its user signs out elsewhere, as the documentation of the library shows it. */
function application(): string {
  const settings = {
    authority: scene.issuer,
    client_id: party.clientId,
    redirect_uri: `${site.origin}/callback`,
    silent_redirect_uri: `${site.origin}/silent`,
    post_logout_redirect_uri: `${site.origin}/bye`,
    scope: 'openid',
    monitorSession: true,
    checkSessionIntervalInSeconds: 1,
    automaticSilentRenew: false,
  }
  return `<!doctype html><html lang="en"><title>Application</title>
<script src="/oidc-client-ts.js"></script>
<button id="signin">Sign in</button> <button id="signout">Sign out</button>
<pre id="result"></pre>
<script>
const show = (step) => { result.textContent += step + ';' }
const fail = (error) => show('failed: ' + error)
const application = new oidc.UserManager(${JSON.stringify(settings)})
application.events.addUserSignedOut(() => show('signed out at the provider'))
application.events.addUserSessionChanged(() => show('session changed'))
signin.onclick = () => application.signinRedirect().catch(fail)
signout.onclick = () => application.signoutRedirect({ state: 'where we were' }).catch(fail)
if (location.pathname === '/callback') application.signinCallback().then(() => show('signed in')).catch(fail)
if (location.pathname === '/silent') application.signinSilentCallback()
if (location.pathname === '/bye') application.signoutCallback().then((back) => show('signed out: ' + back.userState)).catch(fail)
</script></html>`
}

async function shows(page: Page, step: string): Promise<string> {
  const result = page.locator('#result')
  await result.filter({ hasText: new RegExp(`${step}|failed`) }).waitFor({ timeout: 60_000 })
  const found = (await result.textContent()) ?? ''
  assert.ok(!found.includes('failed'), found)
  return found
}

async function signIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${site.origin}/`)
  await page.click('#signin')
  await page.waitForSelector('body[data-page=login]')
  await page.fill('[name=username]', scene.person.username)
  await page.fill('[name=password]', scene.person.password)
  await page.click('form button[type=submit]:not([name=decision])')
  await shows(page, 'signed in')
  return page
}

describe('oidc-client-ts with session monitoring, as it comes from the registry, in Chromium', () => {
  test('hears that its user signed out at the provider, and of nothing before', async () => {
    await using context = await launchProfile(join(folder.path, 'monitors'))
    const page = await signIn(context)
    const frames = () => page.frames().filter((frame) => frame.url() === `${scene.issuer}/auth/session`)
    await page.waitForFunction(`document.querySelectorAll('iframe').length > 0`, undefined, { timeout: 60_000 })
    assert.equal(frames().length, 1)
    // It asks once a second; a few answers of `unchanged` lead to nothing.
    await page.waitForTimeout(2_500)
    assert.equal(await shows(page, 'signed in'), 'signed in;')
    const other = await context.newPage()
    await other.goto(`${scene.issuer}/logout`)
    await other.click('button[value=logout]')
    await other.waitForSelector('body[data-page=logged-out]')
    assert.equal(await shows(page, 'signed out at the provider'), 'signed in;signed out at the provider;')
  })

  test('signs its user out at the provider and comes back with its state', async () => {
    await using context = await launchProfile(join(folder.path, 'signs-out'))
    const page = await signIn(context)
    await page.click('#signout')
    await page.waitForURL(`${site.origin}/bye**`, { timeout: 60_000 })
    assert.equal(await shows(page, 'signed out'), 'signed out: where we were;')
    await page.goto(`${site.origin}/`)
    await page.click('#signin')
    await page.waitForSelector('body[data-page=login]', { timeout: 60_000 })
  })
})
