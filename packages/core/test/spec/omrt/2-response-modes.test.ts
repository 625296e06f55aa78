import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answerOf, expectSent } from '../../browser-steps.ts'
import { allTypes, namesOf, openAllTypes } from '../../response-kit.ts'

const withTokens = allTypes.filter((type) => type.includes('token'))

describe('OMRT-2.1 response modes', () => {
  for (const response_type of allTypes) {
    const natural = response_type.includes('token') ? 'fragment' : 'query'
    test(`${response_type} goes into the ${natural} by default, success and refusal`, async () => {
      await using steps = await openAllTypes({ skipConsent: true })
      const refused = await steps.authorize({ response_type, prompt: 'none' })
      assert.equal(answerOf(refused).mode, natural)
      expectSent(refused, 'login_required', 'prompt_none_no_session')
      await steps.signIn()
      assert.equal(answerOf(await steps.authorize({ response_type })).mode, natural)
    })

    test(`${response_type} goes into a fragment or a form where asked for`, async () => {
      await using steps = await openAllTypes({ skipConsent: true })
      await steps.signIn()
      for (const response_mode of ['fragment', 'form_post']) {
        assert.equal(answerOf(await steps.authorize({ response_type, response_mode })).mode, response_mode)
        const refused = await steps.authorize({ response_type, response_mode, max_age: 'x' })
        assert.equal(answerOf(refused).mode, response_mode)
      }
    })
  }

  for (const response_type of withTokens) {
    test(`OMRT-5 ${response_type} never goes into a query: asked for, it is refused in the fragment`, async () => {
      await using steps = await openAllTypes({ skipConsent: true })
      await steps.signIn()
      const outcome = await steps.authorize({ response_type, response_mode: 'query' })
      assert.equal(answerOf(outcome).mode, 'fragment')
      expectSent(outcome, 'invalid_request', 'response_mode_query_refused')
    })
  }

  test('an unknown mode is refused in the way that belongs to the type', async () => {
    await using steps = await openAllTypes()
    for (const [response_type, mode] of [
      ['code', 'query'],
      ['id_token', 'fragment'],
    ]) {
      const outcome = await steps.authorize({ response_type, response_mode: 'web_message' })
      assert.equal(answerOf(outcome).mode, mode)
      expectSent(outcome, 'invalid_request', 'response_mode_unsupported')
    }
  })

  test('an unknown type that asks for tokens is refused in the fragment', async () => {
    await using steps = await openAllTypes()
    for (const [response_type, mode] of [
      ['token', 'fragment'],
      ['code token token', 'fragment'],
      ['none code', 'query'],
    ]) {
      const outcome = await steps.authorize({ response_type })
      assert.equal(answerOf(outcome).mode, mode)
      expectSent(outcome, 'unsupported_response_type', 'response_type_unsupported')
    }
  })
})

describe('OMRT-4 response type none', () => {
  test('brings state, issuer and the state of the session, and leaves nothing to redeem behind', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete({ response_type: 'none' })
    assert.deepEqual(namesOf(answered), ['iss', 'session_state', 'state'])
    assert.equal(answered.mode, 'query')
    assert.equal(steps.test.steps.at(-1)?.step.note, 'nothing was asked for')
  })

  test('remembers the consent that it was for', async () => {
    await using steps = await openAllTypes()
    await steps.complete({ response_type: 'none', scope: 'openid email' })
    const silent = await steps.authorize({ scope: 'openid email', prompt: 'none' })
    assert.ok(answerOf(silent).parameters['code'])
  })

  test('is for clients that registered it', async () => {
    await using steps = await openAllTypes({ responseTypes: ['code'] })
    expectSent(await steps.authorize({ response_type: 'none' }), 'unauthorized_client', 'response_type_not_allowed')
  })
})
