import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, codeOf, expectDeparture, expectPage, type RelyingParty, responseOf } from '@latchkey/testing'
import { ManagedProvider } from './managed-provider.ts'

let provider: ManagedProvider
let party: RelyingParty
before(async () => {
  provider = await ManagedProvider.open()
  party = await provider.party({ skipConsent: true, description: 'Web mail' })
})
after(() => provider[Symbol.asyncDispose]())

async function signedIn(): Promise<Browser> {
  const browser = provider.browser()
  codeOf(await browser.signIn(party.begin().url, provider.person))
  return browser
}

describe('OIDCC-3.1.2.1 prompt=select_account', () => {
  const prompt = { prompt: 'select_account' }

  test('shows who is signed in, and goes on with them without a password', async () => {
    const browser = await signedIn()
    const page = expectPage(await browser.open(party.begin(prompt).url))
    assert.deepEqual([page.name, page.status], ['select-account', 200])
    assert.match(page.html, /Continue as <bdi>Ada \(ada\)<\/bdi>/)
    codeOf(expectDeparture(await browser.submit(page, { button: ['decision', 'allow'] })))
  })

  test('leads to the login page for another account, which is the one that the client gets', async () => {
    const browser = await signedIn()
    const page = expectPage(await browser.open(party.begin(prompt).url))
    const login = expectPage(await browser.submit(page, { button: ['decision', 'switch'] }))
    assert.equal(login.name, 'login')
    codeOf(expectDeparture(await browser.submit(login, { fields: { ...provider.person } })))
  })

  test('answers access_denied to who cancels', async () => {
    const browser = await signedIn()
    const page = expectPage(await browser.open(party.begin(prompt).url))
    const departure = expectDeparture(await browser.submit(page, { button: ['decision', 'deny'] }))
    assert.equal(responseOf(departure).get('error'), 'access_denied')
  })

  test('a form that was not shown to this person is refused', async () => {
    const browser = await signedIn()
    const page = expectPage(await browser.open(party.begin(prompt).url))
    const forged = expectPage(await browser.submit(page, { button: ['decision', 'allow'], fields: { csrf: 'forged' } }))
    assert.deepEqual([forged.name, forged.status], ['error', 403])
    const nothing = expectPage(await browser.submit(page, { button: ['decision', 'stay'] }))
    assert.equal(nothing.name, 'error')
  })

  test('speaks German to who reads it', async () => {
    const browser = await signedIn()
    const page = expectPage(await browser.open(party.begin({ ...prompt, ui_locales: 'de' }).url))
    assert.match(page.html, /Konto für <bdi>Web mail<\/bdi> wählen/)
    assert.match(page.html, /Weiter als/)
  })
})

describe('OIDCC-5.5 claims on the consent page', () => {
  test('that no scope covers are named to the person', async () => {
    const asking = await provider.party()
    const claims = JSON.stringify({ id_token: { birthdate: { essential: true } }, userinfo: { email: null, name: null } })
    const browser = provider.browser()
    const url = asking.begin({ scope: 'openid profile', claims }).url
    const login = expectPage(await browser.open(url))
    const page = expectPage(await browser.submit(login, { fields: { ...provider.person } }))
    assert.equal(page.name, 'consent')
    assert.match(page.html, /See your email address/)
    assert.doesNotMatch(page.html, /date of birth|full name/)
  })
})
