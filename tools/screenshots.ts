import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { administrator, createAccount, createClient, startServer } from '../packages/testing/src/index.ts'
import { buildConsole, consoleOutput, isConsoleFresh } from './build/build-console.ts'

/*
 * Takes the pictures of the README from a running server: `npm run screenshots`. Needs Debian's Chromium.
 */

const folder = join(import.meta.dirname, '../docs/images')
const viewport = { width: 720, height: 640 }
const person = { username: 'jane', password: 'correct-horse-battery-staple' }
const redirectUri = 'https://app.example.org/callback'

mkdirSync(folder, { recursive: true })
if (!isConsoleFresh()) await buildConsole(consoleOutput)
await using fresh = await startServer({ env: { LATCHKEY_ADMIN: undefined } })
await using server = await startServer()
await createAccount(server, { ...person, claims: { name: 'Jane Doe', email: 'jane@example.org' } })
const device = ['urn:ietf:params:oauth:grant-type:device_code']
const app = await createClient(server, { name: 'Team calendar', redirectUris: [redirectUri], isPublic: true, fields: {} })
const tv = await createClient(server, {
  name: 'Living-room TV',
  redirectUris: [redirectUri],
  isPublic: true,
  fields: { grantTypes: device },
})

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  const setupLink = (await fresh.cli('setup')).stdout.match(/https?:\S+/)?.[0] ?? ''
  await picture('setup', setupLink)
  await picture('home', `${server.issuer}/`)
  await picture('error', authorizeUrl({ redirect_uri: `${redirectUri}/` }))
  await picture('login', authorizeUrl({}))
  await picture('login-dark', authorizeUrl({}), async () => {}, 'dark')
  await picture('consent', authorizeUrl({ scope: 'openid profile email' }), signIn)
  await picture('logout', authorizeUrl({}), async (page) => {
    await signIn(page)
    await page.goto(`${server.issuer}/logout`)
  })
  await picture('applications', authorizeUrl({ scope: 'openid profile email' }), async (page) => {
    await giveAccess(page)
    await page.goto(`${server.issuer}/account/applications`)
  })
  await picture('application', authorizeUrl({ scope: 'openid profile email' }), async (page) => {
    await giveAccess(page)
    await page.goto(`${server.issuer}/account/applications?client=${app.clientId}`)
  })
  await picture('device', await deviceUrl(), async (page) => {
    await signIn(page)
    await page.click('button[type=submit]')
  })
  await consolePicture()
} finally {
  await browser.close()
}

async function picture(
  name: string,
  url: string,
  prepare: (page: Page) => Promise<void> = async () => {},
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(url)
  await prepare(page)
  const height = await page.evaluate('document.documentElement.scrollHeight')
  await page.setViewportSize({ ...viewport, height: Math.max(viewport.height, Number(height)) })
  await page.screenshot({ path: join(folder, `${name}.png`) })
  console.log(`docs/images/${name}.png`)
  await context.close()
}

/** A change of a setting that is about to be saved. */
async function consolePicture(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1080, height: 720 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(`${server.issuer}/admin/settings/authentication/oidc-provider`)
  await signIn(page, administrator)
  await page.fill('#field-accessTokenExpiry', '2h')
  await page.keyboard.press('Enter')
  await page.waitForSelector('dialog .effects')
  await page.click('dialog summary')
  await page.screenshot({ path: join(folder, 'console.png') })
  console.log('docs/images/console.png')
  await context.close()
}

async function signIn(page: Page, { username, password } = person): Promise<void> {
  await page.fill('#username', username)
  await page.fill('#password', password)
  await page.click('button[type=submit]')
  await page.waitForLoadState()
}

/** Allows the app what it asks for, which it then gets; nobody is where it lives. */
async function giveAccess(page: Page): Promise<void> {
  await page.route('https://app.example.org/**', (route) => route.fulfill({ body: '' }))
  await signIn(page)
  if ((await page.locator('button[value=allow]').count()) > 0) await page.click('button[value=allow]')
  await page.waitForURL('https://app.example.org/**')
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: app.clientId,
    redirect_uri: redirectUri,
    code: new URL(page.url()).searchParams.get('code') ?? '',
    // RFC7636-B: that of the challenge below.
    code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  })
  const { status } = await fetch(`${server.issuer}/auth/token`, { method: 'POST', body })
  if (status !== 200) throw new Error(`no tokens: ${status}`)
}

function authorizeUrl(changes: Readonly<Record<string, string>>): string {
  const parameters = {
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...changes,
  }
  return `${server.issuer}/auth/authorize?${new URLSearchParams(parameters)}`
}

async function deviceUrl(): Promise<string> {
  const body = new URLSearchParams({ client_id: tv.clientId, scope: 'openid profile' })
  const answer: unknown = await (await fetch(`${server.issuer}/auth/device`, { method: 'POST', body })).json()
  if (typeof answer !== 'object' || answer === null || !('verification_uri_complete' in answer)) throw new Error('no codes')
  return String(answer.verification_uri_complete)
}
