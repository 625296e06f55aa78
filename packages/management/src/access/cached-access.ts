import type { Group, RoleRecord } from '@latchkey/identity'
import type { ObjectStore } from '../ports/objects.ts'
import { type AccessSource, storedAccess } from './access-records.ts'

/** Most records that are kept of each kind; when there are more, all are forgotten. */
const maxKept = 10_000

/** Groups and roles in memory until one of them changes, here or on another node. */
export class CachedAccess implements AccessSource, Disposable {
  readonly #groups: Kept<Group>
  readonly #roles: Kept<RoleRecord>
  readonly #stop: () => void

  constructor(objects: Pick<ObjectStore, 'find' | 'onChange'>) {
    const stored = storedAccess(objects)
    this.#groups = new Kept(
      (ids) => stored.findGroups(ids),
      (group) => group.groupId,
    )
    this.#roles = new Kept(
      (ids) => stored.findRoles(ids),
      (role) => role.roleId,
    )
    this.#stop = objects.onChange((object) => {
      if (object === 'Group') this.#groups.forget()
      if (object === 'Role') this.#roles.forget()
    })
  }

  findGroups(ids: readonly string[]): Promise<readonly Group[]> {
    return this.#groups.find(ids)
  }

  findRoles(ids: readonly string[]): Promise<readonly RoleRecord[]> {
    return this.#roles.find(ids)
  }

  [Symbol.dispose](): void {
    this.#stop()
  }
}

class Kept<Row> {
  readonly #read: (ids: readonly string[]) => Promise<readonly Row[]>
  readonly #idOf: (row: Row) => string
  #rows = new Map<string, Row>()

  constructor(read: (ids: readonly string[]) => Promise<readonly Row[]>, idOf: (row: Row) => string) {
    this.#read = read
    this.#idOf = idOf
  }

  forget(): void {
    // A new map, so that a read under way does not bring back what it saw before.
    this.#rows = new Map()
  }

  async find(ids: readonly string[]): Promise<readonly Row[]> {
    const rows = this.#rows
    const missing = ids.filter((id) => !rows.has(id))
    const read = missing.length === 0 ? [] : await this.#read(missing)
    if (rows.size + read.length > maxKept) this.forget()
    for (const row of read) rows.set(this.#idOf(row), row)
    return ids.flatMap((id) => rows.get(id) ?? [])
  }
}
