import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { expectRefusal } from '../../expect-refusal.ts'
import { challenge, TestProvider, verifier } from '../../test-provider.ts'

const withChallenge = { codeChallenge: challenge, codeChallengeMethod: 'S256' } as const

describe('RFC7636-4.6 code_verifier', () => {
  test('the verifier of the example of RFC7636-B is accepted', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    const code = await op.code(withChallenge)
    assert.equal((await op.redeem(code, { client_secret: undefined, code_verifier: verifier })).status, 200)
  })

  for (const length of [43, 128]) {
    test(`a verifier of ${length} characters of the whole alphabet is accepted`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      const alphabet = 'ABCXYZabcxyz0189-._~'
      const text = alphabet.repeat(7).slice(0, length)
      const code = await op.code({ codeChallenge: op.crypto.digest(text), codeChallengeMethod: 'S256' })
      assert.equal((await op.redeem(code, { code_verifier: text })).status, 200)
    })
  }

  const refusals: readonly [title: string, codeVerifier: string | undefined, error: string, reason: ReasonId][] = [
    ['it is missing', undefined, 'invalid_grant', 'code_verifier_missing'],
    ['it is another one', 'x'.repeat(43), 'invalid_grant', 'code_verifier_mismatch'],
    ['it is the challenge itself', challenge, 'invalid_grant', 'code_verifier_mismatch'],
    ['it is too short', 'x'.repeat(42), 'invalid_request', 'code_verifier_malformed'],
    ['it is too long', 'x'.repeat(129), 'invalid_request', 'code_verifier_malformed'],
    ['it has other characters', `${'x'.repeat(42)}+`, 'invalid_request', 'code_verifier_malformed'],
    ['it ends with a line feed', `${verifier}\n`, 'invalid_request', 'code_verifier_malformed'],
  ]
  for (const [title, codeVerifier, error, reason] of refusals) {
    test(`refused when ${title}`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      expectRefusal(await op.redeem(await op.code(withChallenge), { code_verifier: codeVerifier }), error, reason)
    })
  }
})

describe('RFC9700-2.1.1 PKCE downgrade', () => {
  test('a verifier for a code without a challenge is refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    expectRefusal(await op.redeem(await op.code(), { code_verifier: verifier }), 'invalid_grant', 'code_verifier_unexpected')
  })
})
