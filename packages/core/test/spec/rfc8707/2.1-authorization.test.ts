import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BrowserSteps, codeOf, expectSent, pageOf } from '../../browser-steps.ts'
import { textOf } from '../../expect-refusal.ts'
import { issuer, verifier } from '../../test-provider.ts'
import { calendar, claimsIn, defineApis, introspect, mail } from '../../token-kit.ts'

async function open(): Promise<BrowserSteps> {
  const steps = await BrowserSteps.open()
  defineApis(steps.test)
  await steps.signIn()
  return steps
}

describe('RFC8707-2.1 the resource of an authorization request', () => {
  test('is shown by its name on the consent page, granted, and the audience of what the code yields', async () => {
    await using steps = await open()
    const waiting = pageOf(
      await steps.authorize({ scope: 'openid calendar.read', resource: calendar }),
      'consent',
      'consent_missing',
    )
    const pending = await steps.open(waiting)
    assert.deepEqual([pending.resources, pending.newResources], [[{ resource: calendar, name: 'Calendar' }], [calendar]])
    const answer = await steps.test.redeem(codeOf(await steps.decide(waiting, 'allow')), { code_verifier: verifier })
    const { body } = await introspect(steps.test, textOf(answer, 'access_token'))
    assert.deepEqual([body?.['aud'], body?.['scope']], [calendar, 'calendar.read'])
  })

  test('is asked for once, and again for another one although the scopes are the same', async () => {
    await using steps = await open()
    const request = { scope: 'openid other' }
    const first = pageOf(await steps.authorize({ ...request, resource: calendar }), 'consent', 'consent_missing')
    codeOf(await steps.decide(first, 'allow'))
    codeOf(await steps.authorize({ ...request, resource: calendar }))
    codeOf(await steps.authorize(request))
    codeOf(await steps.authorize({ ...request, resource: issuer }))
    const second = pageOf(await steps.authorize({ ...request, resource: mail }), 'consent', 'consent_missing')
    assert.deepEqual((await steps.open(second)).newResources, [mail])
  })

  test('LATCHKEY-0036-tokens-for-apis one that nobody registered is shown by its identifier', async () => {
    await using steps = await open()
    const resource = 'https://mcp.example/mcp'
    const waiting = pageOf(await steps.authorize({ scope: 'openid', resource }), 'consent', 'consent_missing')
    assert.deepEqual((await steps.open(waiting)).resources, [{ resource }])
    const answer = await steps.test.redeem(codeOf(await steps.decide(waiting, 'allow')), { code_verifier: verifier })
    assert.equal(claimsIn(textOf(answer, 'access_token'))['aud'], resource)
  })

  test('resource-form: one that is no absolute URI, or has a fragment, is refused', async () => {
    await using steps = await open()
    for (const resource of ['calendar', `${calendar}#x`]) {
      expectSent(await steps.authorize({ scope: 'openid', resource }), 'invalid_target', 'resource_malformed')
    }
  })

  test('resource-known: one that nobody registered is refused where the client is held to the registered ones', async () => {
    await using steps = await open()
    await steps.test.changeClient({ postures: { 'resource-known': 'enforce' } })
    const request = { scope: 'openid', resource: 'https://unknown.example' }
    expectSent(await steps.authorize(request), 'invalid_target', 'resource_unknown')
  })

  test('resource-enabled: one that was switched off is refused', async () => {
    await using steps = await open()
    steps.test.defineResources({ resource: calendar, enabled: false })
    const answer = await steps.authorize({ scope: 'openid', resource: calendar })
    expectSent(answer, 'invalid_target', 'resource_disabled')
  })
})
