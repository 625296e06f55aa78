import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { reasons } from '@latchkey/core'
import { base64url, decodeJwt } from 'jose'
import { BackchannelSteps, notices } from '../../backchannel-kit.ts'

const token = { client_notification_token: 'a-token-of-the-client' } as const

describe('CIBA-10.2 ping', () => {
  test('CIBA-10.2 a decision is told at once with the token of the client, and then polled for', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'ping' })
    steps.answers(204)
    const id = await steps.asked(token)
    assert.deepEqual(await steps.tell(), [])
    await steps.decide('allow')
    assert.deepEqual(await steps.tell(), [{ state: 'delivered' }])
    const [request] = steps.test.requests
    const { url, json, bearer } = request ?? {}
    assert.deepEqual({ url, json, bearer }, { url: notices, json: { auth_req_id: id }, bearer: 'a-token-of-the-client' })
    assert.deepEqual(await steps.tell(), [])
    assert.equal((await steps.poll(id)).status, 200)
  })

  test('CIBA-10.2 what is refused or sent elsewhere is not told again, and does not break the request', async () => {
    for (const reply of [400, 401, 403, 404, 'redirected'] as const) {
      await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'ping' })
      steps.answers(reply)
      const id = await steps.asked(token)
      await steps.decide('allow')
      assert.deepEqual(await steps.tell(), [{ state: 'failed' }])
      steps.test.advance(60_000)
      assert.deepEqual(await steps.tell(), [])
      assert.equal(steps.test.requests.length, 1)
      assert.equal((await steps.poll(id)).status, 200)
    }
  })

  test('CIBA-10.2 a client that does not answer is told again, later each time, and given up in the end', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'ping' })
    steps.answers(503)
    await steps.asked(token)
    await steps.decide('deny')
    let attempts = 0
    for (let last: string | undefined = 'waiting'; last === 'waiting'; attempts++) {
      const [attempt] = await steps.tell()
      last = attempt?.state
      if (attempt?.state === 'waiting') steps.test.advance(attempt.nextAttemptAt - steps.test.now)
      else assert.equal(last, 'failed')
    }
    assert.equal(attempts, 9)
  })

  test('CIBA-10.2 when nobody decides in time the client is told, too', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'ping' })
    steps.answers(204)
    const id = await steps.asked({ ...token, requested_expiry: '10' })
    steps.test.advance(10_000)
    assert.deepEqual(await steps.tell(), [{ state: 'delivered' }])
    assert.equal((await steps.poll(id)).refusal?.reason, 'backchannel_id_expired')
  })

  test('a client without address, or that is gone, is not told', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'ping' })
    await steps.asked(token)
    await steps.decide('deny')
    await steps.test.changeClient({ backchannelClientNotificationEndpoint: '' as never })
    await steps.test.changeClient({ backchannelClientNotificationEndpoint: undefined as never })
    assert.deepEqual(await steps.tell(), [{ state: 'failed' }])
    assert.deepEqual(steps.test.requests, [])
  })
})

describe('CIBA-10.3 push', () => {
  const since: readonly (readonly [string, Parameters<BackchannelSteps['test']['changeClient']>[0]])[] = [
    ['the grant was taken', { grantTypes: ['refresh_token'] }],
    ['DPoP was demanded', { dpopBoundAccessTokens: true }],
    ['certificates were demanded', { tlsClientCertificateBoundAccessTokens: true }],
    ['the profile fapi2 was put', { profile: 'fapi2' }],
    [
      'strong signatures were demanded, and it has others',
      { postures: { 'signature-strong-algorithm': 'enforce' }, idTokenSignedResponseAlg: 'RS256' },
    ],
  ]
  for (const [what, change] of since) {
    test(`CIBA-10.3.1 nothing is pushed to a client of which ${what} after the person allowed it`, async () => {
      await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
      steps.answers(204)
      await steps.asked(token)
      await steps.decide('allow')
      await steps.test.changeClient(change)
      assert.deepEqual(await steps.tell(), [{ state: 'failed' }])
      assert.deepEqual(steps.test.requests, [])
    })
  }

  test('CIBA-10.3.1 the tokens are sent with an ID token that binds them to the request', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    steps.answers(204)
    const id = await steps.asked({ ...token, scope: 'openid offline_access' })
    await steps.decide('allow')
    assert.deepEqual(await steps.tell(), [{ state: 'delivered' }])
    const [{ json, bearer } = {}] = steps.test.requests
    assert.equal(bearer, 'a-token-of-the-client')
    assert.deepEqual([json?.['auth_req_id'], json?.['token_type'], json?.['expires_in']], [id, 'Bearer', 3600])
    const claims = decodeJwt(String(json?.['id_token']))
    assert.equal(claims['urn:openid:params:jwt:claim:auth_req_id'], id)
    assert.equal(claims['at_hash'], halfHash(steps, String(json?.['access_token'])))
    assert.equal(claims['urn:openid:params:jwt:claim:rt_hash'], halfHash(steps, String(json?.['refresh_token'])))
    assert.equal((await steps.test.userinfo(String(json?.['access_token']))).status, 200)
    assert.equal((await steps.test.refresh(String(json?.['refresh_token']))).status, 200)
    const polled = await steps.poll(id)
    assert.notEqual(polled.status, 200)
  })

  test('CIBA-11 nobody polls for what is pushed', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    const id = await steps.asked(token)
    const { body, refusal } = await steps.poll(id)
    assert.deepEqual([body?.['error'], refusal?.reason], ['unauthorized_client', 'backchannel_id_pushed'])
  })

  test('CIBA-10.3 every attempt sends the same tokens, and tokens that are never taken are revoked', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    steps.answers(503)
    await steps.asked({ ...token, scope: 'openid offline_access' })
    await steps.decide('allow')
    const [first] = await steps.tell()
    assert.ok(first?.state === 'waiting')
    steps.test.advance(first.nextAttemptAt - steps.test.now)
    steps.answers(400)
    assert.deepEqual(await steps.tell(), [{ state: 'failed' }])
    const [one, two] = steps.test.requests
    assert.deepEqual(two?.json, one?.json)
    const { access_token: access, refresh_token: refresh } = one?.json ?? {}
    assert.equal((await steps.test.userinfo(String(access))).status, 401)
    assert.equal((await steps.test.refresh(String(refresh))).body?.['error'], 'invalid_grant')
  })

  test('CIBA-12 a denial, an end without decision, and tokens that cannot be issued are pushed as errors', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    steps.answers(204)
    const denied = await steps.asked(token)
    await steps.decide('deny')
    await steps.tell()
    const late = await steps.asked({ ...token, requested_expiry: '10' })
    steps.test.advance(10_000)
    await steps.tell()
    const failed = await steps.asked(token)
    await steps.decide('allow')
    steps.test.account({ active: false })
    await steps.tell()
    assert.deepEqual(
      steps.test.requests.map(({ json }) => [json?.['auth_req_id'], json?.['error']]),
      [
        [denied, 'access_denied'],
        [late, 'expired_token'],
        [failed, 'transaction_failed'],
      ],
    )
    assert.equal(steps.test.requests[2]?.json?.['error_description'], reasons['backchannel_transaction_failed'].text)
  })

  test('CIBA-10.3 of two that tell a client at once one makes the tokens', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    steps.answers(204)
    await steps.asked(token)
    await steps.decide('allow')
    const { backchannelRequests } = steps.test.ports.stores
    const claim = { clientId: 'rp' as never, limit: 1, leaseUntil: steps.test.now, now: steps.test.now }
    const [slow] = await backchannelRequests.claim(claim)
    const [fast] = await backchannelRequests.claim(claim)
    assert.ok(slow !== undefined && fast !== undefined)
    assert.deepEqual(await steps.test.provider.deliverNotice(slow), { state: 'failed' })
    assert.deepEqual(await steps.test.provider.deliverNotice(fast), { state: 'delivered' })
    assert.equal(steps.test.requests.length, 1)
    assert.equal((await steps.test.userinfo(String(steps.test.requests[0]?.json?.['access_token']))).status, 200)
  })

  test('RFC8707-2 for an API that was switched off meanwhile nothing is pushed', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    steps.answers(204)
    steps.test.defineResources({ resource: 'https://api.example/' })
    await steps.asked({ ...token, resource: 'https://api.example/' })
    await steps.decide('allow')
    steps.test.defineResources({ resource: 'https://api.example/', enabled: false })
    await steps.tell()
    assert.equal(steps.test.requests[0]?.json?.['error'], 'transaction_failed')
  })
})

function halfHash(steps: BackchannelSteps, value: string): string {
  return base64url.encode(steps.test.crypto.hash('sha256', value).subarray(0, 16))
}
