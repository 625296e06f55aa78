import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client } from '@latchkey/core'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { issuer, TestProvider } from '../../test-provider.ts'
import { calendar, defineApis, idOf, introspect, mail, revoke, tokenRequest } from '../../token-kit.ts'

const robot: Partial<Client> = { grantTypes: ['client_credentials'], responseTypes: [], scopes: ['calendar.read', 'openid'] }
const request = { grant_type: 'client_credentials' }

async function open(change: Partial<Client> & { readonly public?: boolean } = {}): Promise<TestProvider> {
  const op = await TestProvider.open()
  defineApis(op)
  await op.client({ ...robot, ...change })
  return op
}

describe('RFC6749-4.4 client credentials', () => {
  test('yield a token of the client for itself, with the scopes of its record, and nothing beside it', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, request)
    assert.deepEqual(Object.keys(answer.body ?? {}).toSorted(), ['access_token', 'expires_in', 'scope', 'token_type'])
    assert.equal(answer.body?.['scope'], 'calendar.read', 'scopes about people are not for clients alone')
    const { body } = await introspect(op, textOf(answer, 'access_token'))
    assert.deepEqual(
      [body?.['active'], body?.['sub'], body?.['client_id'], body?.['scope'], body?.['auth_time']],
      [true, 'rp', 'rp', 'calendar.read', undefined],
    )
  })

  test('do not ask where the request came from, as nothing of it is stored; every other grant does before it waits', async () => {
    await using op = await open()
    const asked: string[] = []
    const send = (grantType: string) =>
      op.provider.token({
        parameters: [['grant_type', grantType]],
        authorization: undefined,
        get address() {
          asked.push(grantType)
          return '192.0.2.1'
        },
      })
    const answers = ['client_credentials', 'authorization_code', 'refresh_token', 'unheard-of', ''].map(send)
    assert.deepEqual(asked, ['authorization_code', 'refresh_token', 'unheard-of', ''])
    for (const answer of await Promise.all(answers)) assert.equal(answer.refusal?.error, 'invalid_client')
  })

  test('reach an API of whose scopes the client has one', async () => {
    await using op = await open()
    await op.client({ ...robot, clientId: idOf('calendar-api') })
    const token = textOf(await tokenRequest(op, { ...request, resource: calendar }), 'access_token')
    const { body } = await introspect(op, token, 'calendar-api')
    assert.deepEqual([body?.['active'], body?.['aud'], body?.['scope']], [true, calendar, 'calendar.read'])
  })

  test('client-alone-resource-allowed: reach no other, nor this server itself', async () => {
    await using op = await open()
    for (const resource of [mail, issuer]) {
      const answer = await tokenRequest(op, { ...request, resource })
      expectRefusal(answer, 'invalid_target', 'client_credentials_resource')
    }
  })

  test('reach an API without scopes only for clients of administrators', async () => {
    await using op = await open()
    op.defineResources({ resource: mail })
    assert.equal((await tokenRequest(op, { ...request, resource: mail })).status, 200)
    await op.changeClient({ origin: 'dynamic' })
    const answer = await tokenRequest(op, { ...request, resource: mail })
    expectRefusal(answer, 'invalid_target', 'client_credentials_resource')
  })

  test('client-alone-resource-known, client-alone-resource-enabled, client-alone-resource-form: only registered, enabled ones, whatever the posture', async () => {
    await using op = await open()
    const ask = (resource: string) => tokenRequest(op, { ...request, resource })
    expectRefusal(await ask('https://unknown.example'), 'invalid_target', 'resource_unknown')
    expectRefusal(await ask('nonsense'), 'invalid_target', 'resource_malformed')
    op.defineResources({ resource: calendar, enabled: false })
    expectRefusal(await ask(calendar), 'invalid_target', 'resource_disabled')
  })

  test('client-alone-scope: no scope that the record does not list, and none about people', async () => {
    await using op = await open()
    for (const scope of ['mail.read', 'openid', 'offline_access', 'calendar.read other', '"']) {
      expectRefusal(await tokenRequest(op, { ...request, scope }), 'invalid_scope', 'client_credentials_scope')
    }
    assert.equal((await tokenRequest(op, { ...request, scope: 'calendar.read' })).body?.['scope'], 'calendar.read')
  })

  test('a client whose record lists no scopes gets a token without any', async () => {
    await using op = await TestProvider.open()
    defineApis(op)
    await op.client({ grantTypes: ['client_credentials'] })
    const answer = await tokenRequest(op, request)
    assert.equal(answer.status, 200)
    assert.equal(answer.body?.['scope'], undefined)
  })

  test('client-alone-confidential: a public client gets none', async () => {
    await using op = await open({ public: true, tokenEndpointAuthMethod: 'none' })
    const answer = await tokenRequest(op, { ...request, client_secret: undefined })
    expectRefusal(answer, 'unauthorized_client', 'client_credentials_public_client')
  })

  test('a client without the grant type gets none', async () => {
    await using op = await open({ grantTypes: ['authorization_code'] })
    expectRefusal(await tokenRequest(op, request), 'unauthorized_client', 'grant_type_not_allowed')
  })

  test('access-token-of-person: UserInfo has nobody to tell of', async () => {
    await using op = await open()
    const answer = await op.userinfo(textOf(await tokenRequest(op, request), 'access_token'))
    expectRefusal(answer, 'invalid_token', 'access_token_without_person', 401)
  })

  test('RFC7009-2 one token is revoked alone, at once and for good', async () => {
    await using op = await open()
    const [first, second] = [await tokenRequest(op, request), await tokenRequest(op, request)].map((answer) =>
      textOf(answer, 'access_token'),
    )
    assert.equal((await revoke(op, first ?? '')).status, 200)
    assert.equal((await revoke(op, first ?? '')).status, 200)
    assert.deepEqual((await introspect(op, first ?? '')).body, { active: false })
    assert.equal((await introspect(op, second ?? '')).body?.['active'], true)
  })

  test('tokens follow the record of their client: its scopes, its grant types, its end', async () => {
    await using op = await open({ scopes: ['calendar.read', 'mail.read'] })
    await op.client({ ...robot, clientId: idOf('calendar-api') })
    const token = textOf(await tokenRequest(op, { ...request, resource: calendar }), 'access_token')
    const wide = textOf(await tokenRequest(op, request), 'access_token')
    await op.changeClient({ scopes: ['calendar.read'] })
    assert.equal((await introspect(op, wide)).body?.['scope'], 'calendar.read')
    await op.changeClient({ grantTypes: ['authorization_code'] })
    assert.deepEqual((await introspect(op, token, 'calendar-api')).body, { active: false })
    await op.changeClient({ grantTypes: ['client_credentials'] })
    assert.equal((await introspect(op, token, 'calendar-api')).body?.['active'], true)
    await op.ports.stores.clients.remove(idOf('rp'), op.now)
    assert.deepEqual((await introspect(op, token, 'calendar-api')).body, { active: false })
  })

  test('a client that asks all the time leaves one trace a second, and one for each refusal', async () => {
    await using op = await open()
    const [first, second] = [await tokenRequest(op, request), await tokenRequest(op, request)]
    assert.equal(first?.traceId, second?.traceId)
    const refused = await tokenRequest(op, { ...request, scope: 'other' })
    assert.notEqual(refused.traceId, first?.traceId)
    op.advance(1_000)
    assert.notEqual((await tokenRequest(op, request)).traceId, first?.traceId)
    assert.equal(op.steps.filter(({ step }) => step.endpoint === 'token').length, 3)
  })

  test('a change of the encryption key ends them all', async () => {
    await using op = await open()
    const token = textOf(await tokenRequest(op, request), 'access_token')
    op.configure({ encryptionKey: 'another encryption key of the tests, sixty-four characters long...' })
    assert.deepEqual((await introspect(op, token)).body, { active: false })
  })
})
