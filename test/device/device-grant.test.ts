import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Browser,
  expectDeparture,
  expectJsonError,
  expectPage,
  type Page,
  type RelyingParty,
  Scene,
} from '@latchkey/testing'

const grant = 'urn:ietf:params:oauth:grant-type:device_code'
let scene: Scene
let device: RelyingParty

before(async () => {
  scene = await Scene.open()
  device = await scene.client({ isPublic: true, fields: { grantTypes: [grant, 'refresh_token'] } })
})
after(() => scene[Symbol.asyncDispose]())

interface Codes {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
}

async function ask(scope = 'openid email'): Promise<Codes> {
  const answer = await device.form('/auth/device', { scope })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as unknown as Codes
}

function poll(codes: Codes, party: RelyingParty = device) {
  return party.token({ grant_type: grant, device_code: codes.device_code })
}

/** Opens the page, signs in and arrives at the form for the code. */
async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.openPage(url)
  if (page.name !== 'login') return page
  return expectPage(await browser.submit(page, { fields: { ...scene.person } }))
}

async function decide(codes: Codes, decision: 'allow' | 'deny', browser = scene.browser()): Promise<Page> {
  const form = await open(browser, codes.verification_uri_complete)
  assert.equal(form.name, 'device')
  const confirm = expectPage(await browser.submit(form))
  assert.ok(confirm.text.includes(codes.user_code), confirm.text)
  return expectPage(await browser.submit(confirm, { button: ['decision', decision] }))
}

describe('RFC8628-3 device authorization grant', () => {
  test('RFC8628-3.2 the answer has the codes, their life and the page', async () => {
    const answer = await device.form('/auth/device', { scope: 'openid' })
    const { body } = answer
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
    assert.match(String(body['device_code']), /^lk_dc_[\w-]{43}$/)
    assert.match(String(body['user_code']), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    assert.equal(body['verification_uri'], `${scene.issuer}/device`)
    assert.equal(body['verification_uri_complete'], `${scene.issuer}/device?user_code=${body['user_code']}`)
    assert.equal(body['expires_in'], 1800)
    assert.equal(body['interval'], 5)
  })

  test('RFC8628-3.5 a device that nobody decided about is told to wait, and to slow down when it does not', async () => {
    const codes = await ask()
    expectJsonError(await poll(codes), 'authorization_pending', 'device_pending', 400)
    expectJsonError(await poll(codes), 'slow_down', 'device_poll_too_soon', 400)
  })

  test('RFC8628-3.3 an approved device gets its tokens, once', async () => {
    const codes = await ask('openid email offline_access')
    assert.equal((await decide(codes, 'allow')).name, 'device-done')
    const answer = await poll(codes)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const { payload } = await device.verify(String(answer.body['id_token']))
    const info = await device.userinfo(String(answer.body['access_token']))
    assert.equal(info.body['sub'], payload.sub)
    assert.equal(typeof info.body['email'], 'string')
    assert.equal((await device.refresh(String(answer.body['refresh_token']))).status, 200)
    expectJsonError(await poll(codes), 'expired_token', 'device_code_unknown', 400)
  })

  test('RFC8628-3.5 of many polls at once for an approved device one gets tokens', async () => {
    const codes = await ask()
    await decide(codes, 'allow')
    const answers = await Promise.all(Array.from({ length: 50 }, () => poll(codes)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  test('RFC8628-3.5 a denied device is told so', async () => {
    const codes = await ask()
    await decide(codes, 'deny')
    expectJsonError(await poll(codes), 'access_denied', 'device_denied', 400)
  })

  test('a request is decided once', async () => {
    const codes = await ask()
    await decide(codes, 'deny')
    const browser = scene.browser()
    const form = await open(browser, codes.verification_uri_complete)
    const again = expectPage(await browser.submit(form))
    assert.equal(again.name, 'device')
    assert.equal(again.status, 400)
  })

  test('RFC8628-5.4 the complete link fills in the code and approves nothing', async () => {
    const codes = await ask()
    const form = await open(scene.browser(), codes.verification_uri_complete)
    assert.equal(form.forms[0]?.fields.find(({ name }) => name === 'user_code')?.value, codes.user_code)
    expectJsonError(await poll(codes), 'authorization_pending')
  })

  test('RFC8628-6.1 a code counts without case, blanks and dashes', async () => {
    const codes = await ask()
    const browser = scene.browser()
    const form = await open(browser, codes.verification_uri)
    const typed = ` ${codes.user_code.toLowerCase().replace('-', ' ')} `
    const confirm = expectPage(await browser.submit(form, { fields: { user_code: typed } }))
    assert.ok(confirm.text.includes(codes.user_code))
  })

  test('another client cannot redeem the code', async () => {
    const codes = await ask()
    const other = await scene.client({ isPublic: true, fields: { grantTypes: [grant] } })
    await decide(codes, 'allow')
    expectJsonError(await poll(codes, other), 'invalid_grant', 'device_code_client_mismatch', 400)
    assert.equal((await poll(codes)).status, 200)
  })

  test('RFC6749-5.2 a client that did not register the grant is refused', async () => {
    const other = await scene.client({ isPublic: true })
    expectJsonError(await other.form('/auth/device', { scope: 'openid' }), 'unauthorized_client', 'device_grant_not_allowed', 400)
  })

  test('a decision from another site is refused and changes nothing', async () => {
    const codes = await ask()
    const browser = scene.browser()
    const form = await open(browser, codes.verification_uri_complete)
    const confirm = expectPage(await browser.submit(form))
    const forged = await browser.submit(confirm, { fields: { csrf: 'forged' }, button: ['decision', 'allow'] })
    assert.equal(expectPage(forged).name, 'error')
    const elsewhere = { headers: { origin: 'https://evil.example' }, button: ['decision', 'allow'] } as const
    assert.equal(expectPage(await browser.submit(confirm, elsewhere)).name, 'error')
    expectJsonError(await poll(codes), 'authorization_pending')
  })

  test('RFC8628-5.1 after authCodeMaxAttempts wrong codes the account has to wait', async () => {
    await using strict = await Scene.open()
    const browser = strict.browser()
    const login = await browser.openPage(`${strict.issuer}/device`)
    const form = expectPage(await browser.submit(login, { fields: { ...strict.person } }))
    for (const code of ['BBBB-BBBB', 'CCCC-CCCC', 'DDDD-DDDD']) {
      assert.equal(expectPage(await browser.submit(form, { fields: { user_code: code } })).status, 400)
    }
    const blocked = expectPage(await browser.submit(form, { fields: { user_code: 'FFFF-FFFF' } }))
    assert.equal(blocked.status, 429)
    assert.ok(Number(blocked.headers.get('retry-after')) > 0)
  })

  test('RFC8628-5.1 codes that are sent at once are no way around it', async () => {
    await using strict = await Scene.open()
    const browser = strict.browser()
    const login = await browser.openPage(`${strict.issuer}/device`)
    const form = expectPage(await browser.submit(login, { fields: { ...strict.person } }))
    const pages = await Promise.all(
      Array.from({ length: 40 }, () => browser.submit(form, { fields: { user_code: 'BBBB-BBBB' } }).then(expectPage)),
    )
    const lookedAt = pages.filter(({ status }) => status === 400).length
    assert.ok(lookedAt >= 1 && lookedAt <= 4, `${lookedAt} codes were looked at`)
    assert.equal(pages.filter(({ status }) => status === 429).length, pages.length - lookedAt)
  })

  test('the sign-in for the page leads nowhere else', async () => {
    const browser = scene.browser()
    const page = await browser.openPage(`${scene.issuer}/login?next=https://evil.example/`)
    assert.equal(page.name, 'error')
    const visit = await browser.open(`${scene.issuer}/login?next=//evil.example`)
    assert.equal(visit.kind, 'page')
    assert.throws(() => expectDeparture(visit))
  })
})
