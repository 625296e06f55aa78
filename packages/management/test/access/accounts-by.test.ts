import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accountsBy } from '@latchkey/management'
import { AccessKit } from './access-kit.ts'

describe('accounts by an e-mail address', () => {
  let kit: AccessKit
  before(async () => {
    kit = await AccessKit.open()
  })
  after(() => kit[Symbol.asyncDispose]())

  const found = (value: string) => accountsBy(kit.storage.management.objects, { by: 'email', value })

  test('are those that have it verified, in whatever case', async () => {
    const email = 'owner@mail.example'
    const owner = await kit.account('owner', { claims: { email, email_verified: true } })
    assert.deepEqual(await found('OWNER@mail.example'), [owner.accountId])
  })

  test('an address that somebody only typed finds nobody, and hides nobody who has it', async () => {
    const email = 'wanted@mail.example'
    await kit.account('wanted@mail.example', { claims: { email, email_verified: false } })
    await kit.account('other', { claims: { email } })
    assert.deepEqual(await found(email), [])
    const owner = await kit.account('wanted', { claims: { email, email_verified: true } })
    assert.deepEqual(await found(email), [owner.accountId])
  })
})
