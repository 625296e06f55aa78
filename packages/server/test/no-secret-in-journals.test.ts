import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { basic, codeOf, expectPage } from '@latchkey/testing'
import { deviceGrant, Installation, jane, openDevice, signOut, url } from './audited-installation.ts'

describe('audit, revisions and traces', () => {
  test('hold no secret of any flow', async () => {
    await using site = await Installation.open()
    const { secrets } = site
    await site.person()
    await site.latchkey.settings.set({ anonymousClientRegistration: true })

    for (const isPublic of [false, true]) {
      const app = await site.client(isPublic, ['authorization_code', 'refresh_token', deviceGrant])
      const browser = site.browser()
      const pending = app.begin({ scope: 'openid profile email offline_access' })
      secrets.add(pending.verifier)
      const departure = await browser.signIn(pending.url, jane)
      const code = codeOf(departure)
      await app.redeem(code, { code_verifier: 'w'.repeat(43) })
      const redeemed = await app.redeem(code, { code_verifier: pending.verifier })
      const refreshed = await app.refresh(String(redeemed.body['refresh_token']))
      await app.userinfo(String(refreshed.body['access_token']))
      await app.form('/auth/introspect', { token: String(refreshed.body['access_token']) })
      await app.form('/auth/revoke', { token: String(refreshed.body['access_token']) })
      await app.redeem(code, { code_verifier: pending.verifier })
      await app.userinfo(String(redeemed.body['access_token']))
      // Secrets in the wrong places.
      await site.fetch(`${url}/auth/userinfo?access_token=${String(redeemed.body['access_token'])}`)
      await app.postForm('/auth/token', { grant_type: code, code: jane.password, client_id: app.clientId })
      await browser.open(`${url}/auth/authorize?client_id=${app.clientId}&redirect_uri=${code}`)
      const misplaced = new URL(app.begin({ scope: `openid ${code}`, prompt: code }).url)
      await browser.open(misplaced)
      await app.form('/auth/revoke', { token: jane.password })

      const pushed = await app.form('/auth/par', Object.fromEntries(app.begin().url.searchParams))
      const opening = { client_id: app.clientId, request_uri: String(pushed.body['request_uri']) }
      for (const scope of ['openid', opening.request_uri])
        await browser.open(`${url}/auth/authorize?${new URLSearchParams({ ...opening, scope })}`)

      const codes = await app.form('/auth/device', { scope: 'openid' })
      const form = await openDevice(browser, String(codes.body['verification_uri_complete']))
      const confirm = expectPage(await browser.submit(form))
      await browser.submit(confirm, { button: ['decision', 'allow'] })
      await app.token({ grant_type: deviceGrant, device_code: String(codes.body['device_code']) })
      await signOut(browser, String(redeemed.body['id_token']))
    }

    const registered = await site.fetch(`${url}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['https://new.example/cb'], client_name: 'New' }),
    })
    const body = (await registered.json()) as Record<string, string>
    secrets.add(body['client_secret'], body['registration_access_token'])

    const key = randomBytes(24).toString('hex')
    secrets.add(key)
    await site.api('x:OidcProvider/set', { update: { singleton: { encryptionKey: { '@type': 'Value', secret: key } } } })
    await site.api('x:Action/set', { create: { r: { '@type': 'RotateKeys' } } })
    const password = `another ${key}`
    secrets.add(password)
    const made = await site.api('x:Account/set', {
      create: { a: { name: 'kim', credentials: { 0: { '@type': 'Password', secret: password } } } },
    })
    assert.ok(made['created'], JSON.stringify(made))
    const apiKey = await site.api('x:ApiKey/set', { create: { k: { description: 'key' } } })
    assert.ok(apiKey['created'], JSON.stringify(apiKey))
    secrets.add((apiKey['created'] as Record<string, Record<string, string>>)['k']?.['secret'])
    const client = await site.api('x:OAuthClient/set', { create: { c: { redirectUris: { 'https://c.example/cb': true } } } })
    assert.ok(client['created'], JSON.stringify(client))
    secrets.add((client['created'] as Record<string, Record<string, string>>)['c']?.['secret'])
    await site.fetch(`${url}/api`, { method: 'POST', headers: { authorization: basic('admin', key) }, body: '{}' })
    await site.api('x:Account/get', { ids: [password.replaceAll(' ', '-')], properties: [key] })

    const kinds = ['lk_ac_', 'lk_at_', 'lk_rt_', 'lk_cs_', 'lk_ra_', 'lk_ss_', 'lk_br_', 'lk_dc_', 'lk_ru_', 'lk_ak_', 'eyJ', '?']
    for (const kind of kinds)
      assert.ok(
        secrets.all.some((secret) => secret.startsWith(kind)),
        kind,
      )
    assert.ok(secrets.all.some((secret) => /^[B-Z]{4}-[B-Z]{4}$/.test(secret)))
    const journals = await site.journals()
    assert.ok(journals.length > 10_000)
    assert.deepEqual(secrets.in(journals), [])
    assert.ok(!journals.includes('PRIVATE KEY'))
  })
})
