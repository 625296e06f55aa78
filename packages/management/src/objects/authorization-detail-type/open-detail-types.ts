import type { DetailTypeDefinition } from '@latchkey/core'
import type { DetailTypeRecord, ObjectStore } from '../../ports/objects.ts'
import { oneAtATime } from '../one-at-a-time.ts'

/** The types of authorization details that administrators have defined, in memory, as requests ask for them each time. */
export interface DefinedDetailTypes {
  /** In the order of their names; the same list as long as nothing changes. */
  current(): readonly DetailTypeDefinition[]
  /** Puts in force what was written since: called after a commit that touched a type. */
  refresh(): Promise<void>
  close(): void
}

type Reader = Pick<ObjectStore, 'find' | 'query' | 'state' | 'onChange'>

const object = 'AuthorizationDetailType'
const pageLength = 500

/**
 * Loads the types and keeps up with changes, by whomever. A resource that they refer to keeps its identifier and cannot be removed while it is
 * referred to, so only changes of types count.
 * @param options.onReloadFailed told when the types cannot be read; those from before stay in force
 */
export async function openDetailTypes(
  objects: Reader,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<DefinedDetailTypes> {
  let current: readonly DetailTypeDefinition[] = []
  let state: number | undefined

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const now = await objects.state(object)
      if (now === state) return
      current = await loadTypes(objects)
      state = now
    })

  await refresh()
  const stop = objects.onChange((changed) => {
    if (changed === object) refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}

async function loadTypes(objects: Reader): Promise<readonly DetailTypeDefinition[]> {
  const records: DetailTypeRecord[] = []
  const sort = [{ property: 'type', isAscending: true }]
  for (let position = 0, isLast = false; !isLast; ) {
    const found = await objects.query({ object, sort, page: { position }, limit: pageLength, calculateTotal: false })
    const ids = found.kind === 'found' ? found.ids : []
    const byId = new Map((await objects.find(object, ids)).map(({ id, record }) => [id, record]))
    records.push(...ids.flatMap((id) => byId.get(id) ?? []))
    position += ids.length
    isLast = ids.length < pageLength
  }
  const resources = await objects.find('Resource', [...new Set(records.flatMap(({ resourceIds }) => resourceIds))])
  const identifiers = new Map(resources.map(({ id, record }) => [id, record.resource]))
  return records.map(({ detailTypeId: _id, resourceIds, createdAt: _createdAt, updatedAt: _updatedAt, ...record }) => ({
    ...record,
    resources: resourceIds.flatMap((id) => identifiers.get(id) ?? []),
  }))
}
