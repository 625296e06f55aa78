import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Value } from '../sql/statement.ts'

/** How long a statement waits within SQLite for another process, milliseconds. That blocks this one, so it is short once all is set up. */
const busyTimeout = { opening: 10_000, open: 25 }

/** SQLITE_BUSY: another process writes. */
export const busyCode = 5
/** SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE. */
export const duplicateCodes: readonly number[] = [1555, 2067]

/** Statements of `allOnce` that stay prepared. */
const passingStatements = 64

/** One connection with its prepared statements. */
export class SqliteConnection {
  readonly database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()
  readonly #passing = new Map<string, StatementSync>()

  /** Opens the file, or creates it readable by its owner alone. @throws the error of the system when that is not possible */
  constructor(path: string) {
    createPrivate(path)
    this.database = new DatabaseSync(path)
    // FULL: an acknowledged commit survives the loss of power, also in WAL mode.
    this.database.exec(`
      PRAGMA busy_timeout = ${busyTimeout.opening};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -16384;
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = 8000;
      PRAGMA busy_timeout = ${busyTimeout.open};
    `)
  }

  /** Rows of a statement, prepared at its first use. */
  all(sql: string, values: readonly Value[]): readonly unknown[] {
    return this.#statement(sql).all(...values)
  }

  /** Rows of a statement that may not come again: only the last few of the kind are kept prepared. */
  allOnce(sql: string, values: readonly Value[]): readonly unknown[] {
    const prepared = this.#passing.get(sql) ?? this.database.prepare(sql)
    this.#passing.delete(sql)
    this.#passing.set(sql, prepared)
    const [oldest] = this.#passing.keys()
    if (this.#passing.size > passingStatements && oldest !== undefined) this.#passing.delete(oldest)
    return prepared.all(...values)
  }

  /** Executes a statement that answers no rows. */
  exec(sql: string): void {
    this.#statement(sql).run()
  }

  /** Changes whenever another connection has committed something. */
  dataVersion(): number {
    const row = this.#statement('PRAGMA data_version').get()
    return Number(row?.['data_version'])
  }

  close(): void {
    this.#prepared.clear()
    this.#passing.clear()
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    this.database.close()
  }

  #statement(sql: string): StatementSync {
    let prepared = this.#prepared.get(sql)
    if (prepared === undefined) {
      prepared = this.database.prepare(sql)
      this.#prepared.set(sql, prepared)
    }
    return prepared
  }
}

/** The number of SQLite's extended result code, if the error is SQLite's. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}

// SQLite gives `-wal` and `-shm` the permissions of the database file.
function createPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}
