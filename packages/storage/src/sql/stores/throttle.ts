import type { Digest } from '@latchkey/core'
import type { ThrottleStore } from '@latchkey/identity'
import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'

export function throttleStore(engine: Engine): ThrottleStore {
  const sql = statements(engine)
  return {
    async find(key, now) {
      const [row] = await engine.read(sql.find, { key, now })
      return row && { failures: row.failures, lastFailureAt: row.last_failure_at }
    },
    async add(key, now, expiresAt) {
      const [row] = await engine.write(sql.add, { key, now, expiresAt })
      if (row === undefined) throw new Error('throttle: the counter answered nothing')
      return row.failures
    },
    async clear(key) {
      await engine.write(sql.clear, { key })
    },
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('throttle_find', (p: Slots<{ key: Digest; now: number }>) =>
      queries
        .selectFrom('throttle')
        .select(['failures', 'last_failure_at'])
        .where('key', '=', p.key)
        .where('expires_at', '>', p.now),
    ),
    // An expired count starts again at one.
    add: statement('throttle_add', (p: Slots<{ key: Digest; now: number; expiresAt: number }>) =>
      queries
        .insertInto('throttle')
        .values({ key: p.key, failures: 1, last_failure_at: p.now, expires_at: p.expiresAt })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((row) => ({
            failures: row
              .case()
              .when('throttle.expires_at', '>', p.now)
              .then(row('throttle.failures', '+', 1))
              .else(1)
              .end(),
            last_failure_at: row.ref('excluded.last_failure_at'),
            expires_at: row.ref('excluded.expires_at'),
          })),
        )
        .returning('failures'),
    ),
    clear: statement('throttle_clear', (p: Slots<{ key: Digest }>) => queries.deleteFrom('throttle').where('key', '=', p.key)),
  }
}
