import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hashArgon2id } from './forms/argon2-form.ts'
import { parsePasswordHash, passwordHashMistake } from './password-hash.ts'

/** Each made by another program or taken from a specification. */
const known: readonly (readonly [what: string, password: string, hash: string])[] = [
  // phc-winner-argon2, src/test.c.
  ['Argon2id', 'password', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['Argon2i', 'password', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
]

for (const [what, password, hash] of known) {
  test(`a hash of another program is matched by its password: ${what}`, async () => {
    const parsed = parsePasswordHash(hash)
    assert.ok(parsed)
    assert.equal(passwordHashMistake(hash), undefined)
    assert.equal(await parsed.matches(password), true)
    assert.equal(await parsed.matches(`${password}x`), false)
    assert.equal(parsed.isCurrent, false)
  })
}

describe('new hashes', () => {
  test('each has its own salt and the parameters in force', async () => {
    const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
    const [one, other] = [await hashArgon2id('password', randomBytes), await hashArgon2id('password', randomBytes)]
    assert.notEqual(one, other)
    const hash = parsePasswordHash(one)
    assert.ok(hash)
    assert.equal(hash.isCurrent, true)
    assert.equal(await hash.matches('password'), true)
  })
})
