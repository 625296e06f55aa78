import { existsSync } from 'node:fs'
import type { SchemaVersionRow } from '../sql/tables.ts'

/** What can be said of a database without opening it for work: nothing of it is changed. */
export interface DatabaseState {
  /** Rows of `schema_versions`; none: it has nothing of Latchkey in it. */
  readonly versions: readonly SchemaVersionRow[]
  /** What the database says is wrong with it, a few sentences at most. */
  readonly problems: readonly string[]
}

/** Clocks may differ by this much, milliseconds: validity of tokens is judged by them. */
const clockTolerance = 5_000
const oldestPostgres = 150_000

/**
 * Looks at a database without changing it.
 * @param now milliseconds since the epoch, by the clock of this machine
 * @throws the driver's error when it does not answer, or is not a database
 */
export async function inspectDatabase(location: string, now: () => number): Promise<DatabaseState> {
  return location.startsWith('sqlite:') ? inspectSqlite(location.slice('sqlite:'.length)) : inspectPostgres(location, now)
}

async function inspectSqlite(path: string): Promise<DatabaseState> {
  if (!existsSync(path)) return { versions: [], problems: [] }
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const known = database.prepare("select 1 from sqlite_master where name = 'schema_versions'").all().length === 1
    const versions = known ? database.prepare('select number, release, oldest_reader from schema_versions').all() : []
    const said = database
      .prepare('PRAGMA quick_check(3)')
      .all()
      .map(({ quick_check: text }) => String(text))
    return {
      versions: versions as unknown as readonly SchemaVersionRow[],
      problems: said.filter((text) => text !== 'ok').map(oneLine),
    }
  } finally {
    database.close()
  }
}

/** SQLite heads what it found with the name of the database, and speaks in lines. */
function oneLine(text: string): string {
  return text.replace(/^\*\*\*.*\*\*\*\n/, '').replaceAll('\n', '; ')
}

async function inspectPostgres(location: string, now: () => number): Promise<DatabaseState> {
  const [{ default: pg }, { clientConfig }] = await Promise.all([import('pg'), import('../postgres/connection-pool.ts')])
  const client = new pg.Client(clientConfig(location))
  await client.connect()
  try {
    const asked = now()
    const { rows } = await client.query<{ version: string; ours: boolean; clock: number }>(
      `select current_setting('server_version_num') as version, to_regclass('schema_versions') is not null as ours,
        floor(extract(epoch from clock_timestamp()) * 1000)::bigint as clock`,
    )
    const answered = now()
    const [{ version, ours, clock } = { version: '0', ours: false, clock: asked }] = rows
    const problems: string[] = []
    if (Number(version) < oldestPostgres) problems.push('PostgreSQL 15 or newer is needed')
    const isApart = clock < asked - clockTolerance || clock > answered + clockTolerance
    if (isApart) problems.push(`its clock is ${Math.round((clock - answered) / 1000)} s away from the clock of this machine`)
    const versions = ours
      ? (await client.query<SchemaVersionRow>('select number, release, oldest_reader from schema_versions')).rows
      : []
    return { versions, problems }
  } finally {
    await client.end()
  }
}
