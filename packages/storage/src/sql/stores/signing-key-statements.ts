import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'

export interface SigningKeyColumns {
  readonly kid: string
  readonly algorithm: string
  readonly sealed: string | null
  readonly createdAt: number
  readonly signsFrom: number | null
  readonly retiresAt: number | null
  readonly until: number | null
  readonly data: string
}

export function signingKeyStatements({ queries }: Engine) {
  const insert = (p: Slots<SigningKeyColumns>) =>
    queries.insertInto('signing_keys').values({
      kid: p.kid,
      algorithm: p.algorithm,
      sealed_private_pem: p.sealed,
      created_at: p.createdAt,
      signs_from: p.signsFrom,
      retires_at: p.retiresAt,
      published_until: p.until,
      data: p.data,
    })
  /** Of those with a private part. */
  const ofAlgorithm = (algorithm: Slots<{ algorithm: string }>['algorithm']) =>
    queries.updateTable('signing_keys').where('algorithm', '=', algorithm).where('sealed_private_pem', 'is not', null)
  return {
    list: statement('signing_key_list', (p: Slots<{ now: number }>) =>
      queries
        .selectFrom('signing_keys')
        .selectAll()
        .where((row) => row.or([row('published_until', 'is', null), row('published_until', '>', p.now)]))
        .orderBy('created_at', 'desc')
        .orderBy('kid'),
    ),
    findLive: statement('signing_key_find_live', (p: Slots<{ algorithm: string }>) =>
      queries
        .selectFrom('signing_keys')
        .selectAll()
        .where('algorithm', '=', p.algorithm)
        .where('sealed_private_pem', 'is not', null)
        .where('published_until', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy('kid')
        .limit(1),
    ),
    // The same key may stand there as one that is only published.
    insert: statement('signing_key_insert', (p: Slots<SigningKeyColumns>) =>
      insert(p).onConflict((conflict) =>
        conflict.column('kid').doUpdateSet({
          sealed_private_pem: p.sealed,
          signs_from: p.signsFrom,
          retires_at: p.retiresAt,
          published_until: p.until,
        }),
      ),
    ),
    retireAlgorithm: statement('signing_key_retire_algorithm', (p: Slots<{ algorithm: string; until: number }>) =>
      ofAlgorithm(p.algorithm).set({ sealed_private_pem: null, published_until: p.until }),
    ),
    endAlgorithm: statement('signing_key_end_algorithm', (p: Slots<{ algorithm: string; retiresAt: number; until: number }>) =>
      ofAlgorithm(p.algorithm).set({ retires_at: p.retiresAt, published_until: p.until }),
    ),
    endEncryption: statement('signing_key_end_encryption', (p: Slots<{ algorithm: string; until: number }>) =>
      ofAlgorithm(p.algorithm).where('published_until', 'is', null).set({ published_until: p.until }),
    ),
    dropWaiting: statement('signing_key_drop_waiting', (p: Slots<{ algorithm: string; now: number }>) =>
      queries.deleteFrom('signing_keys').where('algorithm', '=', p.algorithm).where('signs_from', '>', p.now),
    ),
    retire: statement('signing_key_retire', (p: Slots<{ kid: string; until: number }>) =>
      queries
        .updateTable('signing_keys')
        .set({ sealed_private_pem: null, published_until: p.until })
        .where('kid', '=', p.kid)
        .where('sealed_private_pem', 'is not', null)
        .returning('kid'),
    ),
    // Never ends a publication earlier, never takes away a private part.
    publish: statement('signing_key_publish', (p: Slots<SigningKeyColumns>) =>
      insert(p).onConflict((conflict) =>
        conflict.column('kid').doUpdateSet((row) => ({
          published_until: row
            .case()
            .when('signing_keys.published_until', '<', row.ref('excluded.published_until'))
            .then(row.ref('excluded.published_until'))
            .when('excluded.published_until', 'is', null)
            .then(null)
            .else(row.ref('signing_keys.published_until'))
            .end(),
        })),
      ),
    ),
  }
}
