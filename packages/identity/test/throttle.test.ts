import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Throttle } from '../src/throttle/throttle.ts'
import { TestIdentity } from './test-identity.ts'

const wrong = { password: 'wrong horse battery' }
const second = 1000
const minute = 60 * second

async function fail(kit: TestIdentity, times: number, change: Parameters<TestIdentity['signIn']>[0] = {}): Promise<void> {
  for (let count = 0; count < times; count += 1) assert.equal(await kit.signIn({ ...wrong, ...change }), 'refused')
}

/** Failures that came before, without the work of looking at a password. */
async function count(kit: TestIdentity, times: number, username = 'alice'): Promise<void> {
  const throttle = new Throttle({ clock: kit.clock, crypto: kit.crypto, throttle: kit.stores.throttle })
  for (let done = 0; done < times; done += 1) await throttle.countFailure({ username, network: '192.0.2.1' })
}

describe('throttling of an account from one network', () => {
  test('five failures are free, then the delay doubles', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 6)
    for (const delay of [1, 2, 4, 8, 16]) {
      assert.equal(await kit.signIn(), `throttled ${delay}`)
      kit.advance(delay * second - 1)
      assert.equal(await kit.signIn(wrong), 'throttled 1')
      kit.advance(1)
      await fail(kit, 1)
    }
  })

  test('the delay has an upper bound, and what was refused in it does not prolong it', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 6)
    await count(kit, 12)
    kit.advance(15 * minute)
    await fail(kit, 1)
    assert.equal(await kit.signIn(wrong), `throttled ${15 * 60}`)
    kit.advance(15 * minute)
    assert.equal(await kit.signIn(), 'verified')
  })

  test('the right password is not looked at during the delay, so that it cannot be found out faster', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 6)
    assert.equal(await kit.signIn(), 'throttled 1')
  })

  test('the person is not locked out from another network', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 6)
    assert.equal(await kit.signIn({ network: '198.51.100.7' }), 'verified')
  })

  test('others on the same network are not delayed', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await kit.account({ username: 'bob' })
    await fail(kit, 6)
    assert.equal(await kit.signIn({ username: 'bob' }), 'verified')
  })

  test('a name that does not exist is delayed in the same way', async () => {
    await using kit = await TestIdentity.open()
    await fail(kit, 6, { username: 'nobody' })
    assert.equal(await kit.signIn({ username: 'nobody' }), 'throttled 1')
  })

  test('another spelling of the name does not give new guesses', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 3)
    await fail(kit, 3, { username: ' ALICE' })
    assert.equal(await kit.signIn({ username: 'ａｌｉｃｅ' }), 'throttled 1')
  })

  test('who moves through the networks of an IPv6 site runs out of guesses, too', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    const throttle = new Throttle({ clock: kit.clock, crypto: kit.crypto, throttle: kit.stores.throttle })
    for (let network = 0; network < 37; network += 1) {
      await throttle.countFailure({ username: 'alice', network: `2001:db8:1:${network.toString(16)}::1` })
    }
    assert.equal(await kit.signIn({ network: '2001:db8:1:ffff::1' }), 'throttled 60')
    assert.equal(await kit.signIn({ network: '2001:db8:2:ffff::1' }), 'verified')
  })

  test('another address of the same IPv6 network does not give new guesses', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 3, { network: '2001:db8:1:2::1' })
    await fail(kit, 3, { network: '2001:db8:1:2:ffff::9' })
    assert.equal(await kit.signIn({ network: '2001:db8:1:2::77' }), 'throttled 1')
    assert.equal(await kit.signIn({ network: '2001:db8:1:3::1' }), 'verified')
  })

  test('success forgets the failures', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 5)
    assert.equal(await kit.signIn(), 'verified')
    await fail(kit, 6)
    assert.equal(await kit.signIn(), 'throttled 1')
  })

  test('an hour without failure forgets them', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    await fail(kit, 6)
    kit.advance(60 * minute)
    await fail(kit, 5)
    assert.equal(await kit.signIn(), 'verified')
  })

  test('guesses that come at once are held back like those that come one after another', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => kit.signIn(wrong)))
    const looked = outcomes.filter((outcome) => outcome === 'refused').length
    // Two work at the same time, so one more than the free ones and the first delayed one can slip through.
    assert.ok(looked >= 1 && looked <= 7, `${looked} guesses were looked at`)
    assert.match(await kit.signIn(), /^throttled/)
  })
})

describe('throttling of a network', () => {
  test('one password on many names is slowed down, also for an account of its own', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    for (let person = 0; person < 50; person += 1) await count(kit, 1, `person ${person}`)
    await fail(kit, 1, { username: 'person 50' })
    assert.equal(await kit.signIn(), 'throttled 1')
    assert.equal(await kit.signIn({ network: '192.0.2.2' }), 'verified')
    kit.advance(second)
    assert.equal(await kit.signIn(), 'verified')
    await fail(kit, 1, { username: 'person' })
    assert.equal(await kit.signIn(), 'throttled 2')
  })
})

test('counters are kept under digests: neither names nor addresses are stored', async () => {
  await using kit = await TestIdentity.open()
  const keys: string[] = []
  const { throttle } = kit.stores
  const { createIdentity } = await import('@latchkey/identity')
  const identity = createIdentity({
    clock: kit.clock,
    crypto: kit.crypto,
    stores: {
      ...kit.stores,
      throttle: {
        find: (key, now) => throttle.find(key, now),
        clear: (key) => throttle.clear(key),
        add(key, now, expiresAt) {
          keys.push(key)
          return throttle.add(key, now, expiresAt)
        },
      },
    },
  })
  await identity.verifyPassword({ username: 'alice', password: 'wrong', network: '192.0.2.1' })
  assert.equal(keys.length, 2)
  for (const key of keys) assert.match(key, /^[A-Za-z0-9_-]{43}$/)
})
