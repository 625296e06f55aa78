import type { TrustedIssuer } from '@latchkey/core'
import type { ObjectStore, TrustedIssuerRecord } from '../../ports/objects.ts'
import { oneAtATime } from '../one-at-a-time.ts'

/** Whose assertions count, in memory, as requests ask for them each time. */
export interface TrustedIssuers {
  /** The same list as long as nothing changes. */
  current(): readonly TrustedIssuer[]
  /** Puts in force what was written since: called after a commit that touched a trusted issuer. */
  refresh(): Promise<void>
  close(): void
}

type Reader = Pick<ObjectStore, 'find' | 'query' | 'state' | 'onChange'>

const pageLength = 500

/**
 * Loads the trusted issuers and keeps up with changes, by whomever. Clients and resources that they refer to cannot be removed while they are
 * referred to and never change their identifiers, so only changes of trusted issuers count.
 * @param options.onReloadFailed told when they cannot be read; those from before stay in force
 */
export async function openTrustedIssuers(
  objects: Reader,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<TrustedIssuers> {
  let current: readonly TrustedIssuer[] = []
  let state: number | undefined

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const now = await objects.state('TrustedIssuer')
      if (now === state) return
      current = await loadIssuers(objects)
      state = now
    })

  await refresh()
  const stop = objects.onChange((object) => {
    if (object === 'TrustedIssuer') refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}

async function loadIssuers(objects: Reader): Promise<readonly TrustedIssuer[]> {
  const records: TrustedIssuerRecord[] = []
  const sort = [{ property: 'issuer', isAscending: true }]
  for (let position = 0, isLast = false; !isLast; ) {
    const query = { object: 'TrustedIssuer', sort, page: { position }, limit: pageLength, calculateTotal: false } as const
    const found = await objects.query(query)
    const ids = found.kind === 'found' ? found.ids : []
    records.push(...(await objects.find('TrustedIssuer', ids)).map(({ record }) => record))
    position += ids.length
    isLast = ids.length < pageLength
  }
  return define(records, objects)
}

async function define(records: readonly TrustedIssuerRecord[], objects: Reader): Promise<readonly TrustedIssuer[]> {
  const [clients, resources] = await Promise.all([
    objects.find('OAuthClient', [...new Set(records.flatMap(({ clientIds }) => clientIds))]),
    objects.find('Resource', [...new Set(records.flatMap(({ resourceIds }) => resourceIds))]),
  ])
  const clientNames = new Map(clients.map(({ id, record }) => [id, record.clientId]))
  const resourceNames = new Map(resources.map(({ id, record }) => [id, record.resource]))
  return records.map(({ clientIds, resourceIds, description: _d, createdAt: _c, updatedAt: _u, ...record }) => ({
    ...record,
    clients: clientIds.flatMap((id) => clientNames.get(id) ?? []),
    resources: resourceIds.flatMap((id) => resourceNames.get(id) ?? []),
  }))
}
