import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClientId, defaultRegistrationPolicy, type JsonAnswer, type ReasonId, type RegistrationRules } from '@latchkey/core'
import {
  expectRegistrationRefusal,
  initialToken,
  redirectUri,
  register,
  registerAnonymously,
  registerByToken,
  registrationOf,
} from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const minute = 60_000
const day = 24 * 60 * minute
const { anonymous, authorized } = defaultRegistrationPolicy

function clientIdOf(answer: JsonAnswer): ClientId {
  assert.equal(answer.status, 201, `${answer.refusal?.reason}`)
  return answer.body?.['client_id'] as ClientId
}

describe('RFC7591-3 initial access tokens', () => {
  test('one registers a client while registration is not open', async () => {
    await using op = await TestProvider.open()
    const token = await initialToken(op)
    const clientId = clientIdOf(await registerByToken(op, token))
    const record = await op.ports.stores.clients.find(clientId, op.now)
    assert.match(record?.registeredBy ?? '', /^iat_/)
    assert.equal(record?.origin, 'dynamic')
  })

  test('one that is unknown, expired or used up is refused, also where registration is open', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const expired = await initialToken(op, { expiresAt: op.now })
    const used = await initialToken(op, { maxUses: 1 })
    clientIdOf(await registerByToken(op, used))
    for (const token of ['lk_it_unknown', expired, used]) {
      const answer = await registerByToken(op, token)
      expectRegistrationRefusal(answer, 'invalid_token', 'initial_access_token_wrong')
      assert.match(answer.challenge ?? '', /^Bearer /)
    }
  })

  test('what is refused for its metadata uses nothing up', async () => {
    await using op = await TestProvider.open()
    const token = await initialToken(op, { maxUses: 1 })
    assert.equal((await registerByToken(op, token, { redirect_uris: [] })).status, 400)
    clientIdOf(await registerByToken(op, token))
  })

  test('of 64 concurrent registrations as many succeed as the token has uses', async () => {
    await using op = await TestProvider.open()
    const token = await initialToken(op, { maxUses: 5 })
    const answers = await Promise.all(Array.from({ length: 64 }, () => registerByToken(op, token)))
    assert.equal(answers.filter(({ status }) => status === 201).length, 5)
    assert.equal(answers.filter(({ refusal }) => refusal?.reason === 'initial_access_token_wrong').length, 59)
  })

  test('its rules hold besides those of the policy', async () => {
    await using op = await TestProvider.open()
    op.restrictRegistration({ authorized: { ...authorized, scopes: ['openid', 'email'] } })
    const token = await initialToken(op, { rules: { scopes: ['openid', 'profile'] } })
    for (const scope of ['profile', 'email']) {
      assert.equal((await registerByToken(op, token, { scope })).refusal?.reason, 'metadata_scope_not_allowed')
    }
    // Who says nothing gets what both allow.
    assert.equal((await registerByToken(op, token)).body?.['scope'], 'openid')
  })
})

describe('RFC7591-2 the rules of an administrator', () => {
  const cases: readonly (readonly [
    check: string,
    rules: RegistrationRules,
    fits: Readonly<Record<string, unknown>>,
    breaks: Readonly<Record<string, unknown>>,
    reason: ReasonId,
    error: string,
    allowed: string,
  ])[] = [
    [
      'registration-policy-scopes',
      { scopes: ['openid', 'email'] },
      { scope: 'email' },
      { scope: 'openid phone' },
      'metadata_scope_not_allowed',
      'invalid_client_metadata',
      'openid email',
    ],
    [
      'registration-policy-redirect-hosts',
      { redirectHosts: ['*.rp.example', 'loopback'] },
      { redirect_uris: ['https://a.rp.example/cb', 'http://127.0.0.1/cb'] },
      { redirect_uris: ['https://rp.example/cb'] },
      'redirect_hosts_not_allowed',
      'invalid_redirect_uri',
      '*.rp.example loopback',
    ],
    [
      'registration-policy-post-logout-hosts',
      { redirectHosts: ['rp.example'] },
      { post_logout_redirect_uris: ['https://rp.example/bye'] },
      { post_logout_redirect_uris: ['https://evil.example/bye'] },
      'post_logout_hosts_not_allowed',
      'invalid_client_metadata',
      'rp.example',
    ],
    [
      'registration-policy-grant-types',
      { grantTypes: ['authorization_code'] },
      {},
      { grant_types: ['authorization_code', 'refresh_token'] },
      'grant_types_not_allowed',
      'invalid_client_metadata',
      'authorization_code',
    ],
    [
      'registration-policy-response-types',
      { responseTypes: ['code'] },
      {},
      { response_types: ['code', 'code id_token'], grant_types: ['authorization_code', 'implicit'] },
      'response_types_not_allowed',
      'invalid_client_metadata',
      'code',
    ],
    [
      'registration-policy-auth-method',
      { authenticationMethods: ['none'] },
      { token_endpoint_auth_method: 'none' },
      {},
      'token_endpoint_auth_method_not_allowed',
      'invalid_client_metadata',
      'none',
    ],
  ]
  for (const [check, rules, fits, breaks, reason, error, allowed] of cases) {
    test(`${check} refuses what is outside and says what is allowed, for one kind of callers`, async () => {
      await using op = await TestProvider.open({ anonymousClientRegistration: true })
      op.restrictRegistration({ anonymous: { ...anonymous, ...rules } })
      const answer = await registerAnonymously(op, breaks)
      assert.equal(answer.refusal?.reason, reason)
      assert.equal(answer.status, 400)
      assert.equal(answer.body?.['error'], error)
      assert.ok(String(answer.body?.['error_description']).endsWith(`; allowed: ${allowed}`), JSON.stringify(answer.body))
      clientIdOf(await registerAnonymously(op, fits))
      clientIdOf(await register(op, breaks))
    })
  }

  test('a description has only the characters that RFC6749-5.2 allows', async () => {
    await using op = await TestProvider.open()
    op.restrictRegistration({ authorized: { ...authorized, scopes: ['sch\u00f6n', 'a"b'] } })
    const { body } = await register(op, { scope: 'openid' })
    assert.match(String(body?.['error_description']), /^[\x20\x21\x23-\x5b\x5d-\x7e]+; allowed: sch\?n a\?b$/)
  })

  test('RFC6585-4 a network registers so many clients an hour, and no more', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    op.restrictRegistration({ anonymousPerHour: 2 })
    for (const _time of [1, 2]) clientIdOf(await registerAnonymously(op))
    const answer = await registerAnonymously(op)
    assert.equal(answer.refusal?.reason, 'registration_too_many')
    assert.deepEqual([answer.status, answer.body?.['error']], [429, 'temporarily_unavailable'])
    assert.ok((answer.retryAfter ?? 0) > 0)
    clientIdOf(await register(op))
  })
})

describe('LATCHKEY-0034-clients-nobody-vouches-for', () => {
  const open = { client_name: 'Everywhere', token_endpoint_auth_method: 'none' }

  test('the same public client registered again and again is one record that nobody can change', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const first = await registerAnonymously(op, open)
    const [second, third] = [await registerAnonymously(op, open), await registerAnonymously(op, open)]
    assert.notEqual(clientIdOf(second), clientIdOf(first))
    assert.equal(clientIdOf(third), clientIdOf(second))
    assert.match(String(first.body?.['registration_access_token']), /^lk_ra_/)
    for (const { body } of [second, third]) {
      assert.equal(body?.['registration_access_token'], undefined)
      assert.equal(body?.['registration_client_uri'], undefined)
    }
    // Nobody has a token for it, the first registrant included.
    const authorization = `Bearer ${String(first.body?.['registration_access_token'])}`
    const answer = await registrationOf(op).removeRegistration({ clientId: clientIdOf(second), authorization })
    expectRegistrationRefusal(answer, 'invalid_token', 'registration_token_wrong')
  })

  test('64 at once make two records: one of whoever was first, and the shared one', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const answers = await Promise.all(Array.from({ length: 64 }, () => registerAnonymously(op, open)))
    assert.equal(new Set(answers.map(clientIdOf)).size, 2)
    assert.equal(answers.filter(({ body }) => body?.['registration_access_token'] !== undefined).length, 1)
  })

  test('what a network registers beyond its limit leaves nothing behind, and what is shared already does not count', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    op.restrictRegistration({ anonymousPerHour: 2 })
    for (const _time of [1, 2]) clientIdOf(await registerAnonymously(op, open))
    clientIdOf(await registerAnonymously(op, open))
    const other = { ...open, client_name: 'Elsewhere' }
    assert.equal((await registerAnonymously(op, other)).refusal?.reason, 'registration_too_many')
    op.restrictRegistration({ anonymousPerHour: 1000 })
    // Had the refused one left its mark, this would be the shared record, which has no token.
    assert.match(String((await registerAnonymously(op, other)).body?.['registration_access_token']), /^lk_ra_/)
  })

  test('other metadata, a secret, keys or a registrant who is known make records of their own', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const keys = [{ jwks: { keys: [] } }, { jwks_uri: 'https://rp.example/jwks' }]
    for (const metadata of [{ client_name: 'Everywhere' }, ...keys.map((each) => ({ ...open, ...each }))]) {
      const answers = [await registerAnonymously(op, metadata), await registerAnonymously(op, metadata)]
      assert.equal(new Set(answers.map(clientIdOf)).size, 2)
      for (const { body } of answers) assert.notEqual(body?.['registration_access_token'], undefined)
    }
    for (const _time of [1, 2]) await registerAnonymously(op, open)
    const shared = clientIdOf(await registerAnonymously(op, open))
    assert.notEqual(clientIdOf(await registerAnonymously(op, { ...open, redirect_uris: [`${redirectUri}2`] })), shared)
    const known = await register(op, open)
    assert.notEqual(clientIdOf(known), shared)
    assert.notEqual(known.body?.['registration_access_token'], undefined)
  })

  test('a shared record that an administrator has made another client of is not given away', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    await registerAnonymously(op, open)
    const shared = clientIdOf(await registerAnonymously(op, open))
    const { clients } = op.ports.stores
    const record = await clients.find(shared, op.now)
    assert.ok(record !== undefined)
    await clients.replace({ ...record, secrets: [op.secret('a secret of the administrator')] }, record.updatedAt)
    assert.notEqual(clientIdOf(await registerAnonymously(op, open)), shared)
  })

  test('a shared record that has expired is made anew', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    await registerAnonymously(op, open)
    const shared = clientIdOf(await registerAnonymously(op, open))
    op.advance(day)
    assert.equal(await op.ports.stores.clients.find(shared, op.now), undefined)
    assert.equal(clientIdOf(await registerAnonymously(op, open)), shared)
    assert.notEqual(await op.ports.stores.clients.find(shared, op.now), undefined)
  })

  test('a shared record lives on while clients are registered as it', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    await registerAnonymously(op, open)
    const shared = clientIdOf(await registerAnonymously(op, open))
    op.advance(day - minute)
    assert.equal(clientIdOf(await registerAnonymously(op, open)), shared)
    op.advance(day - minute)
    assert.notEqual(await op.ports.stores.clients.find(shared, op.now), undefined)
  })
})

describe('clients that expire unused', () => {
  async function expiryOf(op: TestProvider, clientId: ClientId): Promise<number | undefined> {
    return (await op.ports.stores.clients.find(clientId, 0))?.expiresAt
  }

  test('an anonymous client goes after a day unless it is used, one of an authorized caller stays', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const clientId = clientIdOf(await registerAnonymously(op))
    assert.equal(await expiryOf(op, clientId), op.now + day)
    assert.equal(await expiryOf(op, clientIdOf(await register(op))), undefined)
  })

  test('tokens that it gets move the end, with a write now and then; a request alone does not', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const { body } = await registerAnonymously(op, { grant_types: ['authorization_code', 'refresh_token'] })
    const clientId = body?.['client_id'] as ClientId
    const credentials = { client_id: clientId, client_secret: String(body?.['client_secret']) }
    const redeem = async (): Promise<void> => {
      const answer = await op.redeem(await op.code({ clientId, redirectUri }), { ...credentials, redirect_uri: redirectUri })
      assert.equal(answer.status, 200, `${answer.refusal?.reason}`)
    }
    const before = await expiryOf(op, clientId)
    assert.equal((await op.redeem('lk_ac_wrong', credentials)).status, 400)
    assert.equal(await expiryOf(op, clientId), before)
    await redeem()
    assert.equal(await expiryOf(op, clientId), op.now + 90 * day)
    const used = op.now
    op.advance(day)
    await redeem()
    assert.equal(await expiryOf(op, clientId), used + 90 * day)
    op.advance(20 * day)
    await redeem()
    assert.equal(await expiryOf(op, clientId), op.now + 90 * day)
  })

  test('a longest life ends it, used or not, and its secret says so', async () => {
    await using op = await TestProvider.open()
    op.restrictRegistration({ authorized: { ...authorized, longestLife: 10 * day, unusedLife: 5 * day } })
    const { body } = await register(op)
    const clientId = body?.['client_id'] as ClientId
    assert.equal(body?.['client_secret_expires_at'], (op.now + 10 * day) / 1000)
    assert.equal(await expiryOf(op, clientId), op.now + 5 * day)
    const end = op.now + 10 * day
    op.advance(4 * day)
    const credentials = { client_id: clientId, client_secret: String(body?.['client_secret']), redirect_uri: redirectUri }
    for (const _time of [1, 2]) {
      assert.equal((await op.redeem(await op.code({ clientId, redirectUri }), credentials)).status, 200)
      op.advance(4 * day)
    }
    assert.equal(await expiryOf(op, clientId), end)
  })
})
