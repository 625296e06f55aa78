import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountSubjects, type Group } from '@latchkey/identity'
import { TestIdentity } from './test-identity.ts'

test('claims that follow from the account are filled in', async () => {
  await using kit = await TestIdentity.open()
  const { accountId, subject, updatedAt } = await kit.account({ username: 'Alice', claims: { name: 'Alice Example' } })
  assert.deepEqual(await accountSubjects(kit.stores.accounts).find(accountId), {
    accountId,
    subject,
    active: true,
    name: 'Alice',
    claims: { name: 'Alice Example', preferred_username: 'Alice', updated_at: updatedAt / 1000 },
  })
})

test('claims that the account has itself win', async () => {
  await using kit = await TestIdentity.open()
  const claims = { preferred_username: 'ally', updated_at: 1_700_000_000 }
  const { accountId } = await kit.account({ claims })
  assert.deepEqual((await accountSubjects(kit.stores.accounts).find(accountId))?.claims, claims)
})

test('a disabled account is not active, and no account is none', async () => {
  await using kit = await TestIdentity.open()
  const { accountId } = await kit.account({ disabled: true })
  const subjects = accountSubjects(kit.stores.accounts)
  assert.equal((await subjects.find(accountId))?.active, false)
  assert.equal(await subjects.find('acc_nobody'), undefined)
})

test('an account has the names of its groups as a claim, as far as they exist', async () => {
  await using kit = await TestIdentity.open()
  const times = { createdAt: 0, updatedAt: 0 }
  const all: readonly Group[] = [
    { groupId: 'grp_1', name: 'staff', roleIds: [], ...times },
    { groupId: 'grp_2', name: 'admins', roleIds: [], ...times },
  ]
  const groups = { findGroups: async (ids: readonly string[]) => all.filter(({ groupId }) => ids.includes(groupId)) }
  const member = await kit.account({ groupIds: ['grp_1', 'grp_gone', 'grp_2'] })
  const other = await kit.account({ username: 'bob', passwordHash: '' })
  const subjects = accountSubjects(kit.stores.accounts, groups)
  assert.deepEqual((await subjects.find(member.accountId))?.claims.groups, ['admins', 'staff'])
  assert.equal((await subjects.find(other.accountId))?.claims.groups, undefined)
})
