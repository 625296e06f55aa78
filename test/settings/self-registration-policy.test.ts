import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, expectDeparture, expectPage, responseOf } from '@latchkey/testing'
import { decodeJwt } from 'jose'
import type { Json } from './managed-provider.ts'
import { filled, newPassword, SelfRegistrationScene } from './self-registration-scene.ts'

let scene: SelfRegistrationScene
before(async () => {
  scene = await SelfRegistrationScene.open()
})
after(() => scene[Symbol.asyncDispose]())

describe('what such accounts get', () => {
  test('selfRegistrationRoleIds and selfRegistrationGroupIds: roles and groups, which cannot be removed while they are named', async () => {
    const permissions = { authenticate: true, sysOidcProviderGet: true }
    const role = await scene.provider.create('Role', { description: 'newcomers', enabledPermissions: permissions })
    const group = await scene.provider.create('Group', { name: 'guests' })
    await scene.allow({ selfRegistrationRoleIds: { [role.id]: true }, selfRegistrationGroupIds: { [group.id]: true } })
    const browser = scene.provider.browser()
    codeOf(expectDeparture(await browser.submit(await scene.begin(browser), filled('guest'))))
    const account = await scene.accountOf('guest')
    assert.deepEqual(account['roles'], { '@type': 'Custom', roleIds: { [role.id]: true } })
    assert.deepEqual(account['memberGroupIds'], { [group.id]: true })
    const settings = await scene.provider.call('x:OidcProvider/get', { ids: null }, { username: 'guest', password: newPassword })
    assert.equal(settings['type'], undefined)
    assert.match(JSON.stringify(await scene.provider.call('x:Role/set', { destroy: [role.id] })), /objectIsLinked/)
    assert.match(JSON.stringify(await scene.provider.call('x:Group/set', { destroy: [group.id] })), /objectIsLinked/)
    await scene.allow()
  })

  test('a role or group that does not exist is refused', async () => {
    for (const patch of [
      { selfRegistrationRoleIds: { rol_nowhere: true } },
      { selfRegistrationGroupIds: { grp_nowhere: true } },
    ]) {
      assert.equal((await scene.provider.refusedUpdate('Authentication', patch))['type'], 'invalidForeignKey')
    }
  })

  test('selfRegistrationApproval: the account waits, its password opens nothing, until an administrator enables it', async () => {
    await scene.allow({ selfRegistrationApproval: true })
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    assert.match(page.text, /once an administrator has approved it/)
    const waiting = expectPage(await browser.submit(page, filled('patient')))
    assert.deepEqual([waiting.name, waiting.status], ['register-waiting', 200])
    const credentials = { username: 'patient', password: newPassword }
    const login = expectPage(await browser.open(scene.party.begin().url))
    assert.equal(expectPage(await browser.submit(login, { fields: credentials })).status, 401)
    const { id, awaitsApproval } = await scene.accountOf('patient')
    assert.equal(awaitsApproval, true)
    assert.deepEqual(await scene.provider.query('Account', { awaitsApproval: true }), [id])
    await scene.provider.update('Account', { description: 'Patient Person' }, String(id))
    assert.equal((await scene.accountOf('patient'))['awaitsApproval'], true)
    await scene.provider.update('Account', { disabled: false }, String(id))
    assert.deepEqual(await scene.provider.query('Account', { awaitsApproval: true }), [])
    codeOf(await browser.signIn(scene.party.begin().url, credentials))
    await scene.provider.update('Account', { disabled: true }, String(id))
    assert.equal((await scene.accountOf('patient'))['awaitsApproval'], false, 'this time an administrator disabled it')
    const departure = expectDeparture(await browser.submit(waiting, { button: ['decision', 'deny'] }))
    assert.equal(responseOf(departure).get('error'), 'access_denied')
    await scene.allow()
  })

  test('selfRegistrationAsksName: no name is asked for, and one that is sent does not count', async () => {
    await scene.allow({ selfRegistrationAsksName: false })
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    assert.ok(!page.forms[0]?.fields.some(({ name }) => name === 'name'))
    codeOf(expectDeparture(await browser.submit(page, filled('nameless'))))
    assert.equal((await scene.accountOf('nameless'))['fullName'] ?? null, null)
    await scene.allow()
  })
})

describe('selfRegistrationLoginName is email', () => {
  before(() => scene.allow({ selfRegistrationLoginName: 'email' }))

  test('the address is released as not verified, in the ID token and by userinfo (account pre-hijacking)', async () => {
    const browser = scene.provider.browser()
    const pending = scene.party.begin({ scope: 'openid profile email', prompt: 'create' })
    const page = expectPage(await browser.open(pending.url))
    assert.match(page.html, /type="email"/)
    const departure = expectDeparture(await browser.submit(page, filled('Victim@Mail.Example')))
    const tokens = await scene.redeemed(departure, pending)
    for (const said of [decodeJwt(String(tokens['id_token'])), await scene.userinfo(tokens)]) {
      assert.deepEqual([said['email'], said['email_verified']], ['Victim@mail.example', false])
    }
  })

  test('nothing but an address will do', async () => {
    const browser = scene.provider.browser()
    const page = expectPage(await browser.submit(await scene.begin(browser), filled('plain')))
    assert.deepEqual([page.status, /not an email address/.test(page.text)], [400, true])
  })

  test('the verified address of another account cannot be had as a name, one that is not verified can', async () => {
    const { provider } = scene
    for (const [name, emailVerified] of [
      ['owner', true],
      ['typist', false],
    ] as const) {
      await provider.create('Account', { '@type': 'User', name, emailAddress: `${name}@mail.example`, emailVerified })
    }
    const browser = provider.browser()
    const page = expectPage(await browser.submit(await scene.begin(browser), filled('OWNER@mail.example')))
    assert.deepEqual([page.status, /This name is taken/.test(page.text)], [400, true])
    codeOf(expectDeparture(await browser.submit(page, filled('typist@mail.example'))))
    const [mine, theirs] = [await scene.accountOf('typist@mail.example'), await scene.accountOf('typist')]
    assert.notEqual(mine['subject'], theirs['subject'])
    assert.equal(mine['emailVerified'], false)
  })

  test('with approval the answer does not tell whose addresses have an account', async () => {
    await scene.allow({ selfRegistrationLoginName: 'email', selfRegistrationApproval: true })
    const answers: string[] = []
    for (const address of ['victim@mail.example', 'nobody@mail.example']) {
      const browser = scene.provider.browser()
      const page = expectPage(await browser.submit(await scene.begin(browser), filled(address)))
      answers.push(`${page.status} ${page.name} ${page.text}`)
    }
    assert.equal(answers[0], answers[1])
    assert.match(answers[0] ?? '', /^200 register-waiting/)
  })

  test('selfRegistration is domains: only their addresses, and none of a subdomain', async () => {
    const domains = { 'corp.example': true, 'corp.test': true }
    await scene.allow({ selfRegistration: 'domains', selfRegistrationLoginName: 'email', selfRegistrationDomains: domains })
    const browser = scene.provider.browser()
    const page = await scene.begin(browser)
    assert.match(page.text, /corp\.example, corp\.test/)
    for (const address of ['a@other.example', 'a@sub.corp.example', 'a@corp.example.evil.example']) {
      const refused = expectPage(await browser.submit(page, filled(address)))
      assert.deepEqual([refused.status, /of other domains only/.test(refused.text)], [400, true])
    }
    codeOf(expectDeparture(await browser.submit(page, filled('a@CORP.example'))))
  })
})

describe('settings that cannot be', () => {
  before(() => scene.allow({ selfRegistration: 'off' }))

  for (const [what, patch, property] of [
    ['domains without one', { selfRegistration: 'domains', selfRegistrationLoginName: 'email' }, 'selfRegistrationDomains'],
    [
      'domains for names that are no addresses',
      { selfRegistration: 'domains', selfRegistrationDomains: { 'corp.example': true } },
      'selfRegistrationLoginName',
    ],
    ['a domain in capitals', { selfRegistrationDomains: { 'Corp.example': true } }, 'selfRegistrationDomains'],
    ['an address for a domain', { selfRegistrationDomains: { 'a@corp.example': true } }, 'selfRegistrationDomains'],
  ] as const) {
    test(`${what} is refused`, async () => {
      const error = await scene.provider.refusedUpdate('Authentication', patch)
      const [first] = error['validationErrors'] as readonly Json[]
      assert.equal(first?.['property'], property)
    })
  }
})
