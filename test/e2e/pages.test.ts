import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene, waitUntil } from '@latchkey/testing'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium, publishedFile, type Site, serveSite } from './chromium.ts'

let scene: Scene
let browser: Browser
let party: RelyingParty
let application: Site

before(async () => {
  scene = await Scene.open()
  browser = await launchChromium()
  application = await serveSite({ '/callback': () => '<!doctype html><title>Back at the application</title>' })
  party = await scene.client({
    redirectUris: [`${application.origin}/callback`],
    fields: { initiateLoginUri: 'https://app.example/start' },
  })
})
after(async () => {
  await browser.close()
  await application[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const axe = publishedFile('axe-core', 'axe.min.js')

async function inContext(options: BrowserContextOptions, use: (page: Page, context: BrowserContext) => Promise<void>) {
  const context = await browser.newContext(options)
  try {
    await use(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

const request = (overrides: Readonly<Record<string, string>> = {}) =>
  party.begin({ scope: 'openid email profile', prompt: 'consent', ...overrides }).url.href

/** Fails with what axe-core finds: rule, elements, and what to do. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const violations = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.map(({ html }) => html).join(' ')))`)
  assert.deepEqual(violations, [])
}

async function isShown(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`body[data-page=${name}]`, { timeout: 60_000 })
  assert.equal(await page.locator('h1').count(), 1)
}

describe('pages without script', () => {
  test('a person signs in, allows and is sent on', async () => {
    await inContext({ javaScriptEnabled: false }, async (page) => {
      await page.goto(request())
      await isShown(page, 'login')
      await page.fill('[name=username]', scene.person.username)
      await page.fill('[name=password]', scene.person.password)
      await page.click('form button[type=submit]:not([name=decision])')
      await isShown(page, 'consent')
      await page.click('[name=decision][value=allow]')
      await page.waitForURL((url) => url.searchParams.has('code'), { timeout: 60_000 })
    })
  })

  test('a form_post answer has a button for those without script', async () => {
    await inContext({ javaScriptEnabled: false }, async (page) => {
      await page.goto(request({ response_mode: 'form_post', prompt: 'none' }))
      await page.locator('form button, form input[type=submit]').first().waitFor({ state: 'visible', timeout: 60_000 })
    })
  })
})

describe('pages with script', () => {
  test('a form_post answer posts itself under its policy', async () => {
    await inContext({}, async (page) => {
      const posted = page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().startsWith(party.redirectUri))
      await page.goto(request({ response_mode: 'form_post', prompt: 'none' })).catch(() => undefined)
      assert.match((await posted).postData() ?? '', /error=login_required/)
    })
  })

  test('no page breaks its own policy', async () => {
    await inContext({}, async (page) => {
      const broken: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy|Refused to/i.test(message.text())) broken.push(message.text())
      })
      page.on('pageerror', (error) => broken.push(String(error)))
      await page.goto(`${scene.issuer}/`)
      await page.goto(request())
      await page.fill('[name=username]', scene.person.username)
      await page.fill('[name=password]', scene.person.password)
      await page.click('form button[type=submit]:not([name=decision])')
      await isShown(page, 'consent')
      await page.click('[name=decision][value=deny]')
      await page.waitForURL((url) => url.searchParams.has('error'))
      assert.deepEqual(broken, [])
    })
  })
})

describe('keyboard alone', () => {
  test('a person signs in and allows', async () => {
    await inContext({}, async (page) => {
      await page.goto(request())
      await isShown(page, 'login')
      await tabTo(page, '[name=username]')
      await page.keyboard.type(scene.person.username)
      await tabTo(page, '[name=password]')
      await page.keyboard.type(scene.person.password)
      await page.keyboard.press('Enter')
      await isShown(page, 'consent')
      await tabTo(page, '[name=decision][value=allow]')
      assert.notEqual(await outline(page), 'none', 'focus is visible')
      await page.keyboard.press('Enter')
      await page.waitForURL((url) => url.searchParams.has('code'), { timeout: 60_000 })
    })
  })

  test('a failed sign-in says so where the focus is, and keeps the name', async () => {
    await inContext({}, async (page) => {
      await page.goto(request())
      await page.fill('[name=username]', 'nobody')
      await page.fill('[name=password]', 'wrong')
      await page.keyboard.press('Enter')
      await page.waitForSelector('[role=alert]')
      assert.match(await page.title(), /^Error/)
      assert.equal(await page.inputValue('[name=username]'), 'nobody')
      assert.equal(await page.inputValue('[name=password]'), '')
      assert.equal(await page.getAttribute('[name=password]', 'aria-invalid'), 'true')
    })
  })
})

describe('WCAG 2.2 AA by axe-core', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const locale of ['en', 'de']) {
      test(`login, failed login, consent, account choice, error and home in ${colorScheme}, ${locale}`, async () => {
        await inContext({ colorScheme, locale }, async (page) => {
          await page.goto(`${scene.issuer}/`)
          await isShown(page, 'home')
          await expectAccessible(page)
          await page.goto(request({ redirect_uri: 'https://evil.example/' }))
          await isShown(page, 'error')
          await expectAccessible(page)
          await page.goto(request())
          await isShown(page, 'login')
          assert.equal(await page.getAttribute('html', 'lang'), locale)
          await expectAccessible(page)
          await page.fill('[name=username]', 'nobody')
          await page.fill('[name=password]', 'wrong')
          await page.keyboard.press('Enter')
          await page.waitForSelector('[role=alert]')
          await expectAccessible(page)
          await page.fill('[name=username]', scene.person.username)
          await page.fill('[name=password]', scene.person.password)
          await page.keyboard.press('Enter')
          await isShown(page, 'consent')
          await expectAccessible(page)
          await page.goto(request({ prompt: 'select_account' }))
          await isShown(page, 'select-account')
          await expectAccessible(page)
        })
      })
    }
  }

  test('the two languages say different things, and the switch changes them', async () => {
    await inContext({ locale: 'en' }, async (page) => {
      await page.goto(request())
      const english = await page.locator('h1').textContent()
      await page.locator('a[hreflang=de], a[lang=de]').first().click()
      await isShown(page, 'login')
      assert.equal(await page.getAttribute('html', 'lang'), 'de')
      assert.notEqual(await page.locator('h1').textContent(), english)
    })
  })

  test('nothing is cut off at 400 % zoom', async () => {
    await inContext({ viewport: { width: 320, height: 256 } }, async (page) => {
      for (const url of [request(), `${scene.issuer}/`, request({ redirect_uri: 'https://evil.example/' })]) {
        await page.goto(url)
        assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 320, url)
      }
    })
  })
})

describe('an account of one’s own', () => {
  const settings = { selfRegistration: 'anyone', selfRegistrationApproval: 'false' }
  const password = 'a long password of a new person'

  before(async () => {
    const fields = Object.entries(settings).flatMap(([name, value]) => ['--field', `${name}=${value}`])
    const { status, stderr } = await scene.server.cli('update', 'authentication', ...fields)
    assert.equal(status, 0, stderr)
    await waitUntil('the settings in force', async () => {
      const response = await fetch(`${scene.issuer}/.well-known/openid-configuration`)
      return (await response.text()).includes('"create"') ? true : undefined
    })
  })

  async function fillIn(page: Page, username: string): Promise<void> {
    await page.fill('[name=name]', 'New Person')
    await page.fill('[name=username]', username)
    await page.fill('[name=password]', password)
    await page.fill('[name=password_repeat]', password)
  }

  test('is created without script', async () => {
    await inContext({ javaScriptEnabled: false }, async (page) => {
      await page.goto(request({ prompt: 'login' }))
      await page.click('a[href*="/register"]')
      await isShown(page, 'register')
      await fillIn(page, 'without-script')
      await page.click('form button[type=submit]:not([name=decision])')
      await isShown(page, 'consent')
    })
  })

  test('is created by keyboard alone', async () => {
    await inContext({}, async (page) => {
      await page.goto(request({ prompt: 'create' }))
      await isShown(page, 'register')
      for (const [name, text] of [
        ['name', 'New Person'],
        ['username', 'by-keyboard'],
        ['password', password],
        ['password_repeat', password],
      ] as const) {
        await tabTo(page, `[name=${name}]`)
        await page.keyboard.type(text)
      }
      await page.keyboard.press('Enter')
      await isShown(page, 'consent')
    })
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const locale of ['en', 'de']) {
      test(`WCAG 2.2 AA by axe-core: form, problem and start page of who is signed in, in ${colorScheme}, ${locale}`, async () => {
        await inContext({ colorScheme, locale }, async (page) => {
          await page.goto(request({ prompt: 'create' }))
          await isShown(page, 'register')
          assert.equal(await page.getAttribute('html', 'lang'), locale)
          await expectAccessible(page)
          await fillIn(page, scene.person.username)
          await page.click('form button[type=submit]:not([name=decision])')
          await page.waitForSelector('[role=alert]')
          assert.equal(await page.getAttribute('[name=username]', 'aria-invalid'), 'true')
          await expectAccessible(page)
          await fillIn(page, `${colorScheme}-${locale}`)
          await page.click('form button[type=submit]:not([name=decision])')
          await isShown(page, 'consent')
          await page.goto(`${scene.issuer}/`)
          await isShown(page, 'home')
          await page.waitForSelector('ul.apps a')
          await expectAccessible(page)
        })
      })
    }
  }

  test('nothing is cut off at 400 % zoom', async () => {
    await inContext({ viewport: { width: 320, height: 256 } }, async (page) => {
      await page.goto(request({ prompt: 'create' }))
      assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 320)
    })
  })
})

describe('RFC9700-4.16 clickjacking', () => {
  test('a page of another site cannot frame the login page', async () => {
    await using site = await serveSite({
      '/': () => `<!doctype html><iframe id="frame" src="${request().replace(/&/g, '&amp;')}"></iframe>`,
    })
    await inContext({}, async (page) => {
      await page.goto(`${site.origin}/`)
      const frame = page.frames().find((one) => one !== page.mainFrame())
      assert.ok(frame)
      await frame.waitForLoadState('domcontentloaded')
      assert.equal(await frame.locator('[name=password]').count(), 0)
      assert.match(frame.url(), /^chrome-error:/)
    })
  })
})

/** Presses Tab until the element has the focus, as a person without a mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${selector} is not reached with Tab`)
}

function outline(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement)
    return outlineStyle === 'none' && boxShadow === 'none' ? 'none' : 'visible'
  })()`)
}
