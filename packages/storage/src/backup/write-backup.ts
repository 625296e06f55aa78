import { createHash } from 'node:crypto'
import { type BackupEnd, type BackupHead, passingTables } from './backup-line.ts'
import { openSource } from './open-tables.ts'

export interface WriteBackupOptions {
  /** Where the database is. */
  readonly location: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What is to be known when it is read back. */
  readonly note: BackupHead['note']
}

/**
 * All that the database holds, as lines of JSON without line ends: a head, each table with its rows, an end with a checksum. One state
 * of it, while servers may go on working; the same lines whichever database it is, but for the order of rows.
 * @throws BackupRefused when there is no database; the driver's error when it does not answer
 */
export async function* writeBackup({ location, now, note }: WriteBackupOptions): AsyncGenerator<string> {
  await using source = await openSource(location)
  const sum = createHash('sha256')
  const summed = (value: unknown): string => {
    const line = JSON.stringify(value)
    sum.update(`${line}\n`)
    return line
  }
  const { number: schema, release } = source.version
  yield summed({ latchkeyBackup: 1, at: now, schema, release, note } satisfies BackupHead)
  let rows = 0
  for (const table of source.tables) {
    if (passingTables.has(table.table)) continue
    yield summed(table)
    for await (const piece of source.rows(table)) {
      for (const row of piece) yield summed(row)
      rows += piece.length
    }
  }
  yield JSON.stringify({ rows, sha256: sum.digest('hex') } satisfies BackupEnd)
}
