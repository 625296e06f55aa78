import type { SingleUseStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'

export function singleUseStore(engine: Engine): SingleUseStore {
  // A row is answered if it is new, or takes the place of one that has expired and was not swept yet.
  const claim = statement('single_use_claim', (p: Slots<{ key: string; expiresAt: number; now: number }>) =>
    engine.queries
      .insertInto('single_uses')
      .values({ key: p.key, expires_at: p.expiresAt })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet((row) => ({ expires_at: row.ref('excluded.expires_at') }))
          .where('single_uses.expires_at', '<=', p.now),
      )
      .returning('key'),
  )
  const find = statement('single_use_find', (p: Slots<{ key: string; now: number }>) =>
    engine.queries.selectFrom('single_uses').select('key').where('key', '=', p.key).where('expires_at', '>', p.now),
  )
  return {
    isClaimed: async ({ purpose, digest, now }) => (await engine.read(find, { key: `${purpose}:${digest}`, now })).length === 1,
    // Whoever signed a value may state its end in fractions of a second (RFC7519-2); the column holds whole milliseconds.
    claim: async ({ purpose, digest, expiresAt, now }) =>
      (await engine.write(claim, { key: `${purpose}:${digest}`, expiresAt: Math.ceil(expiresAt), now })).length === 1,
  }
}
