import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Account } from '@latchkey/identity'
import { storedAccess } from '../../src/access/access-records.ts'
import type { PasswordChanged } from '../../src/management.ts'
import { ownPassword } from '../../src/objects/account-password/own-password.ts'
import { AccessKit, password } from './access-kit.ts'

const next = 'another good password'
const address = '192.0.2.1'

let kit: AccessKit
before(async () => {
  kit = await AccessKit.open()
})
after(() => kit[Symbol.asyncDispose]())

/** Changes the password while something else happens, just after the current one was found right. */
function changeDuring({ accountId }: Account, meanwhile: () => Promise<unknown>, current = password): Promise<PasswordChanged> {
  const { objects } = kit.storage.management
  const { rules } = kit.catalogue
  const identity = {
    ...kit.identity,
    async verifyPassword(input: Parameters<typeof kit.identity.verifyPassword>[0]) {
      const proof = await kit.identity.verifyPassword(input)
      await meanwhile()
      return proof
    },
  }
  const { changePassword } = ownPassword({ objects, identity, clock: () => kit.now, access: storedAccess(objects), rules })
  return changePassword({ accountId, current, next, address })
}

const stored = async ({ accountId }: Account): Promise<Account> =>
  (await kit.storage.identity.accounts.find(accountId)) ?? assert.fail('no account')

/** Changes a stored account, with a later version. */
async function changed(account: Account, change: Partial<Account>): Promise<void> {
  const now = await stored(account)
  const updatedAt = now.updatedAt + 1
  assert.equal(await kit.storage.identity.accounts.replace({ ...now, ...change, updatedAt }, now.updatedAt), 'replaced')
}

const signIn = async (username: string, secret: string): Promise<string> =>
  (await kit.identity.verifyPassword({ username, password: secret, network: address })).kind

describe('a new password of one’s own', () => {
  test('keeps what others change of the account at the same time', async () => {
    const ada = await kit.person('ada')
    const outcome = await changeDuring(ada, () => changed(ada, { claims: { name: 'Ada' } }))
    assert.equal(outcome.kind, 'changed')
    assert.deepEqual((await stored(ada)).claims, { name: 'Ada' })
    assert.deepEqual([await signIn('ada', password), await signIn('ada', next)], ['refused', 'verified'])
  })

  test('gives way to one that was set meanwhile', async () => {
    const bob = await kit.person('bob')
    const passwordHash = await kit.identity.hashPassword('set by somebody else')
    const outcome = await changeDuring(bob, () => changed(bob, { passwordHash, passwordChangedAt: kit.now + 1 }))
    assert.deepEqual(outcome, { kind: 'refused' })
    assert.equal(await signIn('bob', 'set by somebody else'), 'verified')
  })

  for (const [what, change] of [
    ['disabled', { disabled: true }],
    ['left without the permission', { permissions: { kind: 'merge', enabled: [], disabled: ['sysAccountPasswordUpdate'] } }],
  ] as const satisfies readonly (readonly [string, Partial<Account>])[]) {
    test(`is not set on an account that is ${what} meanwhile`, async () => {
      const account = await kit.person(`late-${what.length}`)
      const { passwordHash } = await stored(account)
      assert.deepEqual(await changeDuring(account, () => changed(account, change)), { kind: 'forbidden' })
      assert.equal((await stored(account)).passwordHash, passwordHash)
    })
  }

  test('needs the password of the account itself, not of whoever has its name by now', async () => {
    const carol = await kit.person('carol')
    const { passwordHash } = await stored(carol)
    const secret = 'the password of an heir'
    const heir = await kit.account('heir', { passwordHash: await kit.identity.hashPassword(secret) })
    const { objects } = kit.storage.management
    const { rules } = kit.catalogue
    const identity = {
      ...kit.identity,
      async verifyPassword(input: Parameters<typeof kit.identity.verifyPassword>[0]) {
        await changed(carol, { username: 'carol-before' })
        await changed(heir, { username: 'carol' })
        return kit.identity.verifyPassword(input)
      },
    }
    const { changePassword } = ownPassword({ objects, identity, clock: () => kit.now, access: storedAccess(objects), rules })
    const outcome = await changePassword({ accountId: carol.accountId, current: secret, next, address })
    assert.deepEqual(outcome, { kind: 'refused' })
    assert.equal((await stored(carol)).passwordHash, passwordHash)
  })

  test('is of nobody who has none, and of no account that is gone', async () => {
    const nobody = await kit.account('without')
    for (const accountId of [nobody.accountId, 'acc_gone' as const]) {
      assert.deepEqual(await kit.management.changePassword({ accountId, current: '', next, address }), { kind: 'forbidden' })
    }
    assert.equal(await kit.management.mayChangePassword(nobody), false)
  })
})
