import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { accessTokenType, jwtType, openExchange } from '../../exchange-kit.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { calendar, claimsIn, idOf, introspect, mail, revoke, tokenRequest } from '../../token-kit.ts'

describe('RFC8693-2 token exchange', () => {
  test('delegation: an API that was handed a token goes on to another in the name of the person, and is named', async () => {
    await using op = await openExchange()
    const answer = await op.ask({ resource: mail })
    assert.equal(answer.body?.['issued_token_type'], accessTokenType)
    assert.equal(answer.body?.['token_type'], 'Bearer')
    assert.equal(answer.body?.['scope'], 'mail.read')
    assert.equal(answer.body?.['refresh_token'], undefined)
    assert.equal(answer.body?.['id_token'], undefined)
    const { body } = await introspect(op, textOf(answer, 'access_token'), 'calendar-api')
    assert.deepEqual(
      [body?.['sub'], body?.['client_id'], body?.['aud'], body?.['act']],
      ['subject-of-alice', 'calendar-api', mail, { sub: 'calendar-api', client_id: 'calendar-api' }],
    )
  })

  test('audience says the same as resource', async () => {
    await using op = await openExchange()
    assert.equal((await op.ask({ audience: mail })).body?.['scope'], 'mail.read')
  })

  test('without a target the new token is for what the old one was for', async () => {
    await using op = await openExchange()
    const { body } = await introspect(op, textOf(await op.ask(), 'access_token'), 'calendar-api')
    assert.deepEqual([body?.['aud'], body?.['scope']], [calendar, 'calendar.read'])
  })

  test('RFC8693-4.1 with an actor token its subject is the actor, before those who acted earlier', async () => {
    await using op = await openExchange({ exchangeFrom: ['rp', 'calendar-api'] })
    const own = textOf(await tokenRequest(op, { client_id: 'calendar-api', grant_type: 'client_credentials' }), 'access_token')
    const actor = { actor_token: own, actor_token_type: accessTokenType }
    const first = textOf(await op.ask(actor), 'access_token')
    const second = await op.ask({ subject_token: first })
    const { body } = await introspect(op, textOf(second, 'access_token'), 'calendar-api')
    const before = { sub: 'calendar-api', client_id: 'calendar-api' }
    assert.deepEqual(body?.['act'], { ...before, act: before })
  })

  test('RFC8693-1.1 impersonation: only where the record says so is the client not named', async () => {
    await using op = await openExchange({ mayImpersonate: true })
    const { body } = await introspect(op, textOf(await op.ask({ resource: mail }), 'access_token'), 'calendar-api')
    assert.equal(body?.['act'], undefined)
  })

  test('RFC8693-4.1 who acted before stays named, also behind a client that is not', async () => {
    await using op = await openExchange({ mayImpersonate: true, exchangeFrom: ['rp', 'calendar-api'] })
    const own = textOf(await tokenRequest(op, { client_id: 'calendar-api', grant_type: 'client_credentials' }), 'access_token')
    const first = await op.ask({ actor_token: own, actor_token_type: accessTokenType })
    const second = await op.ask({ subject_token: textOf(first, 'access_token') })
    const { body } = await introspect(op, textOf(second, 'access_token'), 'calendar-api')
    assert.deepEqual(body?.['act'], { sub: 'calendar-api', client_id: 'calendar-api' })
  })

  test('a JWT for an API that wants one, with the actor inside', async () => {
    await using op = await openExchange()
    op.defineResources(
      { resource: calendar, scopes: ['calendar.read'], introspectionClients: [idOf('calendar-api')] },
      { resource: mail, scopes: ['mail.read'], accessTokenFormat: 'jwt' },
    )
    const answer = await op.ask({ resource: mail, requested_token_type: jwtType })
    assert.equal(answer.body?.['issued_token_type'], jwtType)
    assert.deepEqual(claimsIn(textOf(answer, 'access_token'))['act'], { sub: 'calendar-api', client_id: 'calendar-api' })
    expectRefusal(await op.ask({ requested_token_type: jwtType }), 'invalid_request', 'exchange_form_not_available')
  })

  test('what came out dies with the grant of what came in, and alone when its own client revokes it', async () => {
    await using op = await openExchange()
    const one = textOf(await op.ask({ resource: mail }), 'access_token')
    const other = textOf(await op.ask({ resource: mail }), 'access_token')
    const activity = async () => [
      (await introspect(op, one, 'calendar-api')).body?.['active'],
      (await introspect(op, other, 'calendar-api')).body?.['active'],
      (await introspect(op, op.given)).body?.['active'],
    ]
    await revoke(op, one, 'calendar-api')
    assert.deepEqual(await activity(), [false, true, true])
    await revoke(op, op.given)
    assert.deepEqual(await activity(), [false, false, false])
  })

  test('what came out dies with the client that got it', async () => {
    await using op = await openExchange()
    const token = textOf(await op.ask({ resource: mail }), 'access_token')
    op.defineResources({ resource: mail, introspectionClients: [idOf('rp')] })
    assert.equal((await introspect(op, token)).body?.['active'], true)
    await op.ports.stores.clients.remove(idOf('calendar-api'), op.now)
    assert.deepEqual((await introspect(op, token)).body, { active: false })
  })

  test('it ends no later than what came in', async () => {
    await using op = await openExchange()
    op.advance(50 * 60_000)
    assert.equal((await op.ask({ resource: mail })).body?.['expires_in'], 600)
  })

  test('an exchange is audited as a grant of the client that asked', async () => {
    await using op = await openExchange()
    await op.ask({ resource: mail })
    await op.audit.seal()
    const sealed = await op.audit.query({ kind: 'grant', isAscending: true, limit: 100 })
    const events = sealed.map(({ event }) => event)
    assert.deepEqual(
      events
        .filter(({ reason }) => reason === 'token-exchange')
        .map(({ kind, clientId, accountId }) => [kind, clientId, accountId]),
      [['grant', 'calendar-api', 'acc_alice']],
    )
  })
})

describe('RFC8693-2.1 what is handed in', () => {
  type Row = readonly [check: string, what: string, reason: ReasonId, values: Readonly<Record<string, string | undefined>>]
  const rows: readonly Row[] = [
    ['', 'no subject token', 'exchange_subject_token_missing', { subject_token: undefined }],
    ['exchange-subject-token-type: ', 'no type', 'exchange_subject_type_unsupported', { subject_token_type: undefined }],
    [
      'exchange-subject-token-type: ',
      'an ID token',
      'exchange_subject_type_unsupported',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
    ],
    [
      'exchange-requested-token-type: ',
      'a wish for a refresh token',
      'exchange_requested_type_unsupported',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    ],
    ['exchange-actor-token-type: ', 'an actor without type', 'exchange_actor_type_unsupported', { actor_token: 'x' }],
    [
      'exchange-actor-token-type: ',
      'an actor type without actor',
      'exchange_actor_type_alone',
      { actor_token_type: accessTokenType },
    ],
    ['exchange-subject-token: ', 'any text', 'exchange_subject_token_invalid', { subject_token: 'x' }],
    [
      'exchange-actor-token: ',
      'any text as the actor',
      'exchange_actor_token_invalid',
      { actor_token: 'x', actor_token_type: accessTokenType },
    ],
  ]
  for (const [check, what, reason, values] of rows) {
    test(`${check}${what} is refused`, async () => {
      await using op = await openExchange()
      expectRefusal(await op.ask(values), 'invalid_request', reason)
    })
  }

  test('exchange-client-confidential: a public client exchanges nothing', async () => {
    await using op = await openExchange({ public: true, tokenEndpointAuthMethod: 'none' })
    expectRefusal(await op.ask({ client_secret: undefined }), 'unauthorized_client', 'exchange_public_client')
  })

  test('exchange-subject-token: a refresh token, an expired one and a revoked one are none', async () => {
    await using op = await openExchange()
    expectRefusal(await op.ask({ subject_token: op.refresh }), 'invalid_request', 'exchange_subject_token_invalid')
    const second = textOf(
      await tokenRequest(op, { grant_type: 'refresh_token', refresh_token: op.refresh, resource: calendar }),
      'access_token',
    )
    op.advance(60 * 60_000)
    expectRefusal(await op.ask(), 'invalid_request', 'exchange_subject_token_invalid')
    await revoke(op, op.refresh)
    expectRefusal(await op.ask({ subject_token: second }), 'invalid_request', 'exchange_subject_token_invalid')
  })

  test('exchange-subject-token: one of a person who can no longer sign in is none', async () => {
    await using op = await openExchange()
    op.account({ active: false })
    expectRefusal(await op.ask(), 'invalid_request', 'exchange_subject_token_invalid')
  })

  test('exchange-subject-person: a token of a client for itself is none of a person', async () => {
    await using op = await openExchange()
    const own = await tokenRequest(op, { client_id: 'calendar-api', grant_type: 'client_credentials' })
    expectRefusal(await op.ask({ subject_token: textOf(own, 'access_token') }), 'invalid_request', 'exchange_subject_not_person')
  })

  test('exchange-actor-token: the token of another client is no actor', async () => {
    await using op = await openExchange()
    const actor = { actor_token: op.given, actor_token_type: accessTokenType }
    expectRefusal(await op.ask(actor), 'invalid_request', 'exchange_actor_token_invalid')
  })

  test('exchange-actor-token: one that the caller has revoked is none any more', async () => {
    await using op = await openExchange()
    const own = textOf(await tokenRequest(op, { client_id: 'calendar-api', grant_type: 'client_credentials' }), 'access_token')
    const actor = { actor_token: own, actor_token_type: accessTokenType }
    assert.equal((await op.ask(actor)).status, 200)
    await revoke(op, own, 'calendar-api')
    expectRefusal(await op.ask(actor), 'invalid_request', 'exchange_actor_token_invalid')
  })

  test('exchange-actor-chain: no more than five stand behind each other', async () => {
    await using op = await openExchange({ exchangeFrom: ['rp', 'calendar-api'] })
    let token = op.given
    for (let i = 0; i < 5; i++) token = textOf(await op.ask({ subject_token: token }), 'access_token')
    expectRefusal(await op.ask({ subject_token: token }), 'invalid_request', 'exchange_chain_too_long')
  })
})
