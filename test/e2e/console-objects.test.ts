import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { RelyingParty, type Scene } from '@latchkey/testing'
import type { Page } from 'playwright-core'
import { ConsoleScene, expectAccessible, go, visit } from './console-scene.ts'

let opened: ConsoleScene
let scene: Scene
before(async () => {
  opened = await ConsoleScene.open()
  scene = opened.scene
})
after(() => opened[Symbol.asyncDispose]())

const clients = '/management/directory/oauth-clients'

describe('objects in the console', () => {
  test('an app is created, its secret is shown once and works; it is found, changed and deleted', async () => {
    const name = '<img src=x onerror=alert(1)>"\'&'
    await using visited = await visit(opened, clients)
    const { page, troubles } = visited
    await page.click(`a[href$="${clients}/new"]`)
    await page.fill('#field-clientId', 'console-made')
    await page.fill('#field-description', name)
    await page.fill('#field-redirectUris', 'http://localhost:9/callback')
    await page.keyboard.press('Enter')
    await page.click('summary:has-text("Requests")')
    await page.check('#field-skipConsent')
    await page.click('.save-bar .primary')
    const [clientId = '', clientSecret = ''] = await shownOnce(page)
    assert.equal(clientId, 'console-made')
    await expectAccessible(page)
    for (const key of ['Escape', 'Escape', 'Escape']) await page.keyboard.press(key)
    await page.waitForSelector('dialog[open] code.once', { timeout: 20_000 })
    await page.goBack()
    await page.waitForSelector('dialog:not(:has(code.once))')
    assert.deepEqual(await shownOnce(page), [clientId, clientSecret])
    await page.click('dialog:not(:has(code.once)) button:has-text("Stay")')
    await page.click('dialog .primary')
    await page.waitForSelector(`.trail a[href$="${clients}"]`)
    assert.ok(!(await page.content()).includes(clientSecret), 'the secret is gone from the page')
    const party = new RelyingParty({
      fetch: scene.server.fetch,
      issuer: scene.issuer,
      clientId,
      clientSecret,
      redirectUri: 'http://localhost:9/callback',
    })
    assert.ok((await party.signIn(scene.browser(), scene.person)).tokens.id_token)

    await go(page, `${clients}?f.text=img`)
    assert.deepEqual(await page.locator('tbody td:nth-child(2)').allInnerTexts(), [name])
    await page.click('tbody a')
    await page.waitForSelector('#field-description')
    await page.fill('#field-description', 'Calendar')
    await page.click('.save-bar .primary')
    await page.click('dialog .primary')
    await page.waitForSelector('.toast p')
    await page.click('.title .danger')
    assert.ok(await page.isDisabled('dialog .danger'))
    await page.fill('dialog input', 'console-made')
    await expectAccessible(page)
    await page.click('dialog .danger')
    await page.waitForSelector('.empty, table')
    assert.equal((await scene.server.cli('get', 'OAuthClient', 'console-made')).status, 1)
    assert.deepEqual(troubles, [])
  })

  test('lists are sorted and paged by the server, and their address says what is shown', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => ({
      '@type': 'create',
      object: 'Scope',
      value: { name: `scope-${String(at).padStart(2, '0')}`, description: `Scope ${at}` },
    }))
    await using visited = await visit(opened, '/management/directory/scopes')
    const { page } = visited
    const answer = await page.evaluate(
      async (body) =>
        (await fetch('/api/plan?mode=apply', { method: 'POST', body, headers: { 'latchkey-console': '1' } })).text(),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    )
    assert.match(answer, /"created":30/)
    await go(page, '/management/directory/scopes?sort=-name')
    await page.waitForSelector('tbody tr')
    const shown = async (): Promise<string> => (await page.locator('tbody tr td:first-child').allInnerTexts())[0] ?? ''
    assert.equal(await shown(), 'scope-29')
    await page.click('.paging button >> nth=1')
    await page.waitForSelector('.paging [role=status]:has-text("26 to 30 of 30")')
    assert.equal(await shown(), 'scope-04')
    assert.equal(new URL(page.url()).search, '?from=25&sort=-name')
    await page.reload()
    await page.waitForSelector('tbody tr')
    assert.equal(await shown(), 'scope-04')
    await page.click('th button >> nth=0')
    await page.waitForSelector('th[aria-sort=ascending]')
    await page.waitForSelector('tbody tr:first-child a:text-is("scope-00")')
    await page.goBack()
    await page.waitForSelector('tbody tr:first-child a:text-is("scope-04")')
  })

  test('what happened is looked at without a violation of WCAG 2.2 AA', async () => {
    const party = await scene.client()
    await party.signIn(scene.browser(), scene.person)
    await using visited = await visit(opened, '')
    const { page, troubles } = visited
    for (const list of ['journal/audit-log', 'journal/traces', 'journal/revisions', 'directory/sessions', 'directory/grants']) {
      await go(page, `/management/${list}`)
      await page.click('tbody a >> nth=0')
      await page.waitForSelector('main .card')
      await expectAccessible(page)
      assert.equal(await page.locator('main input, main textarea').count(), 0, list)
    }
    assert.deepEqual(troubles, [])
  })

  test('any setting is found by what is typed', async () => {
    await using visited = await visit(opened, '')
    const { page } = visited
    await page.waitForSelector('.overview')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('id token')
    await page.waitForSelector('[role=option]')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#field-idTokenExpiry:focus')
  })
})

/** What stands in the dialog that is shown once. */
async function shownOnce(page: Page): Promise<readonly string[]> {
  await page.waitForSelector('dialog code.once')
  return page.locator('dialog code.once').allInnerTexts()
}
