import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hashArgon2id, isOutdated, matchesArgon2id } from './argon2id.ts'
import { formatPhc, parsePhc } from './phc.ts'

const salt = 'c29tZXNhbHQxMjM0NTY3OA'
const tag = 'A'.repeat(43)

describe('PHC strings of Argon2id', () => {
  test('what is written is read', () => {
    const hash = { memory: 19_456, passes: 2, parallelism: 1, salt: Buffer.from('sixteen octets..'), tag: Buffer.alloc(32, 1) }
    assert.deepEqual(parsePhc(formatPhc(hash)), hash)
  })

  test('a hash of the reference program is matched', async () => {
    // A vector of phc-winner-argon2, src/test.c.
    const hash = parsePhc('$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc')
    assert.ok(hash)
    assert.equal(await matchesArgon2id('password', hash), true)
    assert.equal(await matchesArgon2id('Password', hash), false)
    assert.equal(isOutdated(hash), true)
  })

  test('each hash has its own salt and the parameters in force', async () => {
    const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
    const [one, other] = [await hashArgon2id('password', randomBytes), await hashArgon2id('password', randomBytes)]
    assert.notEqual(one, other)
    const hash = parsePhc(one)
    assert.ok(hash)
    assert.equal(isOutdated(hash), false)
    assert.equal(await matchesArgon2id('password', hash), true)
  })

  const bad = [
    ['empty', ''],
    ['another kind', `$argon2i$v=19$m=19456,t=2,p=1$${salt}$${tag}`],
    ['another version', `$argon2id$v=16$m=19456,t=2,p=1$${salt}$${tag}`],
    ['no passes', `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${tag}`],
    ['no lanes', `$argon2id$v=19$m=19456,t=2,p=0$${salt}$${tag}`],
    ['too little memory for its lanes', `$argon2id$v=19$m=31,t=2,p=4$${salt}$${tag}`],
    ['more memory than a sign-in may take', `$argon2id$v=19$m=262145,t=2,p=1$${salt}$${tag}`],
    ['more passes than a sign-in may take', `$argon2id$v=19$m=19456,t=17,p=1$${salt}$${tag}`],
    ['a short tag', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$AAAA`],
    ['padding', `$argon2id$v=19$m=19456,t=2,p=1$${salt}==$${tag}`],
    ['something behind', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}$`],
    ['a line break behind', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}\n`],
  ] as const
  for (const [what, text] of bad) test(`${what} is not one`, () => assert.equal(parsePhc(text), undefined))
})
