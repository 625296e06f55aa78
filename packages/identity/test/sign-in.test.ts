import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { describe, test } from 'node:test'
import { password, TestIdentity } from './test-identity.ts'

describe('sign-in with a password', () => {
  test('tells who it is and how it was proven', async () => {
    await using kit = await TestIdentity.open()
    const account = await kit.account()
    const outcome = await kit.identity.verifyPassword({ username: 'alice', password, network: '192.0.2.1' })
    assert.deepEqual(outcome, { kind: 'verified', account, acr: '1', amr: ['pwd'] })
  })

  const spellings = ['alice', 'ALICE', ' Alice ', 'ａｌｉｃｅ']
  for (const username of spellings) {
    test(`finds the account by the user name ${JSON.stringify(username)}`, async () => {
      await using kit = await TestIdentity.open()
      await kit.account()
      assert.equal(await kit.signIn({ username }), 'verified')
    })
  }

  const composed = 'crème brûlée à trois'
  test('takes a password as it was meant, however the keyboard composes it', async () => {
    await using kit = await TestIdentity.open()
    const passwordHash = await kit.identity.hashPassword(composed.normalize('NFC'))
    await kit.account({ passwordHash })
    assert.equal(await kit.signIn({ password: composed.normalize('NFD') }), 'verified')
  })

  const refused: readonly (readonly [why: string, change: Parameters<TestIdentity['signIn']>[0]])[] = [
    ['a wrong password', { password: 'wrong horse battery' }],
    ['an empty password', { password: '' }],
    ['an unknown name', { username: 'nobody' }],
    ['an empty name', { username: '' }],
    ['a password in another case', { password: password.toUpperCase() }],
    ['a password longer than any can be', { password: `${password}${'x'.repeat(100_000)}` }],
  ]
  for (const [why, change] of refused) {
    test(`refuses ${why}`, async () => {
      await using kit = await TestIdentity.open()
      await kit.account()
      assert.equal(await kit.signIn(change), 'refused')
    })
  }

  test('refuses a disabled account although the password is right', async () => {
    await using kit = await TestIdentity.open()
    await kit.account({ disabled: true })
    assert.equal(await kit.signIn(), 'refused')
  })

  const unusable = [undefined, '', '$argon2id$v=19$m=19456,t=2,p=1$AAAA', '$2b$12$somethingOfAnotherKind']
  for (const passwordHash of unusable) {
    test(`refuses an account whose hash is ${JSON.stringify(passwordHash)}`, async () => {
      await using kit = await TestIdentity.open()
      const { passwordHash: _none, ...account } = await kit.account({ username: 'bob' })
      await kit.stores.accounts.replace(
        { ...account, ...(passwordHash === undefined ? {} : { passwordHash }), updatedAt: account.updatedAt + 1 },
        account.updatedAt,
      )
      assert.equal(await kit.signIn({ username: 'bob' }), 'refused')
      assert.equal(await kit.signIn({ username: 'bob', password: '' }), 'refused')
    })
  }

  test('renews a hash that was made with other parameters, and changes nothing else', async () => {
    await using kit = await TestIdentity.open()
    const salt = Buffer.alloc(16, 7)
    const tag = argon2Sync('argon2id', { message: password, nonce: salt, memory: 8192, passes: 1, parallelism: 1, tagLength: 32 })
    const old = `$argon2id$v=19$m=8192,t=1,p=1$${unpadded(salt)}$${unpadded(tag)}`
    const account = await kit.account({ passwordHash: old })
    assert.equal(await kit.signIn(), 'verified')
    const renewed = await kit.stores.accounts.find(account.accountId)
    assert.match(renewed?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.deepEqual({ ...renewed, passwordHash: old, updatedAt: account.updatedAt }, account)
    assert.equal(await kit.signIn(), 'verified')
  })

  test('does as much work for a name that does not exist as for one that does', async () => {
    await using kit = await TestIdentity.open()
    await kit.account()
    const known = await fastest(() => kit.signIn({ password: 'wrong horse battery' }))
    const unknown = await fastest(() => kit.signIn({ username: 'nobody' }))
    // Without the stand-in hash the unknown name would be answered a hundred times faster.
    assert.ok(unknown > known / 3, `${unknown} ms against ${known} ms`)
  })
})

async function fastest(run: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let count = 0; count < 4; count += 1) {
    const start = performance.now()
    await run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

function unpadded(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64').replaceAll('=', '')
}
