import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIdentity, PasswordPolicyError, UnknownSecrets } from '@latchkey/identity'
import { password, TestIdentity } from './test-identity.ts'

describe('the policy for new passwords', () => {
  test('is asked for at each use', async () => {
    await using kit = await TestIdentity.open()
    let policy = { min: 8, max: 64 }
    const identity = createIdentity({ clock: kit.clock, crypto: kit.crypto, stores: kit.stores, policy: () => policy })
    assert.match(await identity.hashPassword('8 signs!'), /^\$argon2id\$/)
    policy = { min: 12, max: 16 }
    for (const [text, problem, required] of [
      ['8 signs!', 'password_short', 12],
      ['seventeen signs !', 'password_long', 16],
    ] as const) {
      await assert.rejects(identity.hashPassword(text), (error: unknown) => {
        assert.ok(error instanceof PasswordPolicyError)
        assert.deepEqual([error.problem, error.required], [problem, required])
        assert.ok(error.message.includes(String(required)))
        return true
      })
    }
  })

  test('does not keep anybody out whose password is older', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    const policy = () => ({ min: 64, max: 128 })
    const identity = createIdentity({ clock: kit.clock, crypto: kit.crypto, stores: kit.stores, policy })
    const outcome = await identity.verifyPassword({ username: 'alice', password, network: '192.0.2.1' })
    assert.equal(outcome.kind, 'verified')
  })
})

test('a hash is compared with a password without counting as a sign-in', async () => {
  await using kit = await TestIdentity.open()
  const { passwordHash = '' } = await kit.account()
  assert.equal(await kit.identity.isPassword(password, passwordHash), true)
  for (let guess = 0; guess < 8; guess += 1) assert.equal(await kit.identity.isPassword('wrong', passwordHash), false)
  assert.equal(await kit.identity.isPassword('x'.repeat(2000), passwordHash), false)
  assert.equal(await kit.identity.isPassword(password, 'no hash'), false)
  assert.equal(await kit.signIn(), 'verified')
})

describe('secrets that nobody has', () => {
  test('are free for a while, then slowed down, longer each time up to a minute, and forgotten', async () => {
    await using kit = await TestIdentity.open()
    const unknown = new UnknownSecrets({ clock: kit.clock, crypto: kit.crypto, throttle: kit.stores.throttle })
    const waits: number[] = []
    for (let count = 0; count < 60; count += 1) waits.push(await unknown.count('192.0.2.1'))
    assert.deepEqual(waits.slice(0, 50), Array(50).fill(0))
    assert.deepEqual(waits.slice(50), [1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    assert.equal(await unknown.count('192.0.2.2'), 0)
    kit.advance(60 * 60 * 1000)
    assert.equal(await unknown.count('192.0.2.1'), 0)
  })

  test('do not slow down sign-in from the same network', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    const unknown = new UnknownSecrets({ clock: kit.clock, crypto: kit.crypto, throttle: kit.stores.throttle })
    for (let count = 0; count < 60; count += 1) await unknown.count('192.0.2.1')
    assert.equal(await kit.signIn(), 'verified')
  })
})
