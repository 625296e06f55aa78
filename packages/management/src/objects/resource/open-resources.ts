import type { ResourceDefinition } from '@latchkey/core'
import type { ObjectStore, ResourceRecord } from '../../ports/objects.ts'
import { oneAtATime } from '../one-at-a-time.ts'

/** The APIs that administrators have defined, in memory, as requests ask for them each time. */
export interface DefinedResources {
  /** In the order of their identifiers; the same list as long as nothing changes. */
  current(): readonly ResourceDefinition[]
  /** Puts in force what was written since: called after a commit that touched a resource. */
  refresh(): Promise<void>
  close(): void
}

type Reader = Pick<ObjectStore, 'find' | 'query' | 'state' | 'onChange'>

const pageLength = 500

/**
 * Loads the resources and keeps up with changes, by whomever. Scopes and clients that they refer to cannot be renamed and not be removed while
 * they are referred to, so only changes of resources count.
 * @param options.onReloadFailed told when the resources cannot be read; those from before stay in force
 */
export async function openResources(
  objects: Reader,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<DefinedResources> {
  let current: readonly ResourceDefinition[] = []
  let state: number | undefined

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const now = await objects.state('Resource')
      if (now === state) return
      current = await loadResources(objects)
      state = now
    })

  await refresh()
  const stop = objects.onChange((object) => {
    if (object === 'Resource') refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}

async function loadResources(objects: Reader): Promise<readonly ResourceDefinition[]> {
  const records: ResourceRecord[] = []
  const sort = [{ property: 'resource', isAscending: true }]
  for (let position = 0, isLast = false; !isLast; ) {
    const found = await objects.query({
      object: 'Resource',
      sort,
      page: { position },
      limit: pageLength,
      calculateTotal: false,
    })
    const ids = found.kind === 'found' ? found.ids : []
    const byId = new Map((await objects.find('Resource', ids)).map(({ id, record }) => [id, record]))
    records.push(...ids.flatMap((id) => byId.get(id) ?? []))
    position += ids.length
    isLast = ids.length < pageLength
  }
  return define(records, objects)
}

async function define(records: readonly ResourceRecord[], objects: Reader): Promise<readonly ResourceDefinition[]> {
  const [scopes, clients] = await Promise.all([
    objects.find('Scope', [...new Set(records.flatMap(({ scopeIds }) => scopeIds))]),
    objects.find('OAuthClient', [...new Set(records.flatMap(({ introspectionClientIds }) => introspectionClientIds))]),
  ])
  const scopeNames = new Map(scopes.map(({ id, record }) => [id, record.name]))
  const clientIds = new Map(clients.map(({ id, record }) => [id, record.clientId]))
  return records.map(({ scopeIds, introspectionClientIds, ...record }) => ({
    resource: record.resource,
    name: record.name,
    ...(record.description !== undefined && { description: record.description }),
    scopes: scopeIds.flatMap((id) => scopeNames.get(id) ?? []),
    accessTokenFormat: record.accessTokenFormat,
    ...(record.accessTokenSigningAlg !== undefined && { accessTokenSigningAlg: record.accessTokenSigningAlg }),
    ...(record.accessTokenExpiry !== undefined && { accessTokenExpiry: record.accessTokenExpiry }),
    ...(record.requiredAcr !== undefined && { requiredAcr: record.requiredAcr }),
    ...(record.maxAuthenticationAge !== undefined && { maxAuthenticationAge: record.maxAuthenticationAge }),
    introspectionClients: introspectionClientIds.flatMap((id) => clientIds.get(id) ?? []),
    enabled: record.enabled,
  }))
}
