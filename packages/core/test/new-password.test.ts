import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BrowserSteps, codeOf, expectSent } from './browser-steps.ts'

describe('LATCHKEY-0054-pages-of-a-person a session that was stored after its person had set another password', () => {
  test('is nobody’s, as far as clients and pages are concerned', async () => {
    await using steps = await BrowserSteps.open()
    steps.credentialVersion = 1
    await steps.complete()
    codeOf(await steps.authorize({ prompt: 'none' }))
    steps.credentialVersion = 2
    expectSent(await steps.authorize({ prompt: 'none' }), 'login_required', 'prompt_none_no_session')
    const asked = await steps.authorize()
    assert.equal(asked.kind === 'interact' && asked.page, 'login')
  })

  test('goes on when the person signs in with the new one', async () => {
    await using steps = await BrowserSteps.open()
    steps.credentialVersion = 1
    const { sessionId } = await steps.signIn()
    steps.credentialVersion = 2
    codeOf(await steps.complete())
    assert.equal((await steps.session())?.sessionId, sessionId)
    codeOf(await steps.authorize({ prompt: 'none' }))
  })

  test('says in every code whose password it was', async () => {
    await using steps = await BrowserSteps.open()
    steps.credentialVersion = 7
    const code = codeOf(await steps.complete())
    const stored = await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now)
    assert.equal(stored?.grant.credentialVersion, 7)
  })
})
