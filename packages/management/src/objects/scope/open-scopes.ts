import type { ScopeDefinition } from '@latchkey/core'
import type { ObjectStore } from '../../ports/objects.ts'
import { oneAtATime } from '../one-at-a-time.ts'

/** The scopes that administrators have defined, in memory, as requests ask for them each time. */
export interface DefinedScopes {
  /** In the order of their names; the same list as long as nothing changes. */
  current(): readonly ScopeDefinition[]
  /** Puts in force what was written since: called after a commit that touched a scope. */
  refresh(): Promise<void>
  close(): void
}

const pageLength = 500

/**
 * Loads the scopes and keeps up with changes, by whomever.
 * @param options.onReloadFailed told when the scopes cannot be read; those from before stay in force
 */
export async function openScopes(
  objects: Pick<ObjectStore, 'find' | 'query' | 'state' | 'onChange'>,
  options: { readonly onReloadFailed?: (error: unknown) => void } = {},
): Promise<DefinedScopes> {
  let current: readonly ScopeDefinition[] = []
  let state: number | undefined

  const exclusively = oneAtATime()
  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const now = await objects.state('Scope')
      if (now === state) return
      current = await loadScopes(objects)
      state = now
    })

  await refresh()
  const stop = objects.onChange((object) => {
    if (object === 'Scope') refresh().catch((error: unknown) => options.onReloadFailed?.(error))
  })
  return { current: () => current, refresh, close: stop }
}

async function loadScopes(objects: Pick<ObjectStore, 'find' | 'query'>): Promise<readonly ScopeDefinition[]> {
  const scopes: ScopeDefinition[] = []
  const sort = [{ property: 'name', isAscending: true }]
  for (let position = 0, isLast = false; !isLast; ) {
    const found = await objects.query({ object: 'Scope', sort, page: { position }, limit: pageLength, calculateTotal: false })
    const ids = found.kind === 'found' ? found.ids : []
    const records = new Map((await objects.find('Scope', ids)).map(({ id, record }) => [id, record]))
    for (const id of ids) {
      const record = records.get(id)
      if (record !== undefined) scopes.push({ name: record.name, description: record.description })
    }
    position += ids.length
    isLast = ids.length < pageLength
  }
  return scopes
}
