import { type Caches, clearAll, createCaches } from '../cache/caches.ts'
import { DatabaseInUseError } from '../database-in-use-error.ts'
import type { OpenOptions } from '../open-options.ts'
import { objectVersions } from '../sql/objects/states.ts'
import { settingsVersions } from '../sql/stores/settings.ts'
import { createStores } from '../sql/stores.ts'
import { VersionWatch } from '../sql/version-watch.ts'
import type { Storage } from '../storage.ts'
import { atMostEvery } from './at-most-every.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { connectPatiently, type SqliteConnection } from './sqlite-connection.ts'
import { SqliteEngine } from './sqlite-engine.ts'

/** How often to look whether another process changed a row at all, milliseconds: a look costs as much as half of a small request. */
const rowsInterval = 1
/** How often to look whether another process changed a settings object, milliseconds. */
const settingsInterval = 300

/** Opens or creates the database file. @throws DatabaseTooNewError; DatabaseInUseError; SQLite's error when it is not a database or not accessible */
export async function openSqlite(path: string, options: Omit<OpenOptions, 'location'>): Promise<Storage> {
  const { onError, patience } = options
  const connection = await connectPatiently(path, 'shared', patience)
  if (connection === undefined) throw new DatabaseInUseError()
  try {
    await migrateSqlite(connection)
  } catch (error) {
    connection.close()
    throw error
  }
  const engine = new SqliteEngine(connection)
  const freshness = {
    check: atMostEvery(
      rowsInterval,
      versionCheck(connection, () => clearAll(caches)),
    ),
  }
  const caches: Caches = createCaches(freshness, freshness)
  const watch = new VersionWatch(onError)
  const objectWatch = new VersionWatch(onError)
  const { sealer, ...stores } = createStores({ engine, caches, watch, objectWatch, ...options })

  const watched = [
    [watch, settingsVersions(engine)],
    [objectWatch, objectVersions(engine)],
  ] as const
  const elsewhere = { changed: false }
  const checkSettings = versionCheck(connection, () => {
    elsewhere.changed = true
  })
  checkSettings()
  for (const [each, versions] of watched) each.learn(await engine.read(versions, {}))
  sealer.wake()
  const poll = setInterval(() => {
    checkSettings()
    if (!elsewhere.changed) return
    elsewhere.changed = false
    for (const [each, versions] of watched) {
      engine.read(versions, {}).then((rows) => {
        for (const { name, version } of rows) each.seen(name, version)
      }, onError)
    }
  }, settingsInterval)
  poll.unref()

  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      clearInterval(poll)
      await sealer.stop()
      await engine.end()
      connection.close()
    })()
    return closing
  }
  return {
    ...stores,
    async ping() {
      connection.all('select 1', [])
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Calls `changed` if another connection has committed since the last check; what it answers is always true: then all is fresh. */
function versionCheck(connection: SqliteConnection, changed: () => void): () => true {
  let seen = connection.dataVersion()
  return () => {
    const version = connection.dataVersion()
    if (version !== seen) {
      seen = version
      changed()
    }
    return true
  }
}
