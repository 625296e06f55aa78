import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findSetupToken, issueSetupToken, redeemSetup } from '@latchkey/identity'
import { password, TestIdentity } from './test-identity.ts'

const day = 24 * 60 * 60 * 1000

describe('set-up of the first administrator', () => {
  test('the token makes one administrator, who can sign in', async () => {
    await using kit = await TestIdentity.open()
    const token = await issueSetupToken(kit)
    assert.match(token, /^lk_su_[A-Za-z0-9_-]{43}$/)
    const outcome = await redeemSetup(kit, { token, username: ' root ', password, claims: { name: 'Root' } })
    assert.equal(outcome.kind, 'created')
    const account = await kit.stores.accounts.findByUsername('root')
    assert.deepEqual(account?.roles, ['administrator'])
    assert.equal(account?.claims.name, 'Root')
    assert.equal(await kit.signIn({ username: 'root' }), 'verified')
  })

  test('the token works once', async () => {
    await using kit = await TestIdentity.open()
    const token = await issueSetupToken(kit)
    await redeemSetup(kit, { token, username: 'root', password })
    assert.deepEqual(await redeemSetup(kit, { token, username: 'other', password }), { kind: 'refused' })
    assert.equal(await findSetupToken(kit, token), undefined)
  })

  test('of many at once one succeeds', async () => {
    await using kit = await TestIdentity.open()
    const token = await issueSetupToken(kit)
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => redeemSetup(kit, { token, username: `root ${index}`, password })),
    )
    assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), ['created', ...Array<string>(7).fill('refused')])
  })

  test('a new token replaces the older one', async () => {
    await using kit = await TestIdentity.open()
    const older = await issueSetupToken(kit)
    const newer = await issueSetupToken(kit)
    assert.equal(await findSetupToken(kit, older), undefined)
    assert.notEqual(await findSetupToken(kit, newer), undefined)
  })

  test('the token lives 24 hours', async () => {
    await using kit = await TestIdentity.open()
    const token = await issueSetupToken(kit)
    kit.advance(day - 1)
    assert.notEqual(await findSetupToken(kit, token), undefined)
    kit.advance(1)
    assert.equal(await findSetupToken(kit, token), undefined)
    assert.deepEqual(await redeemSetup(kit, { token, username: 'root', password }), { kind: 'refused' })
  })

  test('no token works once there is an administrator', async () => {
    await using kit = await TestIdentity.open()
    const token = await issueSetupToken(kit)
    await kit.account({ username: 'root', roles: ['administrator'] })
    assert.deepEqual(await redeemSetup(kit, { token, username: 'other', password }), { kind: 'refused' })
  })

  const strangers = ['', 'lk_su_', `lk_su_${'A'.repeat(43)}`, `lk_at_${'A'.repeat(43)}`, `lk_su_${'A'.repeat(100_000)}`]
  for (const token of strangers) {
    test(`a token that was not issued is refused: ${token.slice(0, 20)} of ${token.length} characters`, async () => {
      await using kit = await TestIdentity.open()
      await issueSetupToken(kit)
      assert.deepEqual(await redeemSetup(kit, { token, username: 'root', password }), { kind: 'refused' })
    })
  }

  const invalid = [
    ['username_invalid', { username: '' }],
    ['username_invalid', { username: 'a\u0000b' }],
    ['username_taken', { username: 'Alice' }],
    ['password_short', { password: 'seven c' }],
    ['password_long', { password: 'x'.repeat(257) }],
  ] as const
  for (const [problem, change] of invalid) {
    test(`says ${problem} for ${JSON.stringify(change).slice(0, 40)} and leaves the token usable`, async () => {
      await using kit = await TestIdentity.open()
      await kit.account()
      const token = await issueSetupToken(kit)
      const outcome = await redeemSetup(kit, { token, username: 'root', password, ...change })
      assert.deepEqual(outcome, { kind: 'invalid', problem })
      assert.equal((await redeemSetup(kit, { token, username: 'root', password })).kind, 'created')
    })
  }
})
