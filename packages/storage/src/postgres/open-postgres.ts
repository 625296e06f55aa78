import { type Caches, clearAll, createCaches, forgetAnnounced } from '../cache/caches.ts'
import { never } from '../cache/row-cache.ts'
import type { OpenOptions } from '../open-options.ts'
import { objectVersions, parseStateAnnouncement } from '../sql/objects/states.ts'
import { parseSettingsAnnouncement, settingsVersions } from '../sql/stores/settings.ts'
import { createStores } from '../sql/stores.ts'
import { VersionWatch } from '../sql/version-watch.ts'
import type { Storage } from '../storage.ts'
import { ifUnlocked } from './advisory.ts'
import { ChangeListener } from './change-listener.ts'
import { createPool } from './connection-pool.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { PostgresEngine } from './postgres-engine.ts'

/**
 * Opens a database that several nodes share. Needs connections that keep their session: prepared statements, LISTEN and advisory
 * locks do not work through a pooler that hands out a connection per transaction.
 * @throws DatabaseTooNewError; DatabaseInUseError; the driver's error when the server does not answer or refuses
 */
export async function openPostgres(location: string, options: Omit<OpenOptions, 'location'>): Promise<Storage> {
  const { onError, patience } = options
  const pool = createPool(location, onError)
  const engine = new PostgresEngine(pool)
  const watch = new VersionWatch(onError)
  const objectWatch = new VersionWatch(onError)
  const watched = [
    [watch, settingsVersions(engine)],
    [objectWatch, objectVersions(engine)],
  ] as const
  let started = false
  const listener = new ChangeListener({
    location,
    onError,
    onChange(announcement) {
      const settings = parseSettingsAnnouncement(announcement)
      const state = parseStateAnnouncement(announcement)
      if (settings !== undefined) watch.seen(settings.name, settings.version)
      else if (state !== undefined) objectWatch.seen(state.name, state.version)
      else if (!forgetAnnounced(caches, announcement)) clearAll(caches)
    },
    onReconnect() {
      clearAll(caches)
      // At the start nothing has been missed.
      if (!started) return
      for (const [each, versions] of watched) engine.read(versions, {}).then((rows) => each.refresh(rows), onError)
    },
  })
  const caches: Caches = createCaches({ check: () => listener.isCurrent() }, never)
  const { sealer, ...stores } = createStores({ engine, caches, watch, objectWatch, ...options })

  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      await listener.close()
      await sealer.stop()
      await engine.end()
      await pool.end()
    })()
    return closing
  }
  try {
    await listener.start(patience)
    await migratePostgres(pool)
    for (const [each, versions] of watched) each.learn(await engine.read(versions, {}))
    started = true
    sealer.wake()
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...stores,
    sweep: async (now) => (await ifUnlocked(pool, 'sweep', () => stores.sweep(now))) ?? 0,
    async ping() {
      await pool.query('select 1')
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
