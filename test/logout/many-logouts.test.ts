import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectDeparture, type RelyingParty, waitUntil } from '@latchkey/testing'
import { afterLogout, LogoutScene } from './logout-scene.ts'
import { Receiver } from './receiver.ts'

const clients = 20
/** Of them: one never answers, one answers 503, one refuses. */
const down = ['never', 503, 400] as const
const logouts = 50

let logout: LogoutScene
let receiver: Receiver
const parties: RelyingParty[] = []

before(async () => {
  receiver = await Receiver.open()
  for (const [index, reply] of down.entries()) receiver.replies.set(`/${index}`, reply)
  logout = await LogoutScene.open()
  for (let index = 0; index < clients; index++) {
    parties.push(await logout.client({ backchannelLogoutUri: `${receiver.origin}/${index}` }))
  }
})
after(async () => {
  await logout[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

/** A browser that is signed in to every client, and the ID token of the last. */
async function signedInEverywhere(): Promise<{ readonly browser: Browser; readonly hint: string }> {
  const browser = logout.scene.browser()
  let hint = ''
  for (const party of parties) hint = (await party.signIn(browser, logout.scene.person)).tokens.id_token
  return { browser, hint }
}

describe('many logouts of many clients, some of them down', () => {
  test('every client that answers is told of each logout once, after a crash too; the others are seen and tried again', async () => {
    const people = []
    for (let i = 0; i < logouts; i++) people.push(await signedInEverywhere())
    const half = people.length / 2
    for (const { browser, hint } of people.slice(0, half)) await end(browser, hint)
    // Between the answer to the browser and the last delivery.
    await logout.scene.server.kill9()
    await logout.scene.server.start()
    for (const { browser, hint } of people.slice(half)) await end(browser, hint)

    for (let index = down.length; index < clients; index++) await receiver.expect(`/${index}`, logouts)
    await waitUntil('all that can be delivered is', async () =>
      (await count({ state: 'delivered' })) === logouts * (clients - down.length) ? true : undefined,
    )
    await waitUntil('the client that refuses is given up', async () =>
      (await count({ state: 'failed' })) === logouts ? true : undefined,
    )
    const [silent, failing] = parties
    for (const party of [silent, failing]) assert.equal(await count({ clientId: party?.clientId, state: 'waiting' }), logouts)
    for (let index = down.length; index < clients; index++) {
      // A delivery that was under way in the crash may have been made twice, others never.
      const came = receiver.at(`/${index}`).length
      assert.ok(came >= logouts && came <= logouts + 8, `${came}`)
    }
    assert.ok(receiver.at('/1').length > 0)
  })
})

async function end(browser: Browser, hint: string): Promise<void> {
  const departure = expectDeparture(
    await browser.open(logout.logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: afterLogout })),
  )
  assert.equal(departure.url.href, afterLogout)
}

async function count(filter: Readonly<Record<string, unknown>>): Promise<number> {
  return Number((await logout.api('x:LogoutDelivery/query', { filter, limit: 1, calculateTotal: true }))['total'])
}
