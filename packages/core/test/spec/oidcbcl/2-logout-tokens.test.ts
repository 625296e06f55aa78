import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Client, ClientId, FetchOutcome, LogoutDelivery, LogoutProblem, SessionId, Subject } from '@latchkey/core'
import { compactDecrypt, createRemoteJWKSet, customFetch, type JWTVerifyResult, jwtVerify } from 'jose'
import { maxAttempts, retryDelay } from '../../../src/logout/retry-delay.ts'
import { ownKey } from '../../encryption/kit.ts'
import { clientSecret, issuer, TestProvider } from '../../test-provider.ts'

const uri = 'https://rp.example/backchannel'
let op: TestProvider
let sent: { readonly url: string; readonly form: Readonly<Record<string, string>> }[] = []
let clients = 0

before(async () => {
  op = await TestProvider.open()
  const { fetch } = op.ports.fetch
  Object.assign(op.ports.fetch, {
    fetch: (request: { readonly url: string; readonly form?: Readonly<Record<string, string>> }) => {
      sent.push({ url: request.url, form: request.form ?? {} })
      return fetch(request)
    },
  })
})
after(() => op[Symbol.asyncDispose]())

/** The delivery of a session that has ended, claimed for its first attempt. */
async function claimed(members: Partial<Client> = {}): Promise<LogoutDelivery> {
  clients += 1
  sent = []
  const clientId = `rp-${clients}` as ClientId
  await op.client({ backchannelLogoutUri: uri, ...members, clientId })
  const sessionId: SessionId = `ses_${clients}`
  const proof = { authTime: op.now, acr: '1', amr: ['pwd'], createdAt: op.now, expiresAt: op.now + 60_000 }
  const subject = 'subject-of-alice' as Subject
  const session = { sessionId, digest: op.crypto.digest(sessionId), accountId: 'acc_alice' as const, subject, ...proof }
  await op.ports.stores.sessions.insert(session)
  const grant = { grantId: `gra_l${clients}` as const, traceId: `trc_l${clients}` as const, clientId, scopes: ['openid'] }
  await op.ports.stores.grants.insert({
    ...{ ...session, ...grant, authTimeRequested: false, logoutChannels: ['back'] },
  })
  await op.ports.stores.sessions.end(sessionId)
  return again(clientId)
}

async function again(clientId: ClientId): Promise<LogoutDelivery> {
  const [delivery] = await op.ports.stores.logoutDeliveries.claim({
    clientId,
    limit: 1,
    leaseUntil: op.now + 20_000,
    now: op.now,
  })
  assert.ok(delivery !== undefined)
  return delivery
}

function answer(outcome: FetchOutcome): void {
  op.web.set(uri, outcome)
}

const accepted: FetchOutcome = { kind: 'fetched', status: 200, contentType: '', body: '', freshUntil: 0 }

async function verified(token: string, clientId: string): Promise<JWTVerifyResult> {
  const keys = createRemoteJWKSet(new URL('https://op.example/jwks'), {
    [customFetch]: async () => Response.json(await op.provider.jwks()),
  })
  const currentDate = new Date(op.now)
  return jwtVerify(token, keys, { issuer, audience: clientId, typ: 'logout+jwt', currentDate })
}

describe('OIDCBCL-2.4 logout token', () => {
  test('names issuer, client, session and subject, lives for two minutes, and has no nonce', async () => {
    answer(accepted)
    const delivery = await claimed()
    assert.deepEqual(await op.provider.deliverLogout(delivery), { state: 'delivered' })
    assert.deepEqual(
      sent.map(({ url, form }) => [url, Object.keys(form)]),
      [[uri, ['logout_token']]],
    )
    const { payload } = await verified(sent[0]?.form['logout_token'] ?? '', delivery.clientId)
    const { jti, ...claims } = payload
    assert.equal(typeof jti, 'string')
    assert.deepEqual(claims, {
      iss: issuer,
      aud: delivery.clientId,
      iat: Math.floor(op.now / 1000),
      exp: Math.floor(op.now / 1000) + 120,
      sub: 'subject-of-alice',
      sid: delivery.sessionId,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
  })

  test('OIDCC-8 a pairwise client gets its own subject, and a session that other clients do not know', async () => {
    answer(accepted)
    const delivery = await claimed({ subjectType: 'pairwise' })
    await op.provider.deliverLogout(delivery)
    const { payload } = await verified(sent[0]?.form['logout_token'] ?? '', delivery.clientId)
    assert.notEqual(payload.sub, 'subject-of-alice')
    assert.notEqual(payload['sid'], delivery.sessionId)
    assert.match(String(payload['sid']), /^ses_/)
  })

  test('OIDCBCL-2.6 it is signed as the ID tokens of the client are, with HS256 by its secret', async () => {
    answer(accepted)
    const delivery = await claimed({ idTokenSignedResponseAlg: 'HS256' })
    await op.provider.deliverLogout(delivery)
    const key = new TextEncoder().encode(clientSecret)
    const token = sent[0]?.form['logout_token'] ?? ''
    const { protectedHeader } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(op.now) })
    assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'logout+jwt' })
  })

  test('is encrypted as the ID tokens of the client are, and signed inside', async () => {
    answer(accepted)
    const { privateKey, jwk } = await ownKey('ECDH-ES', 'P-256')
    const encrypted = { idTokenEncryptedResponseAlg: 'ECDH-ES+A256KW', idTokenEncryptedResponseEnc: 'A256GCM' } as const
    const delivery = await claimed({ ...encrypted, jwks: { keys: [{ ...jwk }] } })
    assert.deepEqual(await op.provider.deliverLogout(delivery), { state: 'delivered' })
    const opened = await compactDecrypt(sent[0]?.form['logout_token'] ?? '', privateKey)
    const { alg, enc, cty } = opened.protectedHeader
    assert.deepEqual([alg, enc, cty], ['ECDH-ES+A256KW', 'A256GCM', 'JWT'])
    const { payload } = await verified(new TextDecoder().decode(opened.plaintext), delivery.clientId)
    assert.equal(payload['sid'], delivery.sessionId)
  })

  test('is never sent plain to a client that wants it encrypted: while its key cannot be had, it waits', async () => {
    answer(accepted)
    const delivery = await claimed({ idTokenEncryptedResponseAlg: 'RSA-OAEP-256', jwksUri: 'https://rp.example/keys' })
    const attempt = await op.provider.deliverLogout(delivery)
    assert.deepEqual([attempt.state, 'problem' in attempt && attempt.problem], ['waiting', 'no_encryption_key'])
    assert.deepEqual(sent.map(({ url }) => url).includes(uri), false)
  })
})

describe('OIDCBCL-2.8 what a client answers', () => {
  const failed = (problem: Extract<FetchOutcome, { kind: 'failed' }>['problem'], status?: number): FetchOutcome => ({
    ...{ kind: 'failed', problem, detail: 'as the test wants' },
    ...(status === undefined ? {} : { status }),
  })
  const cases: readonly (readonly [what: string, outcome: FetchOutcome, problem: LogoutProblem, isFinal: boolean])[] = [
    ['400', failed('status', 400), 'refused', true],
    ['503', failed('status', 503), 'status', false],
    ['404', failed('status', 404), 'status', false],
    ['a redirect', failed('redirected', 302), 'status', false],
    ['no connection', failed('unreachable'), 'unreachable', false],
    ['nothing in time', failed('too_slow'), 'too_slow', false],
    ['too much', failed('too_large'), 'too_large', false],
    ['an address that is not allowed', failed('address_not_allowed'), 'address_not_allowed', false],
    ['an URL that is not allowed', failed('url_not_allowed'), 'address_not_allowed', false],
  ]
  for (const [what, outcome, problem, isFinal] of cases) {
    test(`${what} is ${problem}, ${isFinal ? 'for good' : 'and tried again'}`, async () => {
      answer(outcome)
      const delivery = await claimed()
      const attempt = await op.provider.deliverLogout(delivery)
      assert.deepEqual([attempt.state, 'problem' in attempt && attempt.problem], [isFinal ? 'failed' : 'waiting', problem])
      const [stored] = await op.ports.stores.logoutDeliveries.find([delivery.deliveryId], op.now)
      assert.deepEqual([stored?.state, stored?.problem], [attempt.state, problem])
    })
  }

  test('a client that is gone, or has no address any more, is not asked', async () => {
    answer(accepted)
    const gone = await claimed()
    await op.ports.stores.clients.remove(gone.clientId, op.now)
    assert.deepEqual(await op.provider.deliverLogout(gone), { state: 'failed', problem: 'client_gone' })
    const mute = await claimed()
    const client = await op.ports.stores.clients.find(mute.clientId, op.now)
    assert.ok(client !== undefined)
    const { backchannelLogoutUri: _, ...rest } = client
    await op.ports.stores.clients.replace(rest, client.updatedAt)
    assert.deepEqual(await op.provider.deliverLogout(mute), { state: 'failed', problem: 'no_address' })
    assert.deepEqual(sent, [])
  })

  test('a client that never answers is given up after a limited number of attempts, each later than the one before', async () => {
    answer(failed('unreachable'))
    let delivery = await claimed()
    const begin = op.now
    for (let attempts = 1; attempts < maxAttempts; attempts++) {
      const attempt = await op.provider.deliverLogout(delivery)
      assert.ok(attempt.state === 'waiting' && attempt.nextAttemptAt > op.now)
      op.advance(attempt.nextAttemptAt - op.now)
      delivery = await again(delivery.clientId)
    }
    assert.deepEqual(await op.provider.deliverLogout(delivery), { state: 'failed', problem: 'unreachable' })
    assert.ok(op.now - begin > 60 * 60 * 1000 && op.now - begin < 5 * 60 * 60 * 1000)
  })

  test('the delay doubles up to an hour, and is spread over its upper half', () => {
    const [least, most] = [new Uint8Array(2), new Uint8Array(2).fill(255)]
    assert.deepEqual(
      [1, 2, 3, 12, 40].map((attempts) => retryDelay(attempts, () => least)),
      [1_000, 2_000, 4_000, 1_800_000, 1_800_000],
    )
    assert.deepEqual(
      [1, 2, 40].map((attempts) => Math.round(retryDelay(attempts, () => most) / 100)),
      [20, 40, 36_000],
    )
  })

  test('what this server cannot send is said of it, and tried again later', async () => {
    // No way of storing a client lets it through, so that making its logout token is a bug of ours.
    const delivery = await claimed({ subjectType: 'pairwise', redirectUris: ['https://a.example/', 'https://b.example/'] })
    await assert.rejects(op.provider.deliverLogout(delivery), /has no sector/)
    const [stored] = await op.ports.stores.logoutDeliveries.ofSession(delivery.sessionId, op.now)
    assert.deepEqual([stored?.state, stored?.problem, sent], ['waiting', 'failed_here', []])
    assert.ok((stored?.nextAttemptAt ?? 0) > op.now)
  })
})
