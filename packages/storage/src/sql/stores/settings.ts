import type { SettingsStore } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { follow, run } from '../operation.ts'
import type { SettingsWatch } from '../settings-watch.ts'
import { type Slots, type Statement, statement } from '../statement.ts'

/** First word of the announcement of a settings change; version and name follow. */
const announced = 'settings'

/** Reads the announcement of another process; `undefined`: it is about something else. */
export function parseSettingsAnnouncement(text: string): { readonly name: string; readonly version: number } | undefined {
  const [kind, version, ...name] = text.split(' ')
  return kind === announced ? { name: name.join(' '), version: Number(version) } : undefined
}

/** The versions of all settings objects. */
export function settingsVersions({
  queries,
}: Engine): Statement<Record<never, never>, { readonly name: string; readonly version: number }> {
  return statement('settings_versions', () => queries.selectFrom('settings').select(['name', 'version']))
}

export function settingsStore(engine: Engine, watch: SettingsWatch): SettingsStore {
  const sql = statements(engine)
  return {
    async find(name) {
      const [row] = await engine.read(sql.find, { name })
      return row && { json: row.json, version: row.version }
    },
    write: (name, json, previous, now) =>
      engine.transact(function* () {
        const [written] =
          previous === 0 ? yield* run(sql.insert, { name, json, now }) : yield* run(sql.update, { name, json, previous, now })
        if (written === undefined) return 'changed'
        const { version } = written
        const announcement = `${announced} ${version} ${name}`
        yield* follow({ begin: () => () => watch.seen(name, version), announcement })
        return 'written'
      }),
    onChange: (listener) => watch.listen(listener),
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('settings_find', (p: Slots<{ name: string }>) =>
      queries.selectFrom('settings').select(['json', 'version']).where('name', '=', p.name),
    ),
    insert: statement('settings_insert', (p: Slots<{ name: string; json: string; now: number }>) =>
      queries
        .insertInto('settings')
        .values({ name: p.name, json: p.json, version: 1, updated_at: p.now })
        .onConflict((conflict) => conflict.doNothing())
        .returning('version'),
    ),
    update: statement('settings_update', (p: Slots<{ name: string; json: string; previous: number; now: number }>) =>
      queries
        .updateTable('settings')
        .set((row) => ({ json: p.json, version: row('version', '+', 1), updated_at: p.now }))
        .where('name', '=', p.name)
        .where('version', '=', p.previous)
        .returning('version'),
    ),
  }
}
