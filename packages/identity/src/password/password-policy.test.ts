import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkPassword, PasswordPolicyError } from './password-policy.ts'

describe('password policy', () => {
  const good = ['12345678', '        ', 'pässwörd', '😀😀😀😀😀😀😀😀', 'x'.repeat(256)]
  for (const password of good) {
    test(`${JSON.stringify(password.slice(0, 12))} of ${[...password].length} characters is accepted`, () => {
      assert.equal(checkPassword(password), password.normalize('NFKC'))
    })
  }

  const bad = [
    ['', 'password_short'],
    ['1234567', 'password_short'],
    // Two units each in UTF-16, but four characters.
    ['😀😀😀😀', 'password_short'],
    // Eight code points as typed, four when composed.
    ['e\u0301e\u0301e\u0301e\u0301', 'password_short'],
    ['x'.repeat(257), 'password_long'],
    // One character that becomes eighteen.
    ['\ufdfa'.repeat(15), 'password_long'],
    ['x'.repeat(1_000_000), 'password_long'],
  ] as const
  for (const [password, problem] of bad) {
    test(`${JSON.stringify(password.slice(0, 12))} of ${password.length} units is refused: ${problem}`, () => {
      assert.throws(
        () => checkPassword(password),
        (error) => error instanceof PasswordPolicyError && error instanceof RangeError && error.problem === problem,
      )
    })
  }
})
