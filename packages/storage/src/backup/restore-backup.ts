import { createHash } from 'node:crypto'
import { newestSchema } from '../sql/migrations/steps.ts'
import {
  type BackupEnd,
  type BackupHead,
  BackupRefused,
  type BackupRow,
  type BackupTable,
  passingTables,
  seededTables,
} from './backup-line.ts'
import { openTarget } from './open-tables.ts'
import type { TableTarget } from './tables-port.ts'

/** Rows that are inserted together. */
const piece = 500

export interface RestoreOptions {
  /** Where the database is to be; it is created, or exists and is empty. */
  readonly location: string
  /** Looks at what the backup says of itself before anything is done. @throws BackupRefused to end it there */
  readonly accept: (head: BackupHead) => void
  /** Called when all is read and right, before it counts; what it throws takes all back. */
  readonly beforeCommit?: () => void
  /** Told how many rows were read so far. */
  readonly onProgress?: (rows: number) => void
}

/**
 * Reads a backup into an empty database: all of it, or nothing. The checksum at its end is compared before anything counts.
 * @param lines as `writeBackup` gave them
 * @returns how many rows there are
 * @throws BackupRefused when the lines are no whole, unchanged backup, or the database has contents; the driver's error when it does not answer
 */
export async function restoreBackup(lines: AsyncIterable<string>, options: RestoreOptions): Promise<number> {
  const reader = lines[Symbol.asyncIterator]()
  const first = await reader.next()
  const head = parseHead(first.done === true ? '' : first.value)
  options.accept(head)
  await using target = await openTarget(options.location, head.schema)
  await requireEmpty(target)
  const sum = createHash('sha256').update(`${first.value}\n`)
  const loader = new Loader(target, options.onProgress ?? (() => {}))
  for (;;) {
    const { value: line, done } = await reader.next()
    if (done === true) throw new BackupRefused('the backup is cut short: its end is missing')
    const parsed = parseJson(line)
    if (isEnd(parsed)) {
      await loader.flush()
      if (parsed.rows !== loader.rows || parsed.sha256 !== sum.digest('hex')) {
        throw new BackupRefused('the backup was changed: its checksum does not fit')
      }
      if ((await reader.next()).done !== true) throw new BackupRefused('the backup goes on behind its end')
      options.beforeCommit?.()
      await target.commit()
      return loader.rows
    }
    sum.update(`${line}\n`)
    await loader.take(parsed)
  }
}

/** Puts the rows of one table after the other into the database. */
class Loader {
  rows = 0
  readonly #target: TableTarget
  readonly #onProgress: (rows: number) => void
  #table: BackupTable | undefined
  #waiting: BackupRow[] = []

  constructor(target: TableTarget, onProgress: (rows: number) => void) {
    this.#target = target
    this.#onProgress = onProgress
  }

  async take(parsed: unknown): Promise<void> {
    if (Array.isArray(parsed)) return this.#takeRow(parsed)
    await this.flush()
    this.#table = this.#known(parsed)
    if (seededTables.has(this.#table.table)) await this.#target.removeAll(this.#table.table)
  }

  async flush(): Promise<void> {
    if (this.#table === undefined || this.#waiting.length === 0) return
    await this.#target.insert(this.#table, this.#waiting)
    this.rows += this.#waiting.length
    this.#waiting = []
    this.#onProgress(this.rows)
  }

  async #takeRow(row: readonly unknown[]): Promise<void> {
    if (row.length !== this.#table?.columns.length || !row.every(isValue))
      throw new BackupRefused('the backup has a row of no table')
    this.#waiting.push(row)
    if (this.#waiting.length >= piece) await this.flush()
  }

  /** Names come from the database itself, as they become part of statements. */
  #known(parsed: unknown): BackupTable {
    const { table, columns } = parsed as Partial<BackupTable>
    const own = this.#target.tables.find((each) => each.table === table)
    if (own === undefined || !Array.isArray(columns) || passingTables.has(own.table)) {
      throw new BackupRefused(`the backup has a table that this program does not know: ${JSON.stringify(table)}`)
    }
    const unknown = columns.find((column) => !own.columns.includes(column))
    if (unknown !== undefined) throw new BackupRefused(`the backup has a column that this program does not know: ${unknown}`)
    if (new Set(columns).size !== columns.length) throw new BackupRefused('the backup has a column of a table twice')
    return { table: own.table, columns }
  }
}

function parseHead(line: string): BackupHead {
  const head = parseJson(line) as Partial<BackupHead>
  const { latchkeyBackup, schema, at, release, note } = head
  const isOurs = typeof schema === 'number' && typeof at === 'number' && typeof release === 'string' && isNote(note)
  if (latchkeyBackup !== 1 || !isOurs || !Number.isSafeInteger(schema) || schema < 1)
    throw new BackupRefused('this is no backup of Latchkey')
  if (schema > newestSchema)
    throw new BackupRefused(`the backup was made by Latchkey ${release}, which is newer than this program`)
  return head as BackupHead
}

function isNote(note: unknown): note is BackupHead['note'] {
  return typeof note === 'object' && note !== null && Object.values(note).every((text) => typeof text === 'string')
}

async function requireEmpty(target: TableTarget): Promise<void> {
  for (const { table } of target.tables) {
    if (seededTables.has(table) || (await target.isEmpty(table))) continue
    throw new BackupRefused('the database has contents already; a backup is read into an empty one only')
  }
}

function parseJson(line: string): unknown {
  try {
    const parsed: unknown = JSON.parse(line)
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch {
    // Said below.
  }
  throw new BackupRefused('this is no backup of Latchkey, or it is damaged')
}

function isEnd(parsed: unknown): parsed is BackupEnd {
  return typeof parsed === 'object' && parsed !== null && 'sha256' in parsed
}

function isValue(value: unknown): value is BackupRow[number] {
  return value === null || typeof value === 'string' || typeof value === 'number'
}
