import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BrowserSteps } from '../../browser-steps.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { clientSecret } from '../../test-provider.ts'
import { calendar, defineApis, idOf, introspect, mail, pairs, tokenRequest } from '../../token-kit.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const scope = 'openid offline_access calendar.read mail.read'

async function open() {
  const steps = await BrowserSteps.open({ grantTypes: [grantType, 'refresh_token'], redirectUris: [] })
  const { test: op, provider } = steps
  defineApis(op)
  await op.client({ clientId: idOf('calendar-api') })
  const ask = (resource: readonly string[]) =>
    provider.deviceAuthorization({
      parameters: pairs({ client_id: 'rp', client_secret: clientSecret, scope, resource }),
      authorization: undefined,
      requestedFrom: '192.0.2.1',
    })
  /** The code of a device that its user approved. */
  const approved = async (resource: readonly string[]): Promise<string> => {
    const started = await ask(resource)
    const pending = await provider.findDevice(textOf(started, 'user_code'))
    assert.ok(pending)
    assert.equal(await provider.decideDevice(pending.authorization, { session: await steps.signIn() }), true)
    return textOf(started, 'device_code')
  }
  const poll = (code: string, more: Readonly<Record<string, string>> = {}) =>
    tokenRequest(op, { grant_type: grantType, device_code: code, ...more })
  return { steps, op, provider, ask, approved, poll, [Symbol.asyncDispose]: () => steps[Symbol.asyncDispose]() }
}

describe('RFC8707-2.1 the resource of a device authorization request', () => {
  test('is what the token is for, if the device names none when it redeems', async () => {
    await using device = await open()
    const answer = await device.poll(await device.approved([calendar]))
    assert.equal(answer.body?.['scope'], 'calendar.read')
    assert.equal((await introspect(device.op, textOf(answer, 'access_token'))).body?.['aud'], calendar)
  })

  test('limits what the device can choose when it redeems, and when it refreshes', async () => {
    await using device = await open()
    const code = await device.approved([calendar])
    expectRefusal(await device.poll(code, { resource: mail }), 'invalid_target', 'resource_not_granted')
    device.op.advance(60_000)
    const answer = await device.poll(code, { resource: calendar })
    const refresh = { grant_type: 'refresh_token', refresh_token: textOf(answer, 'refresh_token'), resource: mail }
    expectRefusal(await tokenRequest(device.op, refresh), 'invalid_target', 'resource_not_granted')
  })

  test('is shown to the person who decides, by its name where it has one', async () => {
    await using device = await open()
    const elsewhere = 'https://elsewhere.example/api'
    const started = await device.ask([calendar, elsewhere])
    const pending = await device.provider.findDevice(textOf(started, 'user_code'))
    assert.deepEqual(pending?.resources, [{ resource: calendar, name: 'Calendar' }, { resource: elsewhere }])
  })

  test('device-resource-form, device-resource-known, device-resource-enabled: is refused before a person sees a code', async () => {
    await using device = await open()
    expectRefusal(await device.ask(['calendar']), 'invalid_target', 'resource_malformed')
    device.op.secure({ profile: 'strict' })
    expectRefusal(await device.ask(['https://elsewhere.example/api']), 'invalid_target', 'resource_unknown')
    device.op.defineResources({ resource: calendar, enabled: false })
    expectRefusal(await device.ask([calendar]), 'invalid_target', 'resource_disabled')
  })
})
