import type { ManagedName, ManagedRecords, ObjectStore, StoredObject } from '@latchkey/management/stores'
import type { Engine } from '../engine.ts'
import type { RevisionTable } from '../journal/revisions.ts'
import type { Operation } from '../operation.ts'
import { readOnly } from '../read-only.ts'
import type { VersionWatch } from '../version-watch.ts'
import type { Changer } from './changer.ts'
import { changesSince } from './changes-since.ts'
import type { ObjectOwners } from './owners.ts'
import type { ObjectSearch } from './query/object-search.ts'
import type { Loaded, RecordTable } from './record-table.ts'
import { isSettingsName } from './settings-records.ts'
import type { ObjectStates } from './states.ts'

/** Changes of one commit that others may share a transaction with. */
const smallCommit = 50

export interface ObjectStoreParts {
  readonly engine: Engine
  readonly tables: ReadonlyMap<ManagedName, RecordTable>
  readonly owners: ObjectOwners
  readonly states: ObjectStates
  readonly revisions: RevisionTable
  readonly changer: Changer
  readonly search: ObjectSearch
  readonly watch: VersionWatch
}

export function objectStore(parts: ObjectStoreParts): ObjectStore {
  const { engine, tables, owners, states, revisions, changer, search, watch } = parts

  function table(object: ManagedName): RecordTable {
    const found = tables.get(object)
    if (found === undefined) throw new TypeError(`no such type of objects: ${object}`)
    return found
  }

  function* owned<Name extends ManagedName>(object: Name, found: readonly Loaded[]): Operation<readonly StoredObject<Name>[]> {
    const ownerOf = yield* owners.of(
      object,
      found.map(({ id }) => id),
    )
    return found.map(({ id, version, record }) => {
      const owner = ownerOf.get(id)
      // The table of a type holds records of that type.
      return { id, version, record: record as ManagedRecords[Name], ...(owner !== undefined && { owner }) }
    })
  }

  return {
    find: (object, ids) =>
      readOnly(
        engine,
        (function* () {
          return yield* owned(object, yield* table(object).found(ids))
        })(),
      ),
    async findByKey(object, key) {
      const keys = isSettingsName(object) ? [] : [table(object).keyFrom(key)]
      const [found] = await readOnly(
        engine,
        (function* () {
          return yield* owned(object, yield* table(object).withKeys(keys))
        })(),
      )
      return found
    },
    async state(object) {
      return (await readOnly(engine, states.of(object))).state
    },
    changes: (object, since, limit) => changesSince(revisions, object, since, limit),
    query: (query) => search.query(query),
    positions: (query, ids) => search.positions(query, ids),
    commit: (changes, { isTrial, ...options }) =>
      engine.transact(
        () => changer.changed(changes, { ...options, rules: 'all', ...(isTrial && { isTrial }) }),
        changes.length > smallCommit ? 'large' : undefined,
      ),
    onChange: (listener) => watch.listen((name) => listener(name as ManagedName)),
  }
}
