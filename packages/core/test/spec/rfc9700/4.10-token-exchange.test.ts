import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client, ReasonId } from '@latchkey/core'
import { openAccessToken, sealAccessToken } from '../../../src/tokens/access-token.ts'
import { openExchange } from '../../exchange-kit.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { issuer } from '../../test-provider.ts'
import { calendar, idOf, introspect, mail } from '../../token-kit.ts'

describe('RFC9700-4.10.2 an exchange never widens rights', () => {
  type Row = readonly [
    check: string,
    what: string,
    error: string,
    reason: ReasonId,
    values: Readonly<Record<string, string | undefined>>,
    change?: Partial<Client>,
  ]
  const rows: readonly Row[] = [
    [
      'exchange-scope-not-wider',
      'a scope that the token does not have',
      'invalid_scope',
      'exchange_scope_exceeded',
      { scope: 'mail.read' },
    ],
    [
      'exchange-scope-not-wider',
      'a scope that the person did not allow',
      'invalid_scope',
      'exchange_scope_exceeded',
      { scope: 'other', resource: mail },
    ],
    [
      'exchange-scope-not-wider',
      'a scope that its own record does not allow',
      'invalid_scope',
      'exchange_scope_exceeded',
      { scope: 'mail.read', resource: mail },
      { scopes: ['calendar.read'] },
    ],
    [
      'exchange-resource-allowed',
      'an API that it may not reach',
      'invalid_target',
      'exchange_target_not_allowed',
      { resource: mail },
      { exchangeTo: [] },
    ],
    ['exchange-resource-allowed', 'this server itself', 'invalid_target', 'exchange_target_not_allowed', { resource: issuer }],
    [
      'exchange-resource-allowed',
      'an API that nobody registered',
      'invalid_target',
      'exchange_target_not_allowed',
      { resource: 'https://evil.example' },
    ],
    ['exchange-resource-form', 'no URI', 'invalid_target', 'resource_malformed', { resource: 'evil' }],
    [
      'exchange-subject-client',
      'a token of a client that it may not act for',
      'unauthorized_client',
      'exchange_not_allowed',
      {},
      { exchangeFrom: ['another'] },
    ],
    [
      'exchange-subject-client',
      'anything, without permission',
      'unauthorized_client',
      'exchange_not_allowed',
      {},
      { exchangeFrom: [] },
    ],
  ]
  for (const [check, what, error, reason, values, change = {}] of rows) {
    test(`${check}: ${what} is refused`, async () => {
      await using op = await openExchange(change)
      expectRefusal(await op.ask(values), error, reason)
    })
  }

  test('exchange-resource-allowed: an API that the person did not allow is out of reach, whatever the record says', async () => {
    await using op = await openExchange({}, { resources: [calendar] })
    expectRefusal(await op.ask({ resource: mail }), 'invalid_target', 'exchange_target_not_allowed')
  })

  test('exchange-resource-allowed: not both what the token is for and what it is not, which would bring back scopes that it has lost', async () => {
    await using op = await openExchange()
    const answer = await op.ask({ resource: [calendar, mail] })
    expectRefusal(answer, 'invalid_target', 'exchange_target_not_allowed')
  })

  test('exchange-subject-bound: a token that is bound to a key needs the proof of that key', async () => {
    await using op = await openExchange()
    const token = openAccessToken(op.given, op.ports)
    assert.ok(token)
    const bound = sealAccessToken({ ...token, jkt: 'a thumbprint' }, op.ports)
    expectRefusal(await op.ask({ subject_token: bound }), 'invalid_request', 'exchange_subject_bound')
  })

  test('exchange-subject-reached-caller: a token that was never handed to the caller is of no use to it', async () => {
    await using op = await openExchange({ clientId: idOf('stranger') })
    expectRefusal(await op.ask({ client_id: 'stranger' }), 'invalid_request', 'exchange_subject_not_for_caller')
  })

  test('exchange-resource-enabled: an API that is switched off gets no tokens this way either', async () => {
    await using op = await openExchange()
    op.defineResources(
      { resource: calendar, scopes: ['calendar.read'], introspectionClients: [idOf('calendar-api')] },
      { resource: mail, enabled: false },
    )
    expectRefusal(await op.ask({ resource: mail }), 'invalid_target', 'resource_disabled')
    const answersFor = { scopes: ['calendar.read'], introspectionClients: [idOf('calendar-api')] }
    op.defineResources({ resource: calendar, ...answersFor, enabled: false })
    // Unnamed, it is what the token is for.
    expectRefusal(await op.ask(), 'invalid_target', 'resource_disabled')
  })

  test('the claims that its first client asked for are not told to the one that exchanged it', async () => {
    await using op = await openExchange()
    const code = await op.code({ scopes: ['openid'], claims: '{"userinfo":{"email":{"essential":true}}}' })
    const own = textOf(await op.redeem(code), 'access_token')
    assert.equal((await op.userinfo(own)).body?.['email'], 'alice@example.org')
    await op.changeClient({ exchangeFrom: ['rp'] })
    const exchanged = textOf(await op.ask({ client_id: 'rp', subject_token: own }), 'access_token')
    assert.equal((await op.userinfo(exchanged)).body?.['email'], 'alice@example.org', 'its own client asked for them')
    const { body } = await introspect(op, exchanged)
    assert.deepEqual([body?.['act'], body?.['scope']], [{ sub: 'rp', client_id: 'rp' }, 'openid'])
  })
})
