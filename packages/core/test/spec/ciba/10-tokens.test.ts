import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { BackchannelSteps, ciba } from '../../backchannel-kit.ts'
import { form } from '../../test-provider.ts'

const minute = 60_000

describe('CIBA-10.1 tokens that are asked for', () => {
  test('CIBA-11 a client waits, is told to slow down, and gets the tokens of an approved request once', async () => {
    await using steps = await BackchannelSteps.open()
    const id = await steps.asked({ scope: 'openid email offline_access', resource: 'https://api.example/' })
    assert.equal((await steps.poll(id)).body?.['error'], 'authorization_pending')
    const hasty = await steps.poll(id)
    assert.deepEqual([hasty.body?.['error'], hasty.refusal?.reason], ['slow_down', 'backchannel_poll_too_soon'])
    assert.equal(await steps.decide('allow'), 'approved')
    steps.test.advance(10_000)
    const answer = await steps.poll(id)
    assert.equal(answer.status, 200, String(answer.refusal?.reason))
    const { access_token: token, refresh_token: refresh, id_token: idToken } = answer.body ?? {}
    const claims = decodeJwt(String(idToken))
    assert.deepEqual([claims.sub, claims.aud, claims['acr'], claims['sid']], ['subject-of-alice', 'rp', '1', 'ses_phone'])
    assert.equal(claims['urn:openid:params:jwt:claim:auth_req_id'], undefined)
    assert.equal(decodeJwt(String(token)).aud, 'https://api.example/')
    assert.equal((await steps.test.refresh(String(refresh))).status, 200)
    const grant = await steps.test.ports.stores.backchannelRequests.find(steps.test.crypto.digest(id), steps.test.now)
    assert.equal(grant?.isRedeemed, true)
    const again = await steps.poll(id)
    assert.deepEqual([again.body?.['error'], again.refusal?.reason], ['invalid_grant', 'backchannel_id_unknown'])
  })

  test('CIBA-11 of 64 polls at once one gets the tokens', async () => {
    await using steps = await BackchannelSteps.open()
    const id = await steps.asked()
    await steps.decide('allow')
    const answers = await Promise.all(Array.from({ length: 64 }, () => steps.poll(id)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  test('CIBA-11 a request that was denied, expired, or is none of this client yields nothing', async () => {
    await using steps = await BackchannelSteps.open()
    const denied = await steps.asked()
    assert.equal(await steps.decide('deny'), 'denied')
    assert.equal((await steps.poll(denied)).refusal?.reason, 'backchannel_denied')
    const late = await steps.asked({ requested_expiry: '10' })
    const { session } = steps
    const [waiting] = await steps.test.provider.pendingBackchannel(session)
    steps.test.advance(10_000)
    assert.equal((await steps.poll(late)).refusal?.reason, 'backchannel_id_expired')
    const requestId = waiting?.request.requestId ?? ''
    assert.equal(await steps.test.provider.decideBackchannel({ requestId, session, decision: 'allow' }), 'gone')
    assert.equal((await steps.poll('unknown')).refusal?.reason, 'backchannel_id_unknown')
    assert.equal((await steps.test.token({ grant_type: ciba })).refusal?.reason, 'backchannel_id_missing')

    const own = await steps.asked()
    const secret = 'another secret of another client, long enough'
    await steps.test.client({ clientId: 'thief' as never, secret, grantTypes: [ciba] })
    const stolen = await steps.test.provider.token({
      parameters: form({ grant_type: ciba, auth_req_id: own, client_id: 'thief', client_secret: secret }),
      authorization: undefined,
    })
    assert.deepEqual([stolen.body?.['error'], stolen.refusal?.reason], ['invalid_grant', 'backchannel_id_client_mismatch'])
    assert.equal((await steps.poll(own)).body?.['error'], 'authorization_pending', 'the thief has not slowed the owner down')
  })

  test('RFC6749-5.2 a disabled account yields nothing, and cannot be asked', async () => {
    await using steps = await BackchannelSteps.open()
    const id = await steps.asked()
    await steps.decide('allow')
    steps.test.account({ name: 'alice', active: false })
    assert.equal((await steps.poll(id)).refusal?.reason, 'backchannel_account_inactive')
    assert.equal((await steps.ask()).refusal?.reason, 'backchannel_user_unknown')
  })

  test('CIBA-8 nobody decides for somebody else, and nobody twice', async () => {
    await using steps = await BackchannelSteps.open()
    await steps.asked()
    const [waiting] = await steps.test.provider.pendingBackchannel(steps.session)
    const requestId = waiting?.request.requestId ?? ''
    const other = { ...steps.session, accountId: 'acc_bob' as const }
    for (const decision of ['allow', 'deny'] as const) {
      assert.equal(await steps.test.provider.decideBackchannel({ requestId, session: other, decision }), 'gone')
    }
    assert.equal(await steps.decide('deny'), 'denied')
    assert.equal(await steps.test.provider.decideBackchannel({ requestId, session: steps.session, decision: 'allow' }), 'gone')
  })

  test('OIDCR-2 who signed in too long ago for the client has to sign in again to allow, not to deny', async () => {
    await using steps = await BackchannelSteps.open({ defaultMaxAge: 300 })
    await steps.asked()
    const old = { authTime: steps.test.now - 6 * minute }
    assert.equal(await steps.decide('allow', old), 'stale')
    assert.equal(await steps.decide('allow'), 'approved')
    await steps.asked()
    assert.equal(await steps.decide('deny', old), 'denied')
  })

  test('CIBA-7.1 acr_values that this server has count, others do not', async () => {
    await using steps = await BackchannelSteps.open()
    await steps.asked({ acr_values: 'gold 1' })
    assert.equal(await steps.decide('allow', { acr: '0' }), 'stale')
    assert.equal(await steps.decide('allow'), 'approved')
    await steps.asked({ acr_values: 'gold' })
    assert.equal(await steps.decide('allow', { acr: '0' }), 'approved')
  })

  test('decisions are audited with who made them', async () => {
    await using steps = await BackchannelSteps.open()
    await steps.asked()
    await steps.decide('deny')
    const [found] = await steps.test.audit.query({ kind: 'consent-denied', isAscending: true, limit: 5 })
    const denied = found?.event
    assert.deepEqual([denied?.accountId, denied?.clientId, denied?.outcome], ['acc_alice', 'rp', 'refused'])
  })
})
