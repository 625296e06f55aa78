import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountSubjects } from '@latchkey/identity'
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
