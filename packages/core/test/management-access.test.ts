import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Client, type ClientId, managementScope } from '@latchkey/core'
import { createKeyRing } from '../src/keys/key-ring.ts'
import { type GrantedToken, openAccessToken, sealAccessToken } from '../src/tokens/access-token.ts'
import { findManagementAccess } from '../src/tokens/management-access.ts'
import { BrowserSteps, codeOf, expectSent, pageOf } from './browser-steps.ts'
import { textOf } from './expect-refusal.ts'
import { form, issuer, redirectUri, TestProvider, verifier } from './test-provider.ts'

const scopes = ['openid', managementScope] as const
const scope = scopes.join(' ')

/** An access token of the client `rp` with these scopes. */
async function accessToken(op: TestProvider, granted: readonly string[] = scopes): Promise<string> {
  const answer = await op.redeem(await op.code({ scopes: granted }))
  return textOf(answer, 'access_token')
}

describe('LATCHKEY-0022-management-scope an access token opens management', () => {
  test('when it was granted for it, in the name of whoever granted it', async () => {
    await using op = await TestProvider.open()
    await op.client({ scopes })
    const access = await op.provider.managementAccess(await accessToken(op))
    assert.equal(access?.accountId, 'acc_alice')
    assert.equal(access?.clientId, 'rp')
  })

  test('never with the scopes that any relying party can have', async () => {
    await using op = await TestProvider.open()
    await op.client({ scopes })
    const everything = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']
    assert.equal(await op.provider.managementAccess(await accessToken(op, everything)), undefined)
  })

  test('never as one for another API, by exchange, bound to a key, or of another client or account than its grant', async () => {
    await using op = await TestProvider.open()
    await op.client({ scopes })
    await op.client({ scopes, clientId: 'other' as ClientId })
    const token = openAccessToken(await accessToken(op), op.ports)
    assert.ok(token?.grantId !== undefined)
    const seal = (change: Partial<GrantedToken>) => sealAccessToken({ ...token, ...change }, op.ports)
    assert.ok(await op.provider.managementAccess(seal({})))
    const changes: readonly Partial<GrantedToken>[] = [
      { audience: ['https://api.example'] },
      { actor: { sub: 'rp', client_id: 'rp' } },
      { jkt: 'a thumbprint' },
      { clientId: 'other' as ClientId },
      { accountId: 'acc_bob' },
      { scopes: ['openid'] },
    ]
    for (const change of changes) {
      assert.equal(await op.provider.managementAccess(seal(change)), undefined, JSON.stringify(change))
    }
  })

  const endings: readonly (readonly [text: string, end: (op: TestProvider, client: Client) => Promise<unknown> | undefined])[] = [
    ['it expires', async (op) => op.advance(op.settings.accessTokenExpiry)],
    ['its grant is revoked', (op) => op.ports.stores.grants.revoke('gra_1', op.now)],
    ['its account is disabled', async (op) => op.account({ active: false })],
    ['its account is gone', async (op) => op.account('deleted')],
    ['another person has the account', async (op) => op.account({ subject: 'somebody-else' })],
    ['its client is gone', (op, client) => op.ports.stores.clients.remove(client.clientId, op.now)],
    [
      'its client no longer lists the scope',
      (op, client) => op.ports.stores.clients.replace({ ...client, scopes: ['openid'] }, client.updatedAt),
    ],
    [
      'the encryption key changes',
      async (op) => op.configure({ encryptionKey: 'another key of sixty-four characters or so, it does not matter' }),
    ],
  ]
  for (const [text, end] of endings) {
    test(`until ${text}`, async () => {
      await using op = await TestProvider.open()
      const client = await op.client({ scopes })
      const token = await accessToken(op)
      assert.ok(await op.provider.managementAccess(token))
      await end(op, client)
      assert.equal(await op.provider.managementAccess(token), undefined)
    })
  }

  test('not beyond what its grant allows', async () => {
    await using op = await TestProvider.open()
    await op.client({ scopes })
    const token = await accessToken(op)
    const { stores } = op.ports
    const grants: typeof stores.grants = Object.create(stores.grants, {
      find: {
        value: async (...args: Parameters<typeof stores.grants.find>) => {
          const grant = await stores.grants.find(...args)
          return grant && { ...grant, scopes: ['openid'] }
        },
      },
    })
    const mint = { issuer, ports: op.ports, keys: createKeyRing(op.ports) }
    assert.ok(await findManagementAccess(token, mint))
    assert.equal(await findManagementAccess(token, { ...mint, ports: { ...op.ports, stores: { ...stores, grants } } }), undefined)
  })

  test('not as a refresh token, an altered token or any other text', async () => {
    await using op = await TestProvider.open()
    await op.client({ scopes: [...scopes, 'offline_access'] })
    const answer = await op.redeem(await op.code({ scopes: [...scopes, 'offline_access'] }))
    const token = textOf(answer, 'access_token')
    for (const text of [textOf(answer, 'refresh_token'), `${token}x`, token.slice(0, -1), '', 'lk_at_', 'x'.repeat(10_000)]) {
      assert.equal(await op.provider.managementAccess(text), undefined)
    }
  })
})

describe('LATCHKEY-0022-management-scope the scope of management', () => {
  test('is asked for on the consent page and granted to a client that lists it', async () => {
    await using steps = await BrowserSteps.open({ scopes })
    await steps.signIn()
    const waiting = pageOf(await steps.authorize({ scope }), 'consent', 'consent_missing')
    assert.deepEqual((await steps.open(waiting)).scopes, scopes)
    const answer = await steps.test.redeem(codeOf(await steps.decide(waiting, 'allow')), { code_verifier: verifier })
    assert.equal(answer.body?.['scope'], scope)
  })

  const others: readonly (readonly [text: string, change: Partial<Client>])[] = [
    ['a client that lists no scopes', {}],
    ['a client that lists others', { scopes: ['openid'] }],
    ['a client that registered itself, though it lists it', { origin: 'dynamic', scopes }],
  ]
  for (const [text, change] of others) {
    test(`is refused to ${text}`, async () => {
      await using steps = await BrowserSteps.open(change)
      await steps.signIn()
      expectSent(await steps.authorize({ scope }), 'invalid_scope', 'scope_not_allowed')
    })

    test(`is refused on a device to ${text}`, async () => {
      await using op = await TestProvider.open()
      const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
      await op.client({ public: true, grantTypes: [deviceGrant], responseTypes: [], redirectUris: [], ...change })
      const parameters = form({ client_id: 'rp', scope })
      const answer = await op.provider.deviceAuthorization({ parameters, authorization: undefined, requestedFrom: '192.0.2.1' })
      assert.deepEqual([answer.body?.['error'], answer.refusal?.reason], ['invalid_scope', 'device_scope_not_allowed'])
    })
  }

  test('is refused to a client without a record', async () => {
    await using steps = await BrowserSteps.open({}, { requireClientRegistration: false })
    await steps.signIn()
    const request = { client_id: 'app' as ClientId, redirect_uri: redirectUri, scope }
    const outcome = await steps.authorize(request)
    assert.notEqual(outcome.kind, 'interaction')
    assert.match(JSON.stringify(outcome), /scope_not_allowed/)
  })
})
