import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type Client, type ClientId, createPairwiseSecret, type Subject, subjectFor } from '@latchkey/core'
import { decodeJwt } from 'jose'
import { BrowserSteps, codeOf, expectSent, pageOf } from '../../browser-steps.ts'
import { clientSecret, form, TestProvider, verifier } from '../../test-provider.ts'

const alice = 'subject-of-alice' as Subject
const pairwise = { subjectType: 'pairwise', skipConsent: true } as const

describe('OIDCC-8.1 pairwise subjects', () => {
  let op: TestProvider
  let client: Client

  beforeEach(async () => {
    op = await TestProvider.open()
    client = await op.client(pairwise)
  })
  afterEach(() => op[Symbol.asyncDispose]())

  const subjectOf = async (change: Partial<Client>, subject = alice): Promise<string> =>
    (await subjectFor({ ...client, ...change }, subject, op.ports)).subject

  test('are the same for clients of one sector, and tell nobody else whose they are', async () => {
    const sub = await subjectOf({})
    assert.match(sub, /^[A-Za-z0-9_-]{43}$/)
    assert.equal(await subjectOf({ clientId: 'other' as ClientId, redirectUris: ['https://rp.example:8443/other'] }), sub)
    const { subjectType: _pairwise, ...publicClient } = client
    assert.equal((await subjectFor(publicClient, alice, op.ports)).subject, alice)
    const others = [
      await subjectOf({ redirectUris: ['https://other.example/'] }),
      await subjectOf({ sectorIdentifierUri: 'https://sector.example/list' }),
      await subjectOf({}, 'subject-of-bob' as Subject),
    ]
    assert.equal(new Set([sub, alice, ...others]).size, 5)
    assert.equal(await subjectOf({ sectorIdentifierUri: 'https://rp.example/list', redirectUris: ['app.example:/'] }), sub)
  })

  test('LATCHKEY-0033-pairwise-subjects stay when every setting changes, on other nodes and after a restart', async () => {
    const sub = await subjectOf({})
    op.configure({ encryptionKey: 'another encryption key, as long as the one before was, or longer' })
    const ports = { settings: op.settingsStore, crypto: op.crypto, clock: () => op.now }
    const restarted = { crypto: op.crypto, pairwiseSecret: createPairwiseSecret(ports) }
    assert.equal((await subjectFor(client, alice, restarted)).subject, sub)
  })

  test('of 64 nodes that need the secret first at once all get the same', async () => {
    const ports = { settings: op.settingsStore, crypto: op.crypto, clock: () => op.now }
    const secrets = await Promise.all(Array.from({ length: 64 }, () => createPairwiseSecret(ports)()))
    assert.equal(new Set(secrets).size, 1)
    const row = await op.settingsStore.find('PairwiseSecret')
    assert.ok(row !== undefined && !row.json.includes(secrets[0] ?? ''))
  })

  test('a database that did not answer is asked again', async () => {
    let isDown = true
    const settings = {
      find: async (name: string) => {
        if (isDown) throw new Error('no connection')
        return op.settingsStore.find(name)
      },
      write: op.settingsStore.write.bind(op.settingsStore),
    }
    const secret = createPairwiseSecret({ settings, crypto: op.crypto, clock: () => op.now })
    await assert.rejects(secret(), /no connection/)
    isDown = false
    assert.equal((await secret()).length, 43)
  })
})

describe('OIDCC-8 a client with pairwise subjects', () => {
  let steps: BrowserSteps
  let sub: string

  beforeEach(async () => {
    steps = await BrowserSteps.open({ ...pairwise, grantTypes: ['authorization_code', 'refresh_token'] })
    const client = await steps.test.ports.stores.clients.find('rp' as ClientId, steps.test.now)
    assert.ok(client)
    sub = (await subjectFor(client, alice, steps.test.ports)).subject
  })
  afterEach(() => steps[Symbol.asyncDispose]())

  async function tokens(parameters: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const credentials = { client_id: 'rp', client_secret: clientSecret }
    const answer = await steps.provider.token({ parameters: form({ ...credentials, ...parameters }), authorization: undefined })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body ?? {}
  }

  async function redeemed(change: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, unknown>>> {
    const code = codeOf(await steps.complete(change))
    const redirect_uri = 'https://rp.example/callback'
    return tokens({ grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier })
  }

  test('sees its own subject in ID token, UserInfo and introspection, and after a refresh', async () => {
    const body = await redeemed({ scope: 'openid offline_access', prompt: 'consent' })
    const refreshed = await tokens({ grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) })
    for (const { id_token, access_token } of [body, refreshed]) {
      assert.equal(decodeJwt(String(id_token)).sub, sub)
      const authorization = `Bearer ${access_token}`
      const userinfo = await steps.provider.userinfo({ authorization, bodyTokens: [], tokenInQuery: false })
      assert.equal(userinfo.body?.['sub'], sub)
      const asked = form({ client_id: 'rp', client_secret: clientSecret, token: String(access_token) })
      const introspected = await steps.provider.introspect({ parameters: asked, authorization: undefined })
      assert.deepEqual([introspected.body?.['active'], introspected.body?.['sub']], [true, sub])
    }
  })

  test('names people by it in id_token_hint and claims, and by nothing else', async () => {
    const { id_token: hint } = await redeemed()
    codeOf(await steps.authorize({ prompt: 'none', id_token_hint: String(hint) }))
    const claims = (value: string) => JSON.stringify({ id_token: { sub: { value } } })
    codeOf(await steps.authorize({ prompt: 'none', claims: claims(sub) }))
    expectSent(await steps.authorize({ prompt: 'none', claims: claims(alice) }), 'login_required', 'prompt_none_other_subject')
    await steps.signIn('bob')
    pageOf(await steps.authorize({ id_token_hint: String(hint) }), 'login', 'other_subject')
  })

  test('signs people out by its hint', async () => {
    const { id_token: hint } = await redeemed()
    const session = await steps.session()
    const outcome = await steps.provider.logout({ parameters: form({ id_token_hint: String(hint) }), session, confirmed: false })
    assert.equal(outcome.kind, 'signed-out')
    assert.equal(await steps.session(), undefined)
  })

  test('gets through the browser what it gets from the token endpoint', async () => {
    const change = { responseTypes: ['code id_token'], grantTypes: ['authorization_code', 'implicit'] }
    await steps.test.changeClient(change)
    const { parameters } = await steps.complete({ response_type: 'code id_token' })
    assert.equal(decodeJwt(parameters['id_token'] ?? '').sub, sub)
  })

  test('is told of an account that was disabled, as others are', async () => {
    const { access_token } = await redeemed()
    steps.disabled.add('alice')
    const authorization = `Bearer ${access_token}`
    const answer = await steps.provider.userinfo({ authorization, bodyTokens: [], tokenInQuery: false })
    assert.equal(answer.refusal?.reason, 'access_token_account_inactive')
  })
})
