import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Account, accountSubjects, type Group, type RoleId } from '@latchkey/identity'
import { TestIdentity } from './test-identity.ts'

test('claims that follow from the account are filled in', async () => {
  await using kit = await TestIdentity.open()
  const account = await kit.account({ username: 'Alice', claims: { name: 'Alice Example' } })
  const { accountId, subject, updatedAt, passwordChangedAt } = account
  assert.deepEqual(await accountSubjects(kit.stores.accounts).find(accountId), {
    accountId,
    subject,
    active: true,
    credentialVersion: passwordChangedAt,
    name: 'Alice',
    roles: ['user'],
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

test('a change of an account counts at once, and between changes it is made out once', async () => {
  await using kit = await TestIdentity.open()
  const account = await kit.account({ claims: { name: 'Before' } })
  const { accountId, updatedAt } = account
  const subjects = accountSubjects(kit.stores.accounts)
  await subjects.find(accountId)
  const before = await subjects.find(accountId)
  assert.equal(before?.claims.name, 'Before')
  assert.equal(await subjects.find(accountId), before)
  await kit.stores.accounts.replace({ ...account, claims: { name: 'After' }, disabled: true }, updatedAt)
  const after = await subjects.find(accountId)
  assert.deepEqual([after?.claims.name, after?.active], ['After', false])
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

test('attributes and languages are handed on, and roles by their names: the built-in one, those of the account and of its groups', async () => {
  await using kit = await TestIdentity.open()
  const times = { createdAt: 0, updatedAt: 0 }
  const rules = { roleIds: [], enabledPermissions: [], disabledPermissions: [], ...times }
  const source = {
    findGroups: async () => [{ groupId: 'grp_1', name: 'poets', roleIds: ['rol_2', 'rol_1'], ...times } as const],
    findRoles: async (ids: readonly string[]) => ids.map((id) => ({ roleId: id as RoleId, description: `Role ${id}`, ...rules })),
  }
  const more = { attributes: { department: 'engines', teams: ['a', 'b'] }, localized: { 'name#de': 'Alicia' } }
  const find = async (account: Partial<Account>) => {
    const { accountId } = await kit.account({ username: `name ${Object.keys(account).join()}`, ...account })
    return accountSubjects(kit.stores.accounts, source).find(accountId)
  }
  const found = await find({ ...more, groupIds: ['grp_1'], roleIds: ['rol_1', 'rol_3'] })
  assert.deepEqual([found?.attributes, found?.localized], [more.attributes, more.localized])
  assert.deepEqual(found?.roles, ['Role rol_1', 'Role rol_2', 'Role rol_3'])
  assert.deepEqual((await find({ groupIds: ['grp_1'] }))?.roles, ['Role rol_1', 'Role rol_2', 'user'])
  assert.deepEqual((await find({ roles: ['administrator'] }))?.roles, ['administrator'])
  assert.equal((await find({ roleIds: [] }))?.roles, undefined)
})
