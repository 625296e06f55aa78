import type { SigningKeyRecord, SigningKeyStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { lock, run } from '../operation.ts'
import type { SigningKeyRow } from '../tables.ts'
import { type SigningKeyColumns, signingKeyStatements } from './signing-key-statements.ts'

export function signingKeyStore(engine: Engine): SigningKeyStore {
  const sql = signingKeyStatements(engine)
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
          const [live] = yield* run(sql.findLive, { algorithm: key.algorithm })
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
    publishNext: (next, { publishedUntil: until, now, previous }) =>
      counted(
        engine.transact(function* () {
          yield* lock('signing-keys')
          const { algorithm, signsFrom } = next
          yield* run(sql.dropWaiting, { algorithm, now })
          yield* run(sql.endAlgorithm, { algorithm, retiresAt: signsFrom, until })
          if (previous !== undefined) {
            yield* run(sql.insert, columnsOf({ ...previous, retiresAt: signsFrom, publishedUntil: until }))
          }
          yield* run(sql.insert, columnsOf(next))
        }),
      ),
    replaceEncryptionKey: (key, until) =>
      counted(
        engine.transact(function* () {
          yield* lock('signing-keys')
          yield* run(sql.endEncryption, { algorithm: key.algorithm, until })
          yield* run(sql.insert, columnsOf(key))
        }),
      ),
    async retire(kid, until) {
      return (await counted(engine.write(sql.retire, { kid, until }))).length > 0
    },
    writes: () => writes,
  }
}

function columnsOf(key: SigningKeyRecord): SigningKeyColumns {
  const { kid, algorithm, createdAt, publicJwk } = key
  return {
    kid,
    algorithm,
    sealed: key.sealedPrivatePem ?? null,
    createdAt,
    signsFrom: key.signsFrom ?? null,
    retiresAt: key.retiresAt ?? null,
    until: key.publishedUntil ?? null,
    data: JSON.stringify({ publicJwk }),
  }
}

function keyOf(row: SigningKeyRow): SigningKeyRecord {
  return {
    ...JSON.parse(row.data),
    kid: row.kid,
    algorithm: row.algorithm,
    createdAt: row.created_at,
    ...(row.sealed_private_pem !== null && { sealedPrivatePem: row.sealed_private_pem }),
    ...(row.signs_from !== null && { signsFrom: row.signs_from }),
    ...(row.retires_at !== null && { retiresAt: row.retires_at }),
    ...(row.published_until !== null && { publishedUntil: row.published_until }),
  }
}
