import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { Browser, expectPage } from '@latchkey/testing'
import { createLatchkey } from '../src/index.ts'
import { address, administrator, deviceGrant, Installation, jane, openDevice, signOut, url } from './audited-installation.ts'

describe('the audit log of the protocol', () => {
  test('sign-in, consent, grant, revocation and the end of a session say who, from where and through what', async () => {
    await using site = await Installation.open()
    const accountId = await site.person()
    const app = await site.client(false)
    const browser = site.browser()
    const { tokens } = await app.signIn(browser, jane, { scope: 'openid offline_access' })
    const revoked = await app.form('/auth/revoke', { token: tokens.refresh_token ?? tokens.access_token })
    assert.equal(revoked.status, 200)
    await signOut(browser)

    const person = { actorKind: 'account', actor: accountId, actorName: 'jane', address }
    const client = { actorKind: 'client', actor: app.clientId, actorName: null, address, through: 'protocol' }
    const [signIn, consent, grant, revocation, end, ...more] = await site.events(
      'sign-in',
      'consent',
      'grant',
      'revocation',
      'session-end',
    )
    assert.deepEqual(more, [])
    expect(signIn, { kind: 'sign-in', outcome: 'done', ...person, through: 'page', accountId, clientId: app.clientId })
    expect(consent, { kind: 'consent', outcome: 'done', ...person, through: 'page', accountId, clientId: app.clientId })
    expect(grant, { kind: 'grant', outcome: 'done', ...client, accountId, clientId: app.clientId })
    expect(revocation, { kind: 'revocation', outcome: 'done', ...client, accountId, clientId: app.clientId })
    expect(end, { kind: 'session-end', outcome: 'done', ...person, through: 'page', accountId })
    for (const event of [consent, grant, end]) assert.equal(event?.['sessionId'], signIn?.['sessionId'])
    for (const event of [consent, grant, revocation]) assert.equal(event?.['traceId'], signIn?.['traceId'])
    assert.match(String(signIn?.['traceId']), /^trc_/)
    assert.equal(revocation?.['grantId'], grant?.['grantId'])
  })

  test('a refused sign-in names the account that exists, and no text that was typed', async () => {
    await using site = await Installation.open()
    const accountId = await site.person()
    const app = await site.client(true)
    const browser = site.browser()
    const page = await browser.openPage(app.begin().url)
    const typed = 'typed-into-the-wrong-field'
    site.secrets.add(typed)
    const first = expectPage(await browser.submit(page, { fields: { username: 'Jane', password: typed } }))
    expectPage(await browser.submit(first, { fields: { username: typed, password: 'x' } }))
    const [known, unknown, ...more] = await site.events('sign-in-refused')
    assert.deepEqual(more, [])
    const refused = {
      outcome: 'refused',
      actorKind: 'anonymous',
      actor: 'anonymous',
      through: 'page',
      address,
      reason: 'credentials',
    }
    expect(known, { ...refused, accountId, clientId: app.clientId })
    expect(unknown, { ...refused, accountId: null, clientId: app.clientId })
    assert.deepEqual(site.secrets.in(await site.journals()), [])
  })

  test('throttled attempts of one network are told once a minute, however many they are', async () => {
    await using site = await Installation.open()
    await site.person()
    const app = await site.client(true)
    for (let count = 0; count < 20; count += 1) {
      const browser = site.browser()
      const page = await browser.openPage(app.begin().url)
      await browser.submit(page, { fields: { username: 'jane', password: `wrong ${count}` } })
    }
    const events = await site.events('sign-in-refused')
    assert.equal(events.filter(({ reason }) => reason === 'throttled').length, 1)
    assert.ok(events.length < 20)
  })

  test('denied consent, a switched account and denied devices are told', async () => {
    await using site = await Installation.open()
    const accountId = await site.person()
    const app = await site.client(true, ['authorization_code', deviceGrant])
    const browser = site.browser()
    const cancelled = expectPage(await browser.open(app.begin().url))
    await browser.submit(cancelled, { button: ['decision', 'deny'] })
    const login = await browser.openPage(app.begin().url)
    const consent = expectPage(await browser.submit(login, { fields: { ...jane } }))
    await browser.submit(consent, { button: ['decision', 'deny'] })
    const again = await browser.openPage(app.begin().url)
    await browser.submit(again, { button: ['decision', 'switch'] })

    const codes = await app.form('/auth/device', { scope: 'openid' })
    const form = await openDevice(browser, String(codes.body['verification_uri_complete']))
    const confirm = expectPage(await browser.submit(form))
    await browser.submit(confirm, { button: ['decision', 'deny'] })

    const denied = await site.events('consent-denied')
    assert.deepEqual(
      denied.map(({ actor, outcome, clientId, address }) => [actor, outcome, clientId, address]),
      ['anonymous', accountId, accountId].map((actor) => [actor, 'refused', app.clientId, address]),
    )
    const [end] = await site.events('session-end')
    expect(end, { actor: accountId, through: 'page', address, accountId })
  })

  test('registration, the first start and the set-up link say through what', async () => {
    await using site = await Installation.open()
    await site.latchkey.settings.set({ anonymousClientRegistration: true })
    const registered = await site.fetch(`${url}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['https://new.example/cb'] }),
    })
    assert.equal(registered.status, 201)
    const body = (await registered.json()) as Record<string, string>
    const removed = await site.fetch(String(body['registration_client_uri']), {
      method: 'DELETE',
      headers: { authorization: `Bearer ${body['registration_access_token']}` },
    })
    assert.equal(removed.status, 204)
    const changes = (await site.events('change')).map(({ objectName, actor, through }) => [objectName, actor, through])
    const own = changes.filter(([name]) => name === 'OAuthClient')
    assert.deepEqual(own, [
      ['OAuthClient', 'anonymous', 'registration'],
      ['OAuthClient', body['client_id'], 'registration'],
    ])
    assert.deepEqual(
      changes.find(([name]) => name === 'Account'),
      ['Account', 'system', 'start'],
    )
  })

  test('the administrator of the set-up link came by it', async () => {
    const data = mkdtempSync(join(tmpdir(), 'latchkey-audit-'))
    await using latchkey = await createLatchkey({ url, data, log: 'error' })
    const fetcher = (input: URL | string, init?: RequestInit) =>
      latchkey.fetch(new Request(input, init), { remoteAddress: address })
    const browser = new Browser({ fetch: fetcher as typeof fetch })
    const page = await browser.openPage(latchkey.setupLink ?? '')
    await browser.submit(page, { fields: { ...administrator, password_repeat: administrator.password } })
    await latchkey.close()
    const database = new DatabaseSync(join(data, 'latchkey.db'))
    const rows = database.prepare(`select data from audit_events where object_name is not null`).all()
    database.close()
    rmSync(data, { recursive: true })
    const origins = rows
      .map(({ data }) => JSON.parse(String(data)))
      .filter(({ object }) => object.name === 'Account')
      .map(({ origin }) => origin)
    assert.deepEqual(origins, [{ actor: { kind: 'anonymous' }, through: 'setup', address }])
  })
})

function expect(event: Readonly<Record<string, unknown>> | undefined, members: Readonly<Record<string, unknown>>): void {
  assert.ok(event)
  for (const [name, value] of Object.entries(members)) assert.deepEqual(event[name], value, name)
}
