import type { ManagedName, ObjectStore } from './ports/objects.ts'

/** What must have read an object again before a commit that changed it is answered. */
export type Followers = { readonly [Name in ManagedName]?: () => Promise<void> }

/** The same store, whose commits are answered when what they wrote is in force in this process. Other processes follow by themselves. */
export function inForce(objects: ObjectStore, followers: Followers): ObjectStore {
  return {
    find: (object, ids) => objects.find(object, ids),
    findByKey: (object, key) => objects.findByKey(object, key),
    state: (object) => objects.state(object),
    changes: (object, since, limit) => objects.changes(object, since, limit),
    query: (query) => objects.query(query),
    positions: (query, ids) => objects.positions(query, ids),
    async commit(changes, options) {
      const outcome = await objects.commit(changes, options)
      if (outcome.kind === 'committed') {
        for (const object of new Set(changes.map((change) => change.object))) await followers[object]?.()
      }
      return outcome
    },
    onChange: (listener) => objects.onChange(listener),
  }
}
