import type { SettingsRecord } from '@latchkey/management/stores'
import type { Engine } from '../engine.ts'
import { type Effect, nothing, type Operation, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { VersionWatch } from '../version-watch.ts'
import type { AnyRecord, Loaded, RecordTable } from './record-table.ts'

/** Settings objects that are managed. */
export const settingsNames = ['OidcProvider', 'Authentication', 'ClientRegistration', 'SecurityPosture'] as const
export type SettingsName = (typeof settingsNames)[number]

/** Whether a row of the settings is a managed object. */
export function isSettingsName(name: string): name is SettingsName {
  return settingsNames.some((each) => each === name)
}

/** Id of every settings object. */
export const singleton = 'singleton'

/** First word of the announcement of a settings change; version and name follow. */
export const settingsAnnounced = 'settings'

/** The settings object is at this version now. */
export function settingsSeen(watch: VersionWatch, name: string, version: number): Effect {
  return { begin: () => () => watch.seen(name, version), announcement: `${settingsAnnounced} ${version} ${name}` }
}

/** A settings object as a managed object: always there; before it is first written it is at version 0 and empty. */
export function settingsRecords(engine: Engine, watch: VersionWatch, object: SettingsName): RecordTable {
  const sql = statements(engine)
  // A record of this table came in as that of a settings object.
  const json = (record: AnyRecord) => (record as SettingsRecord).json

  function* current(): Operation<Loaded> {
    const [row] = yield* run(sql.find, { name: object })
    return { id: singleton, version: row?.version ?? 0, record: { json: row?.json ?? '{}' } }
  }

  function* found(ids: readonly string[]): Operation<readonly Loaded[]> {
    return ids.includes(singleton) ? [yield* current()] : []
  }

  return {
    object,
    keyProperty: 'id',
    keyOf: () => undefined,
    keyFrom: (text) => text,
    found,
    withKeys: () => found([]),
    stamped: (record, before) => ({ id: singleton, version: (before?.version ?? 0) + 1, record }),
    parked: nothing,
    *written(objects, now) {
      for (const { version, record } of objects) yield* run(sql.write, { name: object, json: json(record), version, now })
    },
    removed(ids) {
      if (ids.length > 0) throw new TypeError(`${object} is always there`)
      return nothing()
    },
    effectOf: ({ version }) => settingsSeen(watch, object, version),
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('settings_find_managed', (p: Slots<{ name: string }>) =>
      queries.selectFrom('settings').select(['json', 'version']).where('name', '=', p.name),
    ),
    write: statement('settings_write', (p: Slots<{ name: string; json: string; version: number; now: number }>) =>
      queries
        .insertInto('settings')
        .values({ name: p.name, json: p.json, version: p.version, updated_at: p.now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ json: p.json, version: p.version, updated_at: p.now })),
    ),
  }
}
