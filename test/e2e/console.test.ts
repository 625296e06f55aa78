import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, type Scene } from '@latchkey/testing'
import { ApiClient } from '../management/api-client.ts'
import { auditor, ConsoleScene, expectAccessible, go, tabTo, visit } from './console-scene.ts'

let opened: ConsoleScene
let scene: Scene
before(async () => {
  opened = await ConsoleScene.open()
  scene = opened.scene
})
after(() => opened[Symbol.asyncDispose]())

const provider = '/settings/authentication/oidc-provider'
const clients = '/management/directory/oauth-clients'
const settings = () => scene.server.cliJson<Record<string, unknown>>('get', 'oidc-provider', '--json')

describe('the settings of the provider in the console', () => {
  test('are found under Settings › Authentication › OIDC Provider and changed by keyboard alone; the change is in force', async () => {
    const party = await scene.client()
    await using visited = await visit(opened, '')
    const { page, troubles } = visited
    await tabTo(page, `nav.menus a[href$="${provider}"]`)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#field-accessTokenExpiry')
    assert.equal(await page.textContent('h1'), 'OIDC Provider')
    assert.deepEqual(await page.locator('.trail li').allTextContents(), ['Settings', 'Authentication', 'OIDC Provider'])
    assert.equal(await page.inputValue('#field-accessTokenExpiry'), '1h')
    await tabTo(page, '#field-accessTokenExpiry')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('2h')
    await page.keyboard.press('Enter')
    const effect = await page.textContent('dialog .looser')
    assert.match(effect ?? '', /lengthens access tokens from 1h to 2h/)
    await tabTo(page, 'dialog summary')
    await page.keyboard.press('Enter')
    assert.equal(await page.textContent('dialog pre'), 'latchkey update oidc-provider \\\n  --field accessTokenExpiry=2h')
    await tabTo(page, 'dialog button.primary')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.toast p')
    assert.equal(await page.inputValue('#field-accessTokenExpiry'), '2h')
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    assert.equal(tokens.expires_in, 7200)
    assert.deepEqual(troubles, [])
  })

  test('a value that the server refuses is shown at its field, which the summary leads to', async () => {
    await using visited = await visit(opened, provider)
    const { page } = visited
    await page.fill('#field-refreshTokenExpiry', 'soon')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.problem[role=alert]')
    assert.equal(await page.evaluate('document.activeElement?.getAttribute("role")'), 'alert')
    assert.equal(await page.getAttribute('#field-refreshTokenExpiry', 'aria-invalid'), 'true')
    const described = (await page.getAttribute('#field-refreshTokenExpiry', 'aria-describedby')) ?? ''
    assert.match((await page.textContent(`#${described.split(' ')[0]}`)) ?? '', /Invalid duration value/)
    await page.click('.problem a')
    assert.equal(await page.evaluate('document.activeElement?.id'), 'field-refreshTokenExpiry')
    await expectAccessible(page)
    assert.equal((await settings())['refreshTokenExpiry'], 2_592_000_000)
  })

  test('show no secret, and keep the one that is set until another one is typed', async () => {
    await using visited = await visit(opened, provider)
    const { page } = visited
    assert.doesNotMatch(await page.content(), /\*\*\*\*|PRIVATE KEY/)
    await page.click('button[aria-label="Replace: Secret"] >> nth=0')
    await page.fill('#field-encryptionKey-secret', 'short')
    assert.equal(await page.getAttribute('#field-encryptionKey-secret', 'type'), 'password')
    await page.click('text=Keep the one that is set')
    assert.equal(await page.locator('.save-bar').count(), 0)
    await page.selectOption('[aria-label="Key: Kind"]', 'File')
    await page.fill('#field-encryptionKey-filePath', '/etc/latchkey/key')
    await page.selectOption('[aria-label="Key: Kind"]', 'Value')
    assert.equal(await page.locator('.save-bar').count(), 0)
  })

  test('what somebody else changed in the meantime is shown, and kept beside what is changed here', async () => {
    await using visited = await visit(opened, provider)
    const { page } = visited
    await page.fill('#field-userCodeExpiry', '20m')
    const other = await scene.server.cli(
      'update',
      'oidc-provider',
      '--field',
      'userCodeExpiry=5m',
      '--field',
      'idTokenExpiry=10m',
    )
    assert.equal(other.status, 0, other.stderr)
    await page.click('.save-bar .primary')
    await page.click('dialog .primary')
    await page.waitForSelector('dialog th:has-text("Theirs")')
    const rows = await page.locator('dialog tbody tr').allInnerTexts()
    assert.deepEqual(
      rows.map((row) => row.split('\t')),
      [
        ['User code', '30m', '5m', '20m'],
        ['ID Token', '15m', '10m', 'not changed'],
      ],
    )
    await expectAccessible(page)
    await page.click('dialog .primary')
    assert.equal(await page.inputValue('#field-idTokenExpiry'), '10m')
    await page.click('.save-bar .primary')
    await page.click('dialog .primary')
    await page.waitForSelector('.toast p')
    const { userCodeExpiry, idTokenExpiry } = await settings()
    assert.deepEqual([userCodeExpiry, idTokenExpiry], [1_200_000, 600_000])
  })

  test('what is not saved is not left by mistake', async () => {
    await using visited = await visit(opened, provider)
    const { page } = visited
    await page.fill('#field-authCodeExpiry', '1m')
    await page.click('nav.menus a >> nth=0')
    await page.click('dialog .primary')
    assert.equal(await page.inputValue('#field-authCodeExpiry'), '1m')
    await page.click('nav.menus a >> nth=0')
    await page.click('dialog .danger')
    await page.waitForSelector('.overview')
    assert.equal(new URL(page.url()).pathname, '/admin/')
    assert.equal((await settings())['authCodeExpiry'], 600_000)
  })

  test('are looked at, and not changed, by who may only look', async () => {
    await using visited = await visit(opened, provider, auditor)
    const { page, troubles } = visited
    await page.waitForSelector('.notice')
    assert.equal(await page.locator('main input, main select, main button').count(), 0)
    assert.deepEqual(await page.locator('nav.menus li').allTextContents(), ['OAuth Clients', 'OIDC Provider'])
    await go(page, clients)
    assert.equal(await page.locator('text=Create OAuth client').count(), 0)
    await expectAccessible(page)
    assert.deepEqual(troubles, [])
  })
})

describe('who may use the console', () => {
  test('somebody with nothing to administer is led to their account', async () => {
    await using visited = await visit(opened, '', scene.person)
    const { page, troubles } = visited
    await page.waitForSelector('main.alone')
    await expectAccessible(page)
    await page.click('main.alone .primary')
    await page.waitForSelector('body[data-page=account]')
    assert.deepEqual(troubles, [])
  })

  test('by another name of the host people are led to the address that counts', async () => {
    const page = await opened.browser.newPage({ locale: 'de' })
    try {
      await page.goto(`${scene.issuer.replace('localhost', '127.0.0.1')}/admin`)
      await page.fill('[name=username]', administrator.username)
      await page.fill('[name=password]', administrator.password)
      await page.click('form button[type=submit]')
      await page.waitForSelector('main.alone')
      await expectAccessible(page)
      assert.equal(await page.getAttribute('main.alone a', 'href'), `${scene.issuer}/admin`)
    } finally {
      await page.close()
    }
  })

  test('a sign-in that ended is told, and leads back to the same place', async () => {
    await using visited = await visit(opened, provider)
    const { page } = visited
    await page.waitForSelector('#field-accessTokenExpiry')
    await page.context().clearCookies()
    await page.fill('#field-authCodeMaxAttempts', '5')
    await page.keyboard.press('Enter')
    await page.click('dialog a.primary')
    await page.fill('[name=username]', administrator.username)
    await page.fill('[name=password]', administrator.password)
    await page.click('form button[type=submit]')
    await page.waitForSelector('#field-accessTokenExpiry')
    assert.equal(new URL(page.url()).pathname, `/admin${provider}`)
  })
})

describe('two people at one browser', () => {
  test('on the way back nothing is shown that the browser kept of who signed out', async () => {
    await using visited = await visit(opened, provider)
    const { page } = visited
    await page.waitForSelector('#field-accessTokenExpiry')
    await page.context().clearCookies()
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    await page.waitForSelector('[name=password]')
    assert.equal(new URL(page.url()).pathname, '/login')
  })

  test('what one typed is not saved as the other, who signed in meanwhile in another tab', async () => {
    const second = { username: 'second', password: 'a-long-enough-passphrase' }
    await (await ApiClient.administrator(scene.server)).create('Account', {
      name: second.username,
      roles: { '@type': 'Admin' },
      credentials: { 0: { '@type': 'Password', secret: second.password } },
    })
    await using visited = await visit(opened, provider)
    const { page } = visited
    await page.waitForSelector('#field-authCodeMaxAttempts')
    await page.fill('#field-authCodeMaxAttempts', '6')
    const other = await page.context().newPage()
    await other.goto(`${scene.issuer}/login?next=account`)
    await other.fill('[name=username]', second.username)
    await other.fill('[name=password]', second.password)
    await other.click('form button[type=submit]')
    await other.waitForURL(/\/account$/)
    await page.click('.save-bar .primary')
    await page.waitForSelector('dialog')
    assert.match((await page.textContent('dialog')) ?? '', /Your sign-in has ended/)
    assert.notEqual((await settings())['authCodeMaxAttempts'], 6)
    await page.click('dialog button')
    assert.equal(await page.inputValue('#field-authCodeMaxAttempts'), '6')
  })
})

describe('WCAG 2.2 AA of the console', () => {
  for (const [colorScheme, locale, width] of [
    ['light', 'en', 360],
    ['dark', 'de', 1280],
  ] as const) {
    test(`no violation on any page, ${colorScheme}, ${locale}, ${width} pixels wide`, async () => {
      await using visited = await visit(opened, '', administrator, { colorScheme, locale, viewport: { width, height: 740 } })
      const { page, troubles } = visited
      await page.waitForSelector('.overview')
      await expectAccessible(page)
      const places = await page.evaluate<readonly string[]>(
        `[...document.querySelectorAll('nav.menus li a')].map((link) => new URL(link.href).pathname.replace('/admin', ''))`,
      )
      assert.ok(places.length > 20)
      for (const place of [...places, `${clients}/new`, '/management/directory/accounts/new', '/nowhere']) {
        await go(page, place)
        await page.waitForSelector('main .card, main table, main .empty, main h1')
        await expectAccessible(page)
        assert.equal(await page.locator('h1').count(), 1, place)
      }
      assert.deepEqual(troubles, [])
    })
  }
})
