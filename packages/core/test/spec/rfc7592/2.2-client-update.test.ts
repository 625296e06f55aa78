import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, JsonAnswer, ReasonId } from '@latchkey/core'
import { createRegistrationEndpoint } from '../../../src/endpoints/registration/registration.ts'
import {
  endpoint,
  expectRegistrationRefusal,
  initialToken,
  redirectUri,
  registerAnonymously,
  registerByToken,
  registered,
  registrationOf,
} from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

type Body = Readonly<Record<string, unknown>>

function update(op: TestProvider, registration: Body, change: unknown, token?: string): Promise<JsonAnswer> {
  const { client_id: clientId } = registration
  const body = isObject(change) ? { client_id: clientId, redirect_uris: [redirectUri], ...change } : change
  const authorization = `Bearer ${token ?? String(registration['registration_access_token'])}`
  return registrationOf(op).updateRegistration({ clientId: String(clientId), authorization, body })
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

describe('RFC7592-2.2 client update', () => {
  test('replaces all metadata: what is not said again is gone', async () => {
    await using op = await TestProvider.open()
    const before = await registered(op, { client_name: 'Before', logo_uri: 'https://rp.example/logo', software_id: 'app' })
    const answer = await update(op, before, { client_name: 'After', contacts: ['a@rp.example'] })
    assert.equal(answer.status, 200, `${answer.refusal?.reason}`)
    const { client_name, contacts, logo_uri, software_id, client_secret, registration_access_token } = answer.body ?? {}
    assert.deepEqual([client_name, contacts, logo_uri, software_id], ['After', ['a@rp.example'], undefined, undefined])
    assert.equal(client_secret, before['client_secret'])
    assert.equal(registration_access_token, before['registration_access_token'])
    const read = await registrationOf(op).readRegistration({
      clientId: String(before['client_id']),
      authorization: `Bearer ${String(registration_access_token)}`,
    })
    assert.deepEqual(read.body, answer.body)
  })

  test('keeps what an administrator set, and when the client was registered', async () => {
    await using op = await TestProvider.open()
    const before = await registered(op)
    const clientId = before['client_id'] as ClientId
    const { clients } = op.ports.stores
    const record = await clients.find(clientId, op.now)
    assert.ok(record !== undefined)
    const set = { skipConsent: true, postures: { 'pkce-required': 'enforce' } } as const
    assert.equal(await clients.replace({ ...record, ...set }, record.updatedAt), 'replaced')
    op.advance(60_000)
    assert.equal((await update(op, before, { client_name: 'After' })).status, 200)
    const after = await clients.find(clientId, op.now)
    assert.deepEqual([after?.skipConsent, after?.postures, after?.createdAt], [true, set.postures, record.createdAt])
  })

  test('a client of which strong signatures are demanded has them also when it says nothing of them', async () => {
    await using op = await TestProvider.open()
    const before = await registered(op)
    assert.equal(before['id_token_signed_response_alg'], 'RS256')
    const { clients } = op.ports.stores
    const record = await clients.find(before['client_id'] as ClientId, op.now)
    assert.ok(record !== undefined)
    const set = { postures: { 'signature-strong-algorithm': 'enforce' } } as const
    assert.equal(await clients.replace({ ...record, ...set }, record.updatedAt), 'replaced')
    op.advance(60_000)
    const answer = await update(op, before, { client_name: 'After' })
    assert.equal(answer.status, 200, `${answer.refusal?.reason}`)
    assert.match(String(answer.body?.['id_token_signed_response_alg']), /^(?:PS256|ES256|EdDSA|Ed25519)$/)
  })

  test('members that this server does not know are ignored, and null counts as absent', async () => {
    await using op = await TestProvider.open()
    const answer = await update(op, await registered(op), { unheard_of: 1, client_name: null, client_secret: null })
    assert.equal(answer.status, 200)
    assert.equal(Object.hasOwn(answer.body ?? {}, 'unheard_of'), false)
  })

  test('a client that becomes public loses its secret, and gets another one when it is confidential again', async () => {
    await using op = await TestProvider.open()
    const before = await registered(op)
    const open = await update(op, before, { token_endpoint_auth_method: 'none' })
    assert.equal(open.body?.['client_secret'], undefined)
    const closed = await update(op, before, { token_endpoint_auth_method: 'client_secret_post' })
    assert.match(String(closed.body?.['client_secret']), /^lk_cs_/)
    assert.notEqual(closed.body?.['client_secret'], before['client_secret'])
  })

  const refused: readonly (readonly [check: string, change: unknown, reason: ReasonId, error?: string])[] = [
    ['registration-update-client-id', { client_id: 'another' }, 'update_client_id_differs'],
    ['registration-update-client-id', { client_id: undefined }, 'update_client_id_differs'],
    ['registration-update-client-secret', { client_secret: 'lk_cs_wrong' }, 'update_client_secret_differs'],
    ['registration-update-client-secret', { client_secret: 1 }, 'update_client_secret_differs'],
    ['registration-update-server-members', { registration_access_token: 'x' }, 'update_names_server_member'],
    ['registration-update-server-members', { registration_client_uri: null }, 'update_names_server_member'],
    ['registration-update-server-members', { client_secret_expires_at: 0 }, 'update_names_server_member'],
    ['registration-update-server-members', { client_id_issued_at: 0 }, 'update_names_server_member'],
    ['the rules of a registration', { redirect_uris: [`${redirectUri}#x`] }, 'redirect_uris_not_allowed', 'invalid_redirect_uri'],
    ['the form', undefined, 'update_body_not_object'],
    ['the form', ['client_id'], 'update_body_not_object'],
  ]
  for (const [check, change, reason, error = 'invalid_client_metadata'] of refused) {
    test(`${check} refuses ${JSON.stringify(change)} and changes nothing`, async () => {
      await using op = await TestProvider.open()
      const before = await registered(op, { client_name: 'Before' })
      expectRegistrationRefusal(await update(op, before, change), error, reason)
      assert.equal((await op.ports.stores.clients.find(before['client_id'] as ClientId, op.now))?.name, 'Before')
    })
  }

  test('needs the token of this very client', async () => {
    await using op = await TestProvider.open()
    const [own, other] = [await registered(op), await registered(op)]
    const token = String(other['registration_access_token'])
    expectRegistrationRefusal(await update(op, own, {}, token), 'invalid_token', 'registration_token_wrong')
  })

  test('an administrator who takes the token away meanwhile is not overtaken', async () => {
    await using op = await TestProvider.open()
    const before = await registered(op, { client_name: 'Before' })
    const clientId = before['client_id'] as ClientId
    const { stores } = op.ports
    const replace: typeof stores.clients.replace = async (client, previous, origin) => {
      const record = await stores.clients.find(clientId, op.now)
      assert.ok(record !== undefined)
      const { registrationToken, ...kept } = record
      if (registrationToken !== undefined) await stores.clients.replace(kept, record.updatedAt)
      return stores.clients.replace(client, previous, origin)
    }
    const ports = { ...op.ports, stores: { ...stores, clients: { ...stores.clients, replace } } }
    const registration = createRegistrationEndpoint({ endpoint, grantTypes: ['authorization_code'] }, ports)
    const answer = await registration.updateRegistration({
      clientId,
      authorization: `Bearer ${String(before['registration_access_token'])}`,
      body: { client_id: clientId, redirect_uris: [redirectUri], client_name: 'After' },
    })
    expectRegistrationRefusal(answer, 'invalid_token', 'registration_token_wrong')
    assert.equal((await stores.clients.find(clientId, op.now))?.name, 'Before')
  })

  test('64 concurrent updates are made one after the other, none is half done', async () => {
    await using op = await TestProvider.open()
    const before = await registered(op)
    const names = Array.from({ length: 64 }, (_, index) => `name ${index}`)
    const answers = await Promise.all(names.map((name) => update(op, before, { client_name: name, software_id: name })))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const record = await op.ports.stores.clients.find(before['client_id'] as ClientId, op.now)
    assert.equal(record?.name, record?.softwareId)
  })
})

describe('RFC7592-2.2 an update is held to the rules of its registrant as they are now', () => {
  test('of an anonymous one', async () => {
    await using op = await TestProvider.open({ anonymousClientRegistration: true })
    const before = (await registerAnonymously(op)).body ?? {}
    const policy = op.ports.registrationPolicy?.()
    assert.ok(policy !== undefined)
    op.restrictRegistration({ anonymous: { ...policy.anonymous, scopes: ['openid'] } })
    const answer = await update(op, before, { scope: 'openid email' })
    assert.equal(answer.refusal?.reason, 'metadata_scope_not_allowed')
    assert.equal((await update(op, before, { scope: 'openid' })).status, 200)
  })

  test('and to those of its initial access token, also when that is gone', async () => {
    await using op = await TestProvider.open()
    const token = await initialToken(op, { rules: { redirectHosts: ['rp.example'] }, maxUses: 1 })
    const before = (await registerByToken(op, token)).body ?? {}
    const answer = await update(op, before, { redirect_uris: ['https://evil.example/callback'] })
    assert.equal(answer.refusal?.reason, 'redirect_hosts_not_allowed')
  })
})
