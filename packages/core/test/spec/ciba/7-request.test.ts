import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BackchannelSteps, ciba, requestSigner } from '../../backchannel-kit.ts'
import { issuer } from '../../test-provider.ts'

const never = { login_hint: undefined, scope: undefined } as const

describe('CIBA-7 backchannel authentication request', () => {
  test('CIBA-7.3 the answer names the request, how long it can be decided and how often to ask', async () => {
    await using steps = await BackchannelSteps.open()
    const { body } = await steps.ask()
    assert.match(String(body?.['auth_req_id']), /^lk_ar_[\w-]{43}$/)
    assert.deepEqual({ ...body, auth_req_id: '' }, { auth_req_id: '', expires_in: 600, interval: 5 })
    const pushing = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push' })
    assert.equal((await pushing.ask({ client_notification_token: 'secret' })).body?.['interval'], undefined)
    await pushing[Symbol.asyncDispose]()
  })

  test('CIBA-7.1 requested_expiry counts up to an hour', async () => {
    await using steps = await BackchannelSteps.open()
    assert.equal((await steps.ask({ requested_expiry: '10' })).body?.['expires_in'], 10)
    assert.equal((await steps.ask({ requested_expiry: '999999' })).body?.['expires_in'], 3600)
  })

  test('CIBA-7.1 what the person sees is what was asked for', async () => {
    await using steps = await BackchannelSteps.open()
    await steps.ask({ scope: 'openid email', binding_message: 'W4SCT', resource: 'https://api.example/' })
    const [waiting] = await steps.test.provider.pendingBackchannel(steps.session)
    assert.equal(waiting?.client.clientId, 'rp')
    assert.deepEqual(waiting?.resources, [{ resource: 'https://api.example/' }])
    const { scopes, bindingMessage, requestedFrom } = waiting?.request ?? {}
    assert.deepEqual(
      { scopes, bindingMessage, requestedFrom },
      {
        ...{ scopes: ['openid', 'email'], bindingMessage: 'W4SCT', requestedFrom: '192.0.2.7' },
      },
    )
    assert.deepEqual(await steps.test.provider.pendingBackchannel({ ...steps.session, accountId: 'acc_bob' }), [])
  })

  test('CIBA-13 a client that may not ask, or is wrong about something, is told what it is', async () => {
    await using steps = await BackchannelSteps.open()
    const cases: readonly (readonly [Readonly<Record<string, string | undefined>>, string, string, number])[] = [
      [{ client_secret: 'wrong' }, 'invalid_client', 'client_secret_mismatch', 401],
      [{ scope: undefined }, 'invalid_request', 'backchannel_scope_missing', 400],
      [{ scope: 'email' }, 'invalid_scope', 'backchannel_scope_openid', 400],
      [{ scope: '"' }, 'invalid_scope', 'backchannel_scope_malformed', 400],
      [{ login_hint: undefined }, 'invalid_request', 'backchannel_hints', 400],
      [{ id_token_hint: 'x' }, 'invalid_request', 'backchannel_hints', 400],
      [{ login_hint: undefined, id_token_hint: 'x' }, 'invalid_request', 'backchannel_id_token_hint', 400],
      [{ login_hint: undefined, login_hint_token: 'x' }, 'invalid_request', 'backchannel_hint_token', 400],
      [{ login_hint: 'nobody' }, 'unknown_user_id', 'backchannel_user_unknown', 400],
      [{ binding_message: 'a\nb' }, 'invalid_binding_message', 'backchannel_binding_message', 400],
      [{ requested_expiry: 'soon' }, 'invalid_request', 'backchannel_requested_expiry', 400],
      [{ client_notification_token: 'a b' }, 'invalid_request', 'backchannel_notification_token_malformed', 400],
      [{ authorization_details: '[]' }, 'invalid_authorization_details', 'backchannel_details_unsupported', 400],
      [{ resource: 'api' }, 'invalid_target', 'resource_malformed', 400],
    ]
    for (const [change, error, reason, status] of cases) {
      const answer = await steps.ask(change)
      const what = JSON.stringify(change)
      if (reason !== 'client_secret_mismatch') assert.equal(answer.refusal?.reason, reason, what)
      assert.deepEqual([answer.body?.['error'], answer.status], [error, status], what)
    }
    assert.deepEqual(await steps.test.provider.pendingBackchannel(steps.session), [])
    await steps.test.changeClient({ scopes: ['openid'] })
    assert.equal((await steps.ask({ scope: 'openid email' })).refusal?.reason, 'backchannel_scope_not_allowed')
    await steps.test.changeClient({ grantTypes: ['authorization_code'] })
    assert.equal((await steps.ask()).refusal?.reason, 'backchannel_grant_not_allowed')
  })

  test('CIBA-7.1 a public client may not ask, and one that is told has to send a token', async () => {
    await using steps = await BackchannelSteps.open({ secrets: [], tokenEndpointAuthMethod: 'none' })
    assert.equal((await steps.ask({ client_secret: undefined })).refusal?.reason, 'backchannel_client_unauthenticated')
    await using pinged = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'ping' })
    assert.equal((await pinged.ask()).refusal?.reason, 'backchannel_notification_token_missing')
  })

  test('RFC9449-5.2 a client whose tokens are bound to a key gets none pushed', async () => {
    await using steps = await BackchannelSteps.open({ backchannelTokenDeliveryMode: 'push', dpopBoundAccessTokens: true })
    assert.equal((await steps.ask({ client_notification_token: 'x' })).refusal?.reason, 'backchannel_push_bound')
  })

  test('CIBA-13 a client cannot try many names, nor keep a person busy', async () => {
    await using steps = await BackchannelSteps.open()
    for (let i = 0; i < 5; i++) await steps.asked()
    const crowded = await steps.ask()
    assert.deepEqual([crowded.refusal?.reason, crowded.status], ['backchannel_too_many', 403])
    for (let i = 0; i < 100; i++) assert.equal((await steps.ask({ login_hint: `x${i}` })).body?.['error'], 'unknown_user_id')
    const guessing = await steps.ask()
    assert.deepEqual(
      [guessing.refusal?.reason, guessing.body?.['error'], guessing.status],
      [...['backchannel_guessing', 'access_denied', 403]],
    )
  })

  test('CIBA-13 nor can it try them all at once', async () => {
    await using steps = await BackchannelSteps.open()
    const names = Array.from({ length: 128 }, (_, place) => steps.ask({ login_hint: `x${place}` }))
    const reasons = (await Promise.all(names)).map(({ refusal }) => refusal?.reason)
    assert.equal(reasons.filter((reason) => reason === 'backchannel_user_unknown').length, 100)
    assert.equal(reasons.filter((reason) => reason === 'backchannel_guessing').length, 28)
  })

  test('CIBA-7.1 an ID token of this client names its person, another does not', async () => {
    await using steps = await BackchannelSteps.open()
    const { body } = await steps.test.redeem(await steps.test.code())
    const hint = { login_hint: undefined, id_token_hint: String(body?.['id_token']) }
    assert.equal((await steps.ask(hint)).refusal?.reason, 'backchannel_id_token_hint')
    await steps.test.changeClient({ grantTypes: [ciba, 'authorization_code'] })
    const own = (await steps.test.redeem(await steps.test.code())).body?.['id_token']
    await steps.asked({ login_hint: undefined, id_token_hint: String(own) })
    assert.equal((await steps.test.provider.pendingBackchannel(steps.session)).length, 1)
  })

  test('CIBA-7.1 a hint token that the client signed names a person by subject or user name', async () => {
    const { jwks, sign } = await requestSigner()
    await using steps = await BackchannelSteps.open({ jwks })
    const { now } = steps.test
    const hint = async (change: Readonly<Record<string, unknown>>) => ({
      ...{ login_hint: undefined, login_hint_token: await sign(now, { ...never, ...change }) },
    })
    const bySubject = { format: 'iss_sub', iss: issuer, sub: 'subject-of-alice' }
    await steps.asked(await hint({ sub_id: bySubject }))
    await steps.asked(await hint({ sub_id: { format: 'opaque', id: 'alice' } }))
    await steps.asked(await hint({ sub_id: { format: 'email', email: 'alice@example.org' } }))
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ sub_id: { ...bySubject, sub: 'subject-of-bob' } }, 'backchannel_user_unknown'],
      [{ sub_id: { ...bySubject, iss: 'https://other.example' } }, 'backchannel_hint_token'],
      [{ sub_id: { format: 'email', email: 'bob@example.org' } }, 'backchannel_user_unknown'],
      [{ sub_id: { format: 'phone_number', phone_number: '+1' } }, 'backchannel_hint_token'],
      [{ sub_id: bySubject, exp: undefined }, 'backchannel_hint_token'],
      [{ sub_id: bySubject, iss: 'other' }, 'backchannel_hint_token'],
      [{ sub_id: bySubject, aud: 'https://other.example' }, 'backchannel_hint_token'],
      [{ sub_id: bySubject, exp: Math.floor(now / 1000) - 60 }, 'backchannel_hint_token_expired'],
    ]
    for (const [change, reason] of cases) {
      const answer = await steps.ask(await hint(change))
      assert.equal(answer.refusal?.reason, reason, JSON.stringify(change))
    }
    const foreign = await requestSigner()
    const forged = await foreign.sign(now, { ...never, sub_id: bySubject })
    assert.equal((await steps.ask({ login_hint: undefined, login_hint_token: forged })).refusal?.reason, 'backchannel_hint_token')
  })

  test('CIBA-7.1 an address that two accounts have names neither, nor does a subject that the client does not know', async () => {
    const { jwks, sign } = await requestSigner()
    await using steps = await BackchannelSteps.open({ jwks, subjectType: 'pairwise' })
    const sub_id = { format: 'iss_sub', iss: issuer, sub: 'subject-of-alice' }
    const hint = { login_hint: undefined, login_hint_token: await sign(steps.test.now, { ...never, sub_id }) }
    assert.equal((await steps.ask(hint)).refusal?.reason, 'backchannel_user_unknown')
    const byAddress = { login_hint: 'alice@example.org' }
    await steps.asked(byAddress)
    steps.test.account({ accountId: 'acc_twin', subject: 'subject-of-twin', name: 'twin' })
    assert.equal((await steps.ask(byAddress)).refusal?.reason, 'backchannel_user_unknown')
  })
})
