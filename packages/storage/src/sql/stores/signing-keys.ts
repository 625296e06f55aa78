import type { SigningKeyRecord, SigningKeyStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { lock, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { SigningKeyRow } from '../tables.ts'

export function signingKeyStore(engine: Engine): SigningKeyStore {
  const sql = statements(engine)
  let writes = 0
  /** Counted before and after: a read that began during the write is as old as one from before. */
  const counted = async <Result>(write: Promise<Result>): Promise<Result> => {
    writes += 1
    return write.finally(() => {
      writes += 1
    })
  }
  return {
    async list(now) {
      return (await engine.read(sql.list, { now })).map(keyOf)
    },
    insertIfNone: (key) =>
      counted(
        engine.transact(function* () {
          yield* lock('signing-keys')
          const [live] = yield* run(sql.findLive, { algorithm: key.algorithm, now: key.createdAt })
          if (live !== undefined) return keyOf(live)
          yield* run(sql.insert, columnsOf(key))
          return key
        }),
      ),
    async publish(key) {
      await counted(engine.write(sql.publish, columnsOf(key)))
    },
    rotate: (key, until) =>
      counted(
        engine.transact(function* () {
          yield* lock('signing-keys')
          yield* run(sql.retireAlgorithm, { algorithm: key.algorithm, until })
          yield* run(sql.insert, columnsOf(key))
        }),
      ),
    async retire(kid, until) {
      return (await counted(engine.write(sql.retire, { kid, until }))).length > 0
    },
    writes: () => writes,
  }
}

interface Columns {
  readonly kid: string
  readonly algorithm: string
  readonly sealed: string | null
  readonly createdAt: number
  readonly until: number | null
  readonly data: string
}

function columnsOf(key: SigningKeyRecord): Columns {
  const { kid, algorithm, createdAt, publicJwk } = key
  const [sealed, until] = [key.sealedPrivatePem ?? null, key.publishedUntil ?? null]
  return { kid, algorithm, sealed, createdAt, until, data: JSON.stringify({ publicJwk }) }
}

function statements({ queries }: Engine) {
  const insert = (p: Slots<Columns>) =>
    queries.insertInto('signing_keys').values({
      kid: p.kid,
      algorithm: p.algorithm,
      sealed_private_pem: p.sealed,
      created_at: p.createdAt,
      published_until: p.until,
      data: p.data,
    })
  return {
    list: statement('signing_key_list', (p: Slots<{ now: number }>) =>
      queries
        .selectFrom('signing_keys')
        .selectAll()
        .where((row) => row.or([row('published_until', 'is', null), row('published_until', '>', p.now)]))
        .orderBy('created_at', 'desc')
        .orderBy('kid'),
    ),
    findLive: statement('signing_key_find_live', (p: Slots<{ algorithm: string; now: number }>) =>
      queries
        .selectFrom('signing_keys')
        .selectAll()
        .where('algorithm', '=', p.algorithm)
        .where('sealed_private_pem', 'is not', null)
        .where((row) => row.or([row('published_until', 'is', null), row('published_until', '>', p.now)]))
        .orderBy('created_at', 'desc')
        .orderBy('kid')
        .limit(1),
    ),
    // The same key may stand there as one that is only published.
    insert: statement('signing_key_insert', (p: Slots<Columns>) =>
      insert(p).onConflict((conflict) =>
        conflict.column('kid').doUpdateSet({ sealed_private_pem: p.sealed, published_until: p.until }),
      ),
    ),
    retireAlgorithm: statement('signing_key_retire_algorithm', (p: Slots<{ algorithm: string; until: number }>) =>
      queries
        .updateTable('signing_keys')
        .set({ sealed_private_pem: null, published_until: p.until })
        .where('algorithm', '=', p.algorithm)
        .where('sealed_private_pem', 'is not', null),
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
    publish: statement('signing_key_publish', (p: Slots<Columns>) =>
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

function keyOf(row: SigningKeyRow): SigningKeyRecord {
  return {
    ...JSON.parse(row.data),
    kid: row.kid,
    algorithm: row.algorithm,
    createdAt: row.created_at,
    ...(row.sealed_private_pem !== null && { sealedPrivatePem: row.sealed_private_pem }),
    ...(row.published_until !== null && { publishedUntil: row.published_until }),
  }
}
