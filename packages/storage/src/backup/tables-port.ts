import type { SchemaVersionRow } from '../sql/tables.ts'
import type { BackupRow, BackupTable } from './backup-line.ts'

/** A database as a backup reads it: nothing changes while it is open. */
export interface TableSource extends AsyncDisposable {
  /** The newest row of `schema_versions`. */
  readonly version: SchemaVersionRow
  /** Every table with its columns, by name. */
  readonly tables: readonly BackupTable[]
  /** Rows in pieces, in any order. */
  rows(table: BackupTable): AsyncIterable<readonly BackupRow[]>
}

/** A database as a backup is read into it: in one transaction. */
export interface TableTarget extends AsyncDisposable {
  readonly tables: readonly BackupTable[]
  isEmpty(table: string): Promise<boolean>
  removeAll(table: string): Promise<void>
  insert(table: BackupTable, rows: readonly BackupRow[]): Promise<void>
  /** Makes what was inserted durable; without it closing takes all back. */
  commit(): Promise<void>
}
