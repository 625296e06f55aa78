import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountId, Subject } from '@latchkey/core'
import { type Account, isAdministrator } from './account.ts'

const administrator: Account = {
  accountId: 'acc_1' as AccountId,
  subject: 'subject' as Subject,
  username: 'ada',
  disabled: false,
  roles: ['administrator'],
  claims: {},
  passwordHash: '$argon2id$...',
  createdAt: 0,
  updatedAt: 0,
}

describe('an administrator who keeps everybody from being locked out', () => {
  const { passwordHash: _passwordHash, ...withoutPassword } = administrator
  const table: readonly (readonly [text: string, account: Account, expected: boolean])[] = [
    ['has the role and a password', administrator, true],
    [
      'may be in groups and say that it inherits',
      { ...administrator, groupIds: ['grp_1'], permissions: { kind: 'inherit' } },
      true,
    ],
    ['has the role', { ...administrator, roles: [] }, false],
    ['is not disabled', { ...administrator, disabled: true }, false],
    ['can sign in', withoutPassword, false],
    ['lacks nothing', { ...administrator, permissions: { kind: 'merge', enabled: [], disabled: ['authenticate'] } }, false],
    ['has what the role gives', { ...administrator, permissions: { kind: 'replace', enabled: [], disabled: [] } }, false],
  ]
  for (const [text, account, expected] of table) {
    test(`${text}${expected ? '' : ', or does not count'}`, () => {
      assert.equal(isAdministrator(account), expected)
    })
  }
})
