import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AccessKit, made } from './access-kit.ts'

describe('keys and app passwords that are made through an access token', () => {
  for (const type of ['ApiKey', 'AppPassword'] as const) {
    test(`${type}: LATCHKEY-0037-keys-by-access-token it may outlive the token, and the log says what it was made through`, async () => {
      await using kit = await AccessKit.open()
      const account = await kit.account('ada', { roles: ['administrator'] })
      const caller = await kit.as(account)
      assert.equal(caller.origin.credential, 'access-token')
      const { id } = made(await kit.create(caller, type, { description: 'script' }))
      await kit.storage.management.audit.seal()
      const events = await kit.storage.management.audit.query({
        kind: 'change',
        objectName: type,
        objectId: id,
        isAscending: false,
        limit: 5,
      })
      assert.deepEqual(
        events.map(({ event }) => [event.kind, event.origin.credential, event.accountId]),
        [['change', 'access-token', account.accountId]],
      )
    })
  }
})
