import type { AccountId, Transaction, TransactionId, TransactionStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { TransactionRow } from '../tables.ts'

export function transactionStore(engine: Engine): TransactionStore {
  const sql = statements(engine)
  return {
    async insert(transaction) {
      const { transactionId, expiresAt, failedSignIns, authenticatedAt, consentedAt, consentedBy, selectedBy, ...rest } =
        transaction
      await engine.write(sql.insert, {
        transactionId,
        expiresAt,
        failedSignIns,
        authenticated: authenticatedAt ?? null,
        consented: consentedAt ?? null,
        by: consentedBy ?? null,
        selected: selectedBy ?? null,
        data: JSON.stringify(rest),
      })
    },
    async find(transactionId, now) {
      const [row] = await engine.read(sql.find, { transactionId, now })
      return row && transactionOf(row)
    },
    countFailedSignIn: (transactionId, limit, now) =>
      engine.transact(function* () {
        const [counted] = yield* run(sql.countFailedSignIn, { transactionId, now })
        if (counted === undefined) return 'absent'
        if (counted.failed_sign_ins < limit) return 'alive'
        yield* run(sql.finish, { transactionId, now })
        return 'dead'
      }),
    async record(transactionId, step, now) {
      const rows = await engine.write(sql.record, {
        transactionId,
        now,
        authenticated: step.authenticatedAt ?? null,
        consented: step.consentedAt ?? null,
        by: step.consentedBy ?? null,
        selected: step.selectedBy ?? null,
      })
      return rows.length > 0
    },
    async finish(transactionId, now) {
      const rows = await engine.write(sql.finish, { transactionId, now })
      return rows.length > 0
    },
  }
}

interface Steps {
  readonly transactionId: TransactionId
  readonly authenticated: number | null
  readonly consented: number | null
  readonly by: AccountId | null
  readonly selected: AccountId | null
}

function statements({ queries }: Engine) {
  return {
    insert: statement('transaction_insert', (p: Slots<Steps & { expiresAt: number; failedSignIns: number; data: string }>) =>
      queries.insertInto('transactions').values({
        transaction_id: p.transactionId,
        expires_at: p.expiresAt,
        failed_sign_ins: p.failedSignIns,
        authenticated_at: p.authenticated,
        consented_at: p.consented,
        consented_by: p.by,
        selected_by: p.selected,
        data: p.data,
      }),
    ),
    find: statement('transaction_find', (p: Slots<{ transactionId: TransactionId; now: number }>) =>
      queries
        .selectFrom('transactions')
        .selectAll()
        .where('transaction_id', '=', p.transactionId)
        .where('expires_at', '>', p.now),
    ),
    countFailedSignIn: statement('transaction_count_failure', (p: Slots<{ transactionId: TransactionId; now: number }>) =>
      queries
        .updateTable('transactions')
        .set((row) => ({ failed_sign_ins: row('failed_sign_ins', '+', 1) }))
        .where('transaction_id', '=', p.transactionId)
        .where('expires_at', '>', p.now)
        .returning('failed_sign_ins'),
    ),
    record: statement('transaction_record', (p: Slots<Steps & { now: number }>) =>
      queries
        .updateTable('transactions')
        .set((row) => ({
          authenticated_at: row.fn.coalesce(p.authenticated, 'authenticated_at'),
          consented_at: row.fn.coalesce(p.consented, 'consented_at'),
          consented_by: row.fn.coalesce(p.by, 'consented_by'),
          selected_by: row.fn.coalesce(p.selected, 'selected_by'),
        }))
        .where('transaction_id', '=', p.transactionId)
        .where('expires_at', '>', p.now)
        .returning('transaction_id'),
    ),
    finish: statement('transaction_finish', (p: Slots<{ transactionId: TransactionId; now: number }>) =>
      queries
        .deleteFrom('transactions')
        .where('transaction_id', '=', p.transactionId)
        .where('expires_at', '>', p.now)
        .returning('transaction_id'),
    ),
  }
}

function transactionOf(row: TransactionRow): Transaction {
  return {
    ...JSON.parse(row.data),
    transactionId: row.transaction_id,
    expiresAt: row.expires_at,
    failedSignIns: row.failed_sign_ins,
    ...(row.authenticated_at !== null && { authenticatedAt: row.authenticated_at }),
    ...(row.consented_at !== null && { consentedAt: row.consented_at }),
    ...(row.consented_by !== null && { consentedBy: row.consented_by }),
    ...(row.selected_by !== null && { selectedBy: row.selected_by }),
  }
}
