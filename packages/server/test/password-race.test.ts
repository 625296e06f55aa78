import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, type Page, type RelyingParty, responseOf } from '@latchkey/testing'
import { type Opened, openLatchkey } from './open-latchkey.ts'

let opened: Opened
let app: RelyingParty

before(async () => {
  opened = await openLatchkey()
  app = await opened.client()
})
after(() => opened[Symbol.asyncDispose]())

/** Somebody whose password is about to be changed. */
async function person(username: string) {
  const password = 'the-password-of-before'
  const made = await opened.latchkey.createAccount({ username, password })
  assert.ok('created' in made)
  const { accountId } = made.created
  const change = () =>
    opened.latchkey.management.changePassword({
      ...{ accountId, current: password, next: 'the-password-of-after' },
      address: '192.0.2.1',
    })
  return { username, password, change }
}

/** Whether a browser gets answers for its session without a page. */
async function isSignedIn(browser: Browser): Promise<boolean> {
  const visit = await browser.open(app.begin({ prompt: 'none' }).url)
  assert.ok(visit.kind === 'left')
  return responseOf(visit).get('error') !== 'login_required'
}

describe('LATCHKEY-0054-pages-of-a-person a new password ends what the old one opened, also what was under way', () => {
  test('a sign-in with the old password at the moment of the change opens no session that lasts', async () => {
    const { username, password, change } = await person('ann')
    const tabs: { readonly browser: Browser; readonly page: Page }[] = []
    for (let count = 0; count < 8; count += 1) {
      const browser = opened.browser()
      tabs.push({ browser, page: await browser.openPage(app.begin().url) })
    }
    const changing = change()
    // Spread over the time that the change takes, so that some have their password compared when it is done.
    const under = tabs.map(async ({ browser, page }, index) => {
      await delay(index * 20)
      return browser.submit(page, { fields: { username, password } })
    })
    assert.equal((await changing).kind, 'changed')
    await Promise.all(under)
    for (const { browser } of tabs) assert.equal(await isSignedIn(browser), false)
  })
})
