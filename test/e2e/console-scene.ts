import assert from 'node:assert/strict'
import { administrator, type Credentials, Scene } from '@latchkey/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildConsole, consoleOutput, isConsoleFresh } from '../../tools/build/build-console.ts'
import { ApiClient } from '../management/api-client.ts'
import { launchChromium, publishedFile } from './chromium.ts'

/** Somebody who may look at settings and apps, and change nothing. */
export const auditor: Credentials = { username: 'auditor', password: 'a-long-enough-passphrase' }

const axe = publishedFile('axe-core', 'axe.min.js')

/** A server with a built console, an administrator, an auditor and a person, and a browser to look at it. */
export class ConsoleScene implements AsyncDisposable {
  readonly scene: Scene
  readonly browser: Browser

  private constructor(scene: Scene, browser: Browser) {
    this.scene = scene
    this.browser = browser
  }

  static async open(): Promise<ConsoleScene> {
    if (!isConsoleFresh()) await buildConsole(consoleOutput)
    const scene = await Scene.open()
    const opened = new ConsoleScene(scene, await launchChromium())
    const api = await ApiClient.administrator(scene.server)
    const names = ['authenticate', 'sysOidcProviderGet', 'sysOAuthClientGet', 'sysOAuthClientQuery']
    const { id } = await api.create('Role', {
      description: 'Auditors',
      enabledPermissions: Object.fromEntries(names.map((name) => [name, true])),
    })
    await api.create('Account', {
      name: auditor.username,
      roles: { '@type': 'Custom', roleIds: { [id]: true } },
      credentials: { 0: { '@type': 'Password', secret: auditor.password } },
    })
    return opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close()
    await this.scene[Symbol.asyncDispose]()
  }
}

export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** What the browser refused or what failed in the page. */
  readonly troubles: string[]
}

/** A browser of its own in which somebody has signed in and come back to a place of the console. */
export async function visit(
  { scene, browser }: Pick<ConsoleScene, 'scene' | 'browser'>,
  place: string,
  person: Credentials = administrator,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({ locale: 'en', ...options })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|TrustedHTML/i.test(message.text())) troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('dialog', (dialog) => void dialog.accept())
  page.setDefaultTimeout(60_000)
  await page.goto(`${scene.issuer}/admin${place}`)
  await page.fill('[name=username]', person.username)
  await page.fill('[name=password]', person.password)
  await page.click('form button[type=submit]')
  await page.waitForSelector('h1')
  return { page, troubles, [Symbol.asyncDispose]: () => context.close() }
}

/** Opens another place of the console by its address. */
export async function go(page: Page, place: string): Promise<void> {
  await page.goto(new URL(`/admin${place}`, page.url()).href)
  await page.waitForSelector('h1')
}

export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const violations = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.map(({ html }) => html).join(' ')))`)
  assert.deepEqual(violations, [], page.url())
  const { width } = page.viewportSize() ?? assert.fail('no viewport')
  assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= width, `${page.url()} is cut off`)
}

/** Presses Tab until the element has the focus, as a person without a mouse. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${selector} is not reached with Tab`)
}
