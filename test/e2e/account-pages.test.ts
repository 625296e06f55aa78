import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, publishedFile } from './chromium.ts'

let scene: Scene
let browser: Browser
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  browser = await launchChromium()
  party = await scene.client({ fields: { skipConsent: false } })
})
after(async () => {
  await browser.close()
  await scene[Symbol.asyncDispose]()
})

const axe = publishedFile('axe-core', 'axe.min.js')

/** Gives the party access, in two browsers that are nobody's. */
async function giveAccess(): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    await party.signIn(scene.browser(), scene.person, { scope: 'openid profile email offline_access', prompt: 'consent' })
  }
}

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const violations = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.map(({ html }) => html).join(' ')))`)
  assert.deepEqual(violations, [])
  const { width } = page.viewportSize() ?? assert.fail('no viewport')
  assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= width, 'cut off')
}

async function isShown(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`body[data-page=${name}]`, { timeout: 60_000 })
  assert.equal(await page.locator('h1').count(), 1)
}

async function signIn(page: Page, path: string): Promise<void> {
  await page.goto(`${scene.issuer}${path}`)
  await isShown(page, 'login')
  await page.fill('[name=username]', scene.person.username)
  await page.fill('[name=password]', scene.person.password)
  await page.click('form button[type=submit]')
}

describe('WCAG 2.2 AA of the pages of a person', () => {
  for (const [colorScheme, locale, width] of [
    ['light', 'en', 320],
    ['light', 'de', 1024],
    ['dark', 'en', 1024],
    ['dark', 'de', 320],
  ] as const) {
    test(`no violation in any state, ${colorScheme}, ${locale}, ${width} pixels wide`, async () => {
      await giveAccess()
      const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 640 } })
      try {
        const page = await context.newPage()
        await signIn(page, '/account')
        for (const [path, name] of [
          ['/account', 'account'],
          ['/account/applications', 'applications'],
          [`/account/applications?client=${party.clientId}`, 'application'],
          ['/account/sessions', 'sessions'],
          ['/account/password', 'password'],
          ['/requests', 'requests'],
          ['/', 'home'],
        ] as const) {
          await page.goto(`${scene.issuer}${path}`)
          await isShown(page, name)
          await expectAccessible(page)
          assert.equal(await page.locator('nav.places [aria-current=page]').count(), 1)
        }
        await page.goto(`${scene.issuer}/account/password`)
        for (const name of ['current', 'password', 'password_repeat']) await page.fill(`[name=${name}]`, 'wrong enough')
        await page.click('form button[type=submit]')
        await page.waitForSelector('[role=alert]')
        assert.equal(await page.getAttribute('[name=current]', 'aria-invalid'), 'true')
        await expectAccessible(page)
        await page.goto(`${scene.issuer}/account/applications?client=${party.clientId}`)
        await page.click('[name=decision][value=remove]')
        await page.waitForSelector('[role=status]')
        await expectAccessible(page)
        await page.goto(`${scene.issuer}/account/sessions`)
        await page.click('[name=decision][value=others]')
        await page.waitForSelector('[role=status]')
        await expectAccessible(page)
      } finally {
        await context.close()
      }
    })
  }
})

describe('the pages of a person', () => {
  test('work without script, and break their own policy nowhere', async () => {
    await giveAccess()
    const context = await browser.newContext({ javaScriptEnabled: false })
    try {
      const page = await context.newPage()
      const broken: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy|Refused to/i.test(message.text())) broken.push(message.text())
      })
      await signIn(page, '/account/applications')
      await page.click('ul.apps a')
      await isShown(page, 'application')
      await page.click('[name=decision][value=remove]')
      await isShown(page, 'applications')
      assert.equal(await page.locator('ul.apps a').count(), 0)
      await page.click('nav.places a[href$="/sessions"]')
      await page.click('button[name=session] >> nth=0')
      await isShown(page, 'sessions')
      assert.match((await page.textContent('[role=status]')) ?? '', /One browser was signed out/)
      assert.deepEqual(broken, [])
    } finally {
      await context.close()
    }
  })

  test('are gone through by keyboard alone, to the removal of an app', async () => {
    await giveAccess()
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      await signIn(page, '/account')
      await isShown(page, 'account')
      for (const [selector, name] of [
        ['main a[href$="/applications"]', 'applications'],
        ['ul.apps a', 'application'],
        ['[name=decision][value=remove]', 'applications'],
      ] as const) {
        await tabTo(page, selector)
        await page.keyboard.press('Enter')
        await isShown(page, name)
      }
      await page.waitForSelector('[role=status]')
    } finally {
      await context.close()
    }
  })
})

/** Presses Tab until the element has the focus, as a person without a mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${selector} is not reached with Tab`)
}
