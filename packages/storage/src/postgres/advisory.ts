import type { Client, Pool, PoolClient } from 'pg'
import { everything } from '../cache/caches.ts'
import type { LockMode } from '../sql/operation.ts'

/** First half of the key of every advisory lock of Latchkey in a database. */
const lockClass = 19_531
/** Where changes are announced. */
export const channel = 'latchkey'

/** Holds the lock until the transaction ends; shared, others may hold it too that share it. */
export async function transactionLock(client: PoolClient, name: string, mode: LockMode): Promise<void> {
  const take = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock'
  await client.query(`select ${take}($1, hashtext($2))`, [lockClass, name])
}

/**
 * Lets this connection have the database until it ends: `together` with others that have it so, or `alone`. Answers at once, `undefined` when
 * others are in the way.
 */
export async function holds(client: Client, use: 'together' | 'alone'): Promise<true | undefined> {
  const take = use === 'together' ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const { rows } = await client.query(`select ${take}($1, hashtext('database')) as held`, [lockClass])
  return rows[0]?.held === true ? true : undefined
}

/** Delivered to every listening node when the transaction commits. */
export async function announce(client: PoolClient, announcement: string): Promise<void> {
  // PostgreSQL refuses 8000 bytes and more.
  const payload = Buffer.byteLength(announcement) < 7_900 ? announcement : everything
  await client.query('select pg_notify($1, $2)', [channel, payload])
}

export async function listen(client: Client): Promise<void> {
  await client.query(`listen ${channel}`)
}

/** Runs `work` while this process holds the lock, waiting for it. */
export async function whileLocked<Result>(pool: Pool, name: string, work: () => Promise<Result>): Promise<Result> {
  return withLock(pool, 'select pg_advisory_lock($1, hashtext($2))', name, work)
}

/** Runs `work` while this process holds the lock; `undefined` at once if another has it. */
export async function ifUnlocked<Result>(pool: Pool, name: string, work: () => Promise<Result>): Promise<Result | undefined> {
  return withLock(pool, 'select pg_try_advisory_lock($1, hashtext($2)) as locked', name, work)
}

async function withLock<Result>(pool: Pool, lock: string, name: string, work: () => Promise<Result>): Promise<Result>
async function withLock<Result>(
  pool: Pool,
  lock: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const client = await pool.connect()
  let broken = true
  try {
    const { rows } = await client.query(lock, [lockClass, name])
    if (rows[0]?.locked === false) {
      broken = false
      return undefined
    }
    try {
      return await work()
    } finally {
      // A connection that cannot unlock is given up, and the lock with it.
      broken = !(await client.query('select pg_advisory_unlock($1, hashtext($2))', [lockClass, name]).then(
        () => true,
        () => false,
      ))
    }
  } finally {
    client.release(broken)
  }
}
