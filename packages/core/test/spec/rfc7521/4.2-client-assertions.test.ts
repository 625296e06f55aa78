import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client, JsonAnswer } from '@latchkey/core'
import {
  asserted,
  assertionOf,
  assertionType,
  claimsOf,
  es256,
  expectNobody,
  macOf,
  newKey,
  openWith,
  redeemBy,
  withKey,
  withSecret,
} from '../../assertion-kit.ts'
import { expectRefusal } from '../../expect-refusal.ts'
import { basic, clientSecret, form, redirectUri } from '../../test-provider.ts'

const stranger = await newKey('ES256', 'one')

describe('RFC7521-4.2 how an assertion is presented', () => {
  const send = (parameters: Readonly<Record<string, string | undefined>>) => ({ client_secret: undefined, ...parameters })

  test('with the one type that is known, and not without it', async () => {
    await using op = await openWith()
    const assertion = await assertionOf(claimsOf(op), es256)
    for (const type of [undefined, 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer']) {
      const answer = await op.redeem(await op.code(), { ...asserted(assertion), client_assertion_type: type })
      expectNobody(answer, 'client_auth_assertion_type')
    }
    const without = await op.redeem(await op.code(), send({ client_assertion_type: assertionType }))
    expectNobody(without, 'client_auth_assertion_malformed')
  })

  test('not beside a secret or a header', async () => {
    await using op = await openWith(withSecret)
    const parameters = asserted(await macOf(claimsOf(op), clientSecret))
    const reason = 'client_auth_assertion_beside_another'
    const code = await op.code()
    expectRefusal(await op.redeem(code, { ...parameters, client_secret: clientSecret }), 'invalid_request', reason)
    const whole = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...parameters }
    expectRefusal(await op.token(whole, basic('rp', clientSecret)), 'invalid_request', reason)
  })
})

describe('OIDCC-9 single use of an assertion', () => {
  test('a second use is refused, at another endpoint too', async () => {
    await using op = await openWith()
    const assertion = await assertionOf(claimsOf(op), es256)
    assert.equal((await redeemBy(op, assertion)).status, 200)
    expectNobody(await redeemBy(op, assertion), 'client_auth_assertion_replayed')
    const parameters = form({ ...asserted(assertion), token: 'lk_at_x' })
    expectNobody(await op.provider.revoke({ parameters, authorization: undefined }), 'client_auth_assertion_replayed')
    const { step } = op.steps.at(-1) ?? assert.fail()
    assert.deepEqual(step.checks.at(-1), {
      check: 'client-assertion-single-use',
      spec: 'OIDCC-9',
      outcome: 'failed',
      reason: 'client_auth_assertion_replayed',
    })
  })

  test('another assertion with the same jti is refused as long as the first one would be accepted', async () => {
    await using op = await openWith()
    const again = async (): Promise<JsonAnswer> => redeemBy(op, await assertionOf(claimsOf(op, { jti: 'same' }), es256))
    assert.equal((await again()).status, 200)
    op.advance(89_000)
    expectNobody(await again(), 'client_auth_assertion_replayed')
    op.advance(1_001)
    assert.equal((await again()).status, 200)
  })

  test('a jti of one client is none of another', async () => {
    await using op = await openWith()
    await op.client({ ...withKey, clientId: 'other' as Client['clientId'] })
    const first = await assertionOf(claimsOf(op, { jti: 'same' }), es256)
    const second = await assertionOf(claimsOf(op, { jti: 'same', iss: 'other', sub: 'other' }), es256)
    assert.equal((await redeemBy(op, first)).status, 200)
    const answer = await op.redeem(await op.code({ clientId: 'other' }), asserted(second))
    assert.equal(answer.status, 200)
  })

  test('whoever cannot sign uses up no jti', async () => {
    await using op = await openWith()
    const claims = claimsOf(op)
    expectNobody(await redeemBy(op, await assertionOf(claims, stranger)), 'client_auth_assertion_signature')
    assert.equal((await redeemBy(op, await assertionOf(claims, es256))).status, 200)
  })

  test('of 64 uses at once exactly one succeeds', async () => {
    await using op = await openWith()
    const assertion = await assertionOf(claimsOf(op), es256)
    const parameters = form({ ...asserted(assertion), token: 'lk_at_x' })
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => op.provider.introspect({ parameters, authorization: undefined })),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expectNobody(answer, 'client_auth_assertion_replayed')
  })
})
