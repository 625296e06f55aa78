import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aTransaction } from './records.ts'

export function transactionConformance(create: CreateDatabase): void {
  describe('transactions', () => {
    const nodes = twoNodes(create)

    test('a transaction is found as it was inserted, until it expires', async () => {
      const { here, there } = nodes()
      const done = aTransaction({
        authenticatedAt: now,
        consentedAt: now + 1,
        consentedBy: 'acc_1',
        selectedBy: 'acc_2',
        failedSignIns: 2,
      })
      for (const transaction of [aTransaction(), done]) {
        await here.provider.transactions.insert(transaction)
        assert.deepEqual(await there.provider.transactions.find(transaction.transactionId, now), transaction)
        assert.equal(await there.provider.transactions.find(transaction.transactionId, transaction.expiresAt), undefined)
      }
      assert.equal(await here.provider.transactions.find('txn_unknown', now), undefined)
    })

    test('at the limit of failed sign-ins it is dead and gone', async () => {
      const { transactions } = nodes().here.provider
      const { transactionId } = await inserted()
      assert.equal(await transactions.countFailedSignIn(transactionId, 2, now), 'alive')
      assert.equal((await transactions.find(transactionId, now))?.failedSignIns, 1)
      assert.equal(await transactions.countFailedSignIn(transactionId, 2, now), 'dead')
      assert.equal(await transactions.find(transactionId, now), undefined)
      assert.equal(await transactions.countFailedSignIn(transactionId, 2, now), 'absent')
      assert.equal(await transactions.finish(transactionId, now), false)
    })

    test('concurrent failed sign-ins are all counted: one of them is the deadly one', async () => {
      const { transactionId } = await inserted()
      const answers = await race(20, nodes(), ({ provider }) => provider.transactions.countFailedSignIn(transactionId, 12, now))
      assert.deepEqual(tally(answers), { alive: 11, dead: 1, absent: 8 })
    })

    test('a recorded step keeps what is not part of it', async () => {
      const { transactions } = nodes().here.provider
      const transaction = await inserted()
      const { transactionId } = transaction
      assert.equal(await transactions.record(transactionId, { authenticatedAt: now + 1 }, now), true)
      assert.deepEqual(await transactions.find(transactionId, now), { ...transaction, authenticatedAt: now + 1 })
      assert.equal(await transactions.record(transactionId, { consentedAt: now + 2, consentedBy: 'acc_1' }, now), true)
      assert.equal(await transactions.record(transactionId, { selectedBy: 'acc_2' }, now), true)
      const step = { consentedAt: now + 2, consentedBy: 'acc_1', selectedBy: 'acc_2' } as const
      const expected = { ...transaction, authenticatedAt: now + 1, ...step }
      assert.deepEqual(await transactions.find(transactionId, now), expected)
    })

    test('nothing is recorded or finished once it is gone or expired', async () => {
      const { transactions } = nodes().here.provider
      const { transactionId, expiresAt } = await inserted()
      assert.equal(await transactions.record(transactionId, { authenticatedAt: now }, expiresAt), false)
      assert.equal(await transactions.countFailedSignIn(transactionId, 5, expiresAt), 'absent')
      assert.equal(await transactions.finish(transactionId, expiresAt), false)
      assert.equal(await transactions.finish(transactionId, now), true)
      assert.equal(await transactions.record(transactionId, { authenticatedAt: now }, now), false)
    })

    test('of 32 concurrent calls one finishes it', async () => {
      const { transactionId } = await inserted()
      const answers = await race(32, nodes(), ({ provider }) => provider.transactions.finish(transactionId, now))
      assert.deepEqual(tally(answers), { true: 1, false: 31 })
    })

    async function inserted() {
      const transaction = aTransaction()
      await nodes().here.provider.transactions.insert(transaction)
      return transaction
    }
  })
}
