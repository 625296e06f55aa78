import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountId, Subject } from '@latchkey/core'
import type { Account, Group, RoleRecord } from '@latchkey/identity'
import { type AccessRules, effectivePermissions, permissionsOfCredential } from './effective-permissions.ts'
import { userPermissions } from './permissions.ts'

const all = new Set(['a', 'b', 'c', 'd', ...userPermissions])
const times = { createdAt: 0, updatedAt: 0 } as const

function role(id: string, enabled: string, disabled = '', extended: readonly string[] = []): RoleRecord {
  const roleIds = extended.map((name) => `rol_${name}` as const)
  const names = (text: string): readonly string[] => text.split(' ').filter((name) => name !== '')
  return {
    roleId: `rol_${id}`,
    description: id,
    roleIds,
    enabledPermissions: names(enabled),
    disabledPermissions: names(disabled),
    ...times,
  }
}

const roles = new Map(
  [
    role('a', 'a'),
    role('b', 'b'),
    role('not-a', '', 'a'),
    role('extends-a', 'b', '', ['a']),
    role('extends-not-a', 'a b', '', ['not-a']),
    role('circle', 'a', '', ['circle-too']),
    role('circle-too', 'b', '', ['circle']),
    role('gone', 'a', '', ['nowhere']),
    role('removed-permission', 'a sysDirectoryGet'),
  ].map((record) => [record.roleId, record]),
)

const groups = new Map<string, Group>(
  (['a', 'not-a'] as const).map((name) => [`grp_${name}`, { groupId: `grp_${name}`, name, roleIds: [`rol_${name}`], ...times }]),
)

const custom = (...ids: readonly string[]) => ({ roleIds: ids.map((id) => `rol_${id}` as const) })
const inGroups = (...ids: readonly string[]) => ({ groupIds: ids.map((id) => `grp_${id}` as const) })
const administrator = { roles: ['administrator'] } as const

function permissionsOf(change: Partial<Account>, defaultRoleIds: readonly string[] = []): readonly string[] {
  const account: Account = {
    accountId: 'acc_1' as AccountId,
    subject: 'subject' as Subject,
    username: 'ada',
    disabled: false,
    roles: [],
    claims: {},
    ...times,
    ...change,
  }
  const rules: AccessRules = { all, defaultRoleIds: () => defaultRoleIds }
  return [...effectivePermissions(account, { groups, roles }, rules)].sort()
}

const table: readonly (readonly [text: string, change: Partial<Account>, expected: readonly string[]])[] = [
  ['without a role: what users have', {}, userPermissions],
  ['custom roles replace what users have', custom('a'), ['a']],
  ['no custom role at all gives nothing', custom(), []],
  ['several roles add up', custom('a', 'b'), ['a', 'b']],
  ['what one role disables no other gives', custom('a', 'b', 'not-a'), ['b']],
  ['a role has what it extends', custom('extends-a'), ['a', 'b']],
  ['a role lacks what something that it extends disables', custom('extends-not-a'), ['b']],
  ['a circle of roles ends', custom('circle'), ['a', 'b']],
  ['a role that is gone gives nothing', custom('gone', 'never-was'), ['a']],
  ['a permission that there is no more counts for nothing', custom('removed-permission'), ['a']],
  ['groups give their roles', { ...custom(), ...inGroups('a') }, ['a']],
  ['groups give their roles to users too', inGroups('a'), ['a', ...userPermissions]],
  ['a group that is gone gives nothing', { ...custom('b'), ...inGroups('nowhere') }, ['b']],
  ['what a group disables the own role does not give', { ...custom('a', 'b'), ...inGroups('not-a') }, ['b']],
  ['an administrator has everything', administrator, [...all]],
  ['no group takes anything from an administrator', { ...administrator, ...inGroups('not-a') }, [...all]],
  [
    'merged permissions are added and taken away',
    { ...custom('a'), permissions: { kind: 'merge', enabled: ['b', 'c'], disabled: ['a'] } },
    ['b', 'c'],
  ],
  [
    'merged permissions do not give what a role disables',
    { ...custom('not-a'), permissions: { kind: 'merge', enabled: ['a', 'b'], disabled: [] } },
    ['b'],
  ],
  [
    'replaced permissions stand alone',
    { ...administrator, permissions: { kind: 'replace', enabled: ['a', 'not-there'], disabled: [] } },
    ['a'],
  ],
  [
    'what is enabled and disabled at once is disabled',
    { permissions: { kind: 'replace', enabled: ['a', 'b'], disabled: ['b'] } },
    ['a'],
  ],
  [
    'an administrator can be without a permission',
    { ...administrator, permissions: { kind: 'merge', enabled: [], disabled: ['a'] } },
    [...all].filter((name) => name !== 'a'),
  ],
  ['disabling the account does not change what it would have', { ...custom('a'), disabled: true }, ['a']],
]

describe('the permissions of an account', () => {
  for (const [text, change, expected] of table) {
    test(text, () => {
      assert.deepEqual(permissionsOf(change), [...expected].sort())
    })
  }

  test('default roles stand in for what users have, not for roles of the account', () => {
    assert.deepEqual(permissionsOf({}, ['rol_b']), ['b'])
    assert.deepEqual(permissionsOf(custom('a'), ['rol_b']), ['a'])
    assert.deepEqual(permissionsOf(inGroups('a'), ['rol_b']), ['a', 'b'])
    assert.equal(permissionsOf(administrator, ['rol_not-a']).length, all.size)
  })
})

describe('the permissions of a credential', () => {
  const ofAccount = new Set(['a', 'b'])
  const outcomes = [
    [{ kind: 'inherit' }, ['a', 'b']],
    [{ kind: 'disable', permissions: ['b', 'c'] }, ['a']],
    [{ kind: 'replace', permissions: ['b'] }, ['b']],
    [{ kind: 'replace', permissions: ['b', 'c'] }, ['b']],
    [{ kind: 'replace', permissions: [] }, []],
  ] as const
  for (const [permissions, expected] of outcomes) {
    test(`${JSON.stringify(permissions)} leaves ${expected.join(', ') || 'nothing'} of a, b`, () => {
      assert.deepEqual([...permissionsOfCredential(ofAccount, permissions)].sort(), expected)
    })
  }
})
