import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { usernameKey } from '@latchkey/identity'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import { anAccount } from './records.ts'

export function accountConformance(create: CreateDatabase): void {
  describe('accounts', () => {
    const nodes = twoNodes(create)

    test('whether an administrator exists follows role and disablement', async () => {
      const { accounts } = nodes().here.identity
      const account = anAccount({ roles: ['administrator'], disabled: true })
      await accounts.insert(anAccount())
      assert.equal(await accounts.hasAdministrator(), false)
      await accounts.insert(account)
      assert.equal(await accounts.hasAdministrator(), false)
      await accounts.replace({ ...account, disabled: false, updatedAt: now + 1 }, now)
      assert.equal(await nodes().there.identity.accounts.hasAdministrator(), true)
      await accounts.replace({ ...account, disabled: false, roles: [], updatedAt: now + 2 }, now + 1)
      assert.equal(await accounts.hasAdministrator(), false)
    })

    test('an account is found by id and by user name, without regard to case', async () => {
      const { here, there } = nodes()
      const { passwordHash: _, ...bare } = anAccount()
      for (const account of [anAccount(), bare]) {
        assert.equal(await here.identity.accounts.insert(account), 'inserted')
        for (const { identity } of [here, there]) {
          assert.deepEqual(await identity.accounts.find(account.accountId), account)
          assert.deepEqual(await identity.accounts.findByUsername(usernameKey(account.username.toUpperCase())), account)
        }
      }
      assert.equal(await here.identity.accounts.find('acc_unknown'), undefined)
      for (const key of ['unknown', '', 'a\0b']) assert.equal(await here.identity.accounts.findByUsername(key), undefined)
    })

    test('of concurrent accounts of one user name, however written, one is inserted', async () => {
      const { username } = anAccount()
      const answers = await race(16, nodes(), ({ identity }, i) =>
        identity.accounts.insert(anAccount({ username: i % 3 === 0 ? username.toUpperCase() : ` ${username} ` })),
      )
      assert.deepEqual(tally(answers), { inserted: 1, exists: 15 })
    })

    test('neither account id nor subject can be taken twice', async () => {
      const { accounts } = nodes().here.identity
      const account = anAccount()
      await accounts.insert(account)
      assert.equal(await accounts.insert(anAccount({ subject: account.subject })), 'exists')
      assert.equal(await accounts.insert(anAccount({ accountId: account.accountId })), 'exists')
    })

    test('a record is replaced only from the state that the writer has seen; of concurrent replacements one is made', async () => {
      const account = anAccount()
      await nodes().here.identity.accounts.insert(account)
      const answers = await race(16, nodes(), ({ identity }, i) =>
        identity.accounts.replace({ ...account, claims: { name: `${i}` } }, account.updatedAt),
      )
      assert.deepEqual(tally(answers), { replaced: 1, changed: 15 })
      const stored = await nodes().here.identity.accounts.find(account.accountId)
      assert.deepEqual([stored?.claims.name, stored?.updatedAt], [`${answers.indexOf('replaced')}`, now + 1])
      assert.equal(await nodes().here.identity.accounts.replace(anAccount(), now), 'absent')
    })

    test('a renamed account is found by its new name alone; a name that is taken is refused', async () => {
      const { accounts } = nodes().here.identity
      const [account, other] = [anAccount(), anAccount()]
      for (const each of [account, other]) await accounts.insert(each)
      const taken = { ...account, username: other.username.toUpperCase(), updatedAt: now + 1 }
      assert.equal(await accounts.replace(taken, now), 'exists')
      assert.deepEqual(await accounts.find(account.accountId), account)
      const renamed = { ...anAccount(), ...account, username: `${account.username}-2`, updatedAt: now + 1 }
      assert.equal(await accounts.replace(renamed, now), 'replaced')
      assert.deepEqual(await accounts.findByUsername(usernameKey(renamed.username)), renamed)
      assert.equal(await accounts.findByUsername(usernameKey(account.username)), undefined)
    })

    test('a node that has the account in memory learns of its disablement elsewhere within a second', async () => {
      const { here, there } = nodes()
      const account = anAccount()
      await here.identity.accounts.insert(account)
      for (const { identity } of [here, there]) await identity.accounts.find(account.accountId)
      await here.identity.accounts.replace({ ...account, disabled: true, updatedAt: now + 1 }, now)
      assert.equal((await here.identity.accounts.find(account.accountId))?.disabled, true)
      await eventually(async () => (await there.identity.accounts.find(account.accountId))?.disabled === true)
    })
  })
}
