import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { patiently } from '../patiently.ts'
import type { Value } from '../sql/statement.ts'

/** How long a statement waits within SQLite for another process, milliseconds. That blocks this one, so it is short once all is set up. */
const busyTimeout = { opening: 1_000, open: 25 }

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

  /**
   * Opens the file, or creates it readable by its owner alone.
   * @param use `alone`: nobody else can have it open, before and as long as this connection has it
   * @throws the error of the system when that is not possible; SQLite's when somebody else has it alone, or has it while it should be had so
   */
  constructor(path: string, use: 'shared' | 'alone' = 'shared') {
    createPrivate(path)
    this.database = new DatabaseSync(path)
    // Before the first access, as a connection in WAL mode keeps its hold of the file from then on until it is closed.
    if (use === 'alone') this.database.exec('PRAGMA locking_mode = EXCLUSIVE')
    try {
      this.#prepare()
    } catch (error) {
      this.database.close()
      throw error
    }
  }

  #prepare(): void {
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

/** Opens the file as soon as nobody has it who keeps others out; `undefined`: not within so many milliseconds. */
export function connectPatiently(path: string, use: 'shared' | 'alone', patience: number): Promise<SqliteConnection | undefined> {
  return patiently(patience, () => {
    try {
      return new SqliteConnection(path, use)
    } catch (error) {
      // The extended codes of being busy end in the same octet.
      if (((resultCode(error) ?? 0) & 0xff) === busyCode) return undefined
      throw error
    }
  })
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
