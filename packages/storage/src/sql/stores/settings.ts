import { type SettingsStore, systemOrigin } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import type { Changer } from '../objects/changer.ts'
import { isSettingsName, settingsAnnounced, settingsSeen, singleton } from '../objects/settings-records.ts'
import { follow, run } from '../operation.ts'
import { type Slots, type Statement, statement } from '../statement.ts'
import type { VersionWatch } from '../version-watch.ts'

/** Reads the announcement of another process; `undefined`: it is about something else. */
export function parseSettingsAnnouncement(text: string): { readonly name: string; readonly version: number } | undefined {
  const [kind, version, ...name] = text.split(' ')
  return kind === settingsAnnounced ? { name: name.join(' '), version: Number(version) } : undefined
}

/** The versions of all settings objects. */
export function settingsVersions({
  queries,
}: Engine): Statement<Record<never, never>, { readonly name: string; readonly version: number }> {
  return statement('settings_versions', () => queries.selectFrom('settings').select(['name', 'version']))
}

/** Settings objects, those that are managed among them: they change as managed objects do. */
export function settingsStore(engine: Engine, watch: VersionWatch, changer: Changer): SettingsStore {
  const sql = statements(engine)
  return {
    async find(name) {
      const [row] = await engine.read(sql.find, { name })
      return row && { json: row.json, version: row.version }
    },
    write: (name, json, previous, now, origin = systemOrigin) =>
      engine.transact(function* () {
        if (isSettingsName(name)) {
          const change = { object: name, kind: 'replace', id: singleton, version: previous, record: { json } } as const
          const { kind } = yield* changer.changed([change], { origin, now, rules: 'own' })
          return kind === 'committed' ? 'written' : 'changed'
        }
        const [written] =
          previous === 0 ? yield* run(sql.insert, { name, json, now }) : yield* run(sql.update, { name, json, previous, now })
        if (written === undefined) return 'changed'
        yield* follow(settingsSeen(watch, name, written.version))
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
