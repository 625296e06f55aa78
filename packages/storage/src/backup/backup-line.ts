import type { Value } from '../sql/statement.ts'

/** What a backup begins with. */
export interface BackupHead {
  readonly latchkeyBackup: 1
  /** Milliseconds since the epoch at which all of it was as it says. */
  readonly at: number
  /** How many schema changes the database had seen, and the release that made the last. */
  readonly schema: number
  readonly release: string
  /** What whoever made it has to say about it; kept as it is. */
  readonly note: Readonly<Record<string, string>>
}

/** Announces the rows that follow. */
export interface BackupTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** What a whole backup ends with. */
export interface BackupEnd {
  readonly rows: number
  /** SHA-256 of all lines before this one, each with its line feed; hexadecimal. */
  readonly sha256: string
}

export type BackupRow = readonly Value[]

/** The file is no backup, is cut short or was changed, or cannot be used here. Its message is for people. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
}

/** How long to wait for those who have the database to let it go, milliseconds: whoever has closed it needs a moment to be gone. */
export const patience = 3_000
export const inUse = 'a server or another command works with the database; stop it first'

/**
 * Tables whose rows live for minutes and count once. They are no part of a backup, so that a code which was redeemed after it was made
 * cannot be redeemed again.
 */
export const passingTables: ReadonlySet<string> = new Set([
  'authorization_codes',
  'backchannel_requests',
  'device_authorizations',
  'pushed_requests',
  'transactions',
])

/** Tables that are not contents: what the schema is. */
export function isSchemaTable(table: string): boolean {
  return table === 'schema_versions' || table.startsWith('kysely_') || table.startsWith('sqlite_')
}

/** Tables that a new database has rows in. */
export const seededTables: ReadonlySet<string> = new Set(['audit_head', 'counters'])
