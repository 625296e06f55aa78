import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UnsecuredJWT } from 'jose'
import { BackchannelSteps, ciba, requestSigner } from '../../backchannel-kit.ts'

const outside = { scope: undefined, login_hint: undefined } as const

describe('CIBA-7.1.1 signed backchannel requests', () => {
  test('CIBA-7.1.1 what the object says counts, numbers and digits alike, and once', async () => {
    const { jwks, sign } = await requestSigner()
    await using steps = await BackchannelSteps.open({ jwks })
    const { now } = steps.test
    const request = await sign(now, { requested_expiry: 10, binding_message: '1234', scope: 'email openid' })
    const first = await steps.ask({ ...outside, request })
    assert.equal(first.body?.['expires_in'], 10, String(first.refusal?.reason))
    const again = await steps.ask({ ...outside, request })
    assert.deepEqual([again.refusal?.reason, again.body?.['error']], ['backchannel_request_used', 'invalid_request'])
    const digits = await sign(now, { requested_expiry: '11', jti: 'two' })
    assert.equal((await steps.ask({ ...outside, request: digits })).body?.['expires_in'], 11)
  })

  test('CIBA-7.1.1 a jti is used by its client only, so that nobody uses up those of another', async () => {
    const { jwks, sign } = await requestSigner()
    await using steps = await BackchannelSteps.open({ jwks })
    await steps.test.client({ clientId: 'other' as never, grantTypes: [ciba], jwks })
    const { now } = steps.test
    const foreign = await steps.ask({ ...outside, client_id: 'other', request: await sign(now, { iss: 'other' }) })
    assert.equal(foreign.status, 200, String(foreign.refusal?.reason))
    const own = await steps.ask({ ...outside, request: await sign(now) })
    assert.equal(own.status, 200, String(own.refusal?.reason))
  })

  test('CIBA-7.1.1 64 requests with one jti at once are one', async () => {
    const { jwks, sign } = await requestSigner()
    await using steps = await BackchannelSteps.open({ jwks })
    const request = await sign(steps.test.now)
    const answers = await Promise.all(Array.from({ length: 64 }, () => steps.ask({ ...outside, request })))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  test('CIBA-7.1.1 whatever is wrong with the object is an invalid request', async () => {
    const { jwks, sign } = await requestSigner()
    const foreign = await requestSigner()
    await using steps = await BackchannelSteps.open({ jwks })
    const { now } = steps.test
    const seconds = Math.floor(now / 1000)
    const cases: readonly (readonly [string | Promise<string>, string])[] = [
      ['no jwt', 'backchannel_request_malformed'],
      [sign(now, {}, { crit: ['exp'] }).catch(() => 'no jwt'), 'backchannel_request_malformed'],
      [sign(now, {}, { typ: 'logout+jwt' }), 'backchannel_request_malformed'],
      [new UnsecuredJWT({ iss: 'rp' }).encode(), 'backchannel_request_algorithm'],
      [foreign.sign(now), 'backchannel_request_signature'],
      [sign(now, { iss: undefined }), 'backchannel_request_issuer'],
      [sign(now, { iss: 'other' }), 'backchannel_request_issuer'],
      [sign(now, { aud: undefined }), 'backchannel_request_audience'],
      [sign(now, { aud: 'https://other.example' }), 'backchannel_request_audience'],
      [sign(now, { exp: undefined }), 'backchannel_request_times_missing'],
      [sign(now, { iat: undefined }), 'backchannel_request_times_missing'],
      [sign(now, { nbf: undefined }), 'backchannel_request_times_missing'],
      [sign(now, { exp: seconds - 60, nbf: seconds - 120 }), 'backchannel_request_times'],
      [sign(now, { nbf: seconds + 120 }), 'backchannel_request_times'],
      [sign(now, { exp: seconds + 3700 }), 'backchannel_request_times'],
      [sign(now, { nbf: seconds - 3700 }), 'backchannel_request_times'],
      [sign(now, { jti: undefined }), 'backchannel_request_jti'],
      [sign(now, { jti: 7 }), 'backchannel_request_jti'],
      [sign(now, { scope: ['openid'] }), 'backchannel_request_parameter'],
      [sign(now, { request: 'x' }), 'backchannel_request_parameter'],
      [sign(now, { id_token_hint: 'x' }), 'backchannel_hints'],
    ]
    for (const [text, reason] of cases) {
      const answer = await steps.ask({ ...outside, request: await text })
      assert.deepEqual([answer.refusal?.reason, answer.body?.['error'], answer.status], [reason, 'invalid_request', 400])
    }
    const beside = await steps.ask({ scope: undefined, request: await sign(now) })
    assert.equal(beside.refusal?.reason, 'backchannel_request_beside')
  })

  test('CIBA-4 a client that registered an algorithm signs all of its requests with it', async () => {
    const { jwks, sign } = await requestSigner()
    const rsa = await requestSigner('RS256')
    const keys = [...jwks.keys, ...rsa.jwks.keys.map((jwk) => ({ ...jwk, kid: 'rsa' }))]
    await using steps = await BackchannelSteps.open({
      ...{ jwks: { keys }, backchannelAuthenticationRequestSigningAlg: 'ES256' },
    })
    const { now } = steps.test
    assert.equal((await steps.ask()).refusal?.reason, 'backchannel_request_unsigned')
    const weak = await steps.ask({ ...outside, request: await rsa.sign(now, {}, { kid: 'rsa' }) })
    assert.equal(weak.refusal?.reason, 'backchannel_request_algorithm')
    assert.equal((await steps.ask({ ...outside, request: await sign(now) })).status, 200)
  })

  test('FAPI2SP-5.4.1 where strong algorithms are demanded RS256 is refused', async () => {
    const { jwks, sign } = await requestSigner('RS256')
    await using steps = await BackchannelSteps.open({
      ...{ jwks, postures: { 'request-object-strong-algorithm': 'enforce', 'signed-request-object-required': 'enforce' } },
    })
    assert.equal((await steps.ask()).refusal?.reason, 'backchannel_request_unsigned')
    const weak = await steps.ask({ ...outside, request: await sign(steps.test.now) })
    assert.equal(weak.refusal?.reason, 'backchannel_request_weak_algorithm')
  })
})
