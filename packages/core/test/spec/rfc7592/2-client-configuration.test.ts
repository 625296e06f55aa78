import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { expectRegistrationRefusal, registered, registrationOf } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

interface Registration {
  readonly clientId: string
  readonly token: string
  readonly body: Readonly<Record<string, unknown>>
}

async function registration(op: TestProvider): Promise<Registration> {
  const body = await registered(op, { client_name: 'App', initiate_login_uri: 'https://rp.example/login' })
  return { clientId: String(body['client_id']), token: String(body['registration_access_token']), body }
}

describe('RFC7592-2.1 client read', () => {
  test('DYN-17 3PI-01 answers the same as the registration', async () => {
    await using op = await TestProvider.open()
    const { clientId, token, body } = await registration(op)
    const answer = await registrationOf(op).readRegistration({ clientId, authorization: `Bearer ${token}` })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, body)
  })

  test('the scheme is compared without case', async () => {
    await using op = await TestProvider.open()
    const { clientId, token } = await registration(op)
    const answer = await registrationOf(op).readRegistration({ clientId, authorization: `bearer ${token}` })
    assert.equal(answer.status, 200)
  })
})

describe('RFC7592-2.3 client delete', () => {
  test('ALL-08 answers 204 and removes the client; its token is worth nothing afterwards', async () => {
    await using op = await TestProvider.open()
    const { clientId, token } = await registration(op)
    const endpoint = registrationOf(op)
    const answer = await endpoint.removeRegistration({ clientId, authorization: `Bearer ${token}` })
    assert.equal(answer.status, 204)
    assert.equal(answer.body, undefined)
    assert.equal(await op.ports.stores.clients.find(clientId as ClientId, op.now), undefined)
    const again = await endpoint.readRegistration({ clientId, authorization: `Bearer ${token}` })
    expectRegistrationRefusal(again, 'invalid_token', 'registration_token_wrong')
  })
})

describe('RFC7592-2 a registration is closed to others', () => {
  test('without its token, with that of another client, or with another secret of its own', async () => {
    await using op = await TestProvider.open()
    const [own, other] = [await registration(op), await registration(op)]
    await op.client()
    const { clientId } = own
    const attempts: readonly (readonly [clientId: string, authorization: string | undefined])[] = [
      [clientId, undefined],
      [clientId, ''],
      [clientId, 'Bearer '],
      [clientId, own.token],
      [clientId, `Basic ${own.token}`],
      [clientId, `Bearer ${other.token}`],
      [clientId, `Bearer ${own.token}x`],
      [clientId, `Bearer ${own.token} x`],
      [clientId, `Bearer ${String(own.body['client_secret'])}`],
      ['unknown', `Bearer ${own.token}`],
      ['', `Bearer ${own.token}`],
      // Made by an administrator: has no registration token at all.
      ['rp', 'Bearer '],
      ['rp', `Bearer ${own.token}`],
    ]
    const endpoint = registrationOf(op)
    for (const [id, authorization] of attempts) {
      for (const call of [endpoint.readRegistration, endpoint.removeRegistration]) {
        const answer = await call({ clientId: id, authorization })
        expectRegistrationRefusal(answer, 'invalid_token', 'registration_token_wrong')
        assert.match(answer.challenge ?? '', /^Bearer /)
      }
    }
    assert.notEqual(await op.ports.stores.clients.find(clientId as ClientId, op.now), undefined)
  })
})
