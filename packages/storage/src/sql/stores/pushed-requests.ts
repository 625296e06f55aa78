import type { Digest, PushedRequest, PushedRequestStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'

export function pushedRequestStore(engine: Engine): PushedRequestStore {
  const sql = statements(engine)
  return {
    async insert({ digest, opensUntil, expiresAt, ...rest }) {
      await engine.write(sql.insert, { digest, opensUntil, expiresAt, data: JSON.stringify(rest) })
    },
    async find(digest, now) {
      const [row] = await engine.read(sql.find, { digest, now })
      if (row === undefined) return undefined
      const rest: Omit<PushedRequest, 'digest' | 'opensUntil' | 'expiresAt'> = JSON.parse(row.data)
      return { ...rest, digest, opensUntil: row.opens_until, expiresAt: row.expires_at }
    },
    use: async (digest, now) => (await engine.write(sql.use, { digest, now })).length === 1,
  }
}

function statements({ queries }: Engine) {
  return {
    insert: statement('pushed_insert', (p: Slots<{ digest: Digest; opensUntil: number; expiresAt: number; data: string }>) =>
      queries
        .insertInto('pushed_requests')
        .values({ digest: p.digest, opens_until: p.opensUntil, expires_at: p.expiresAt, data: p.data }),
    ),
    find: statement('pushed_find', (p: Slots<{ digest: Digest; now: number }>) =>
      queries.selectFrom('pushed_requests').selectAll().where('digest', '=', p.digest).where('opens_until', '>', p.now),
    ),
    use: statement('pushed_use', (p: Slots<{ digest: Digest; now: number }>) =>
      queries.deleteFrom('pushed_requests').where('digest', '=', p.digest).where('expires_at', '>', p.now).returning('digest'),
    ),
  }
}
