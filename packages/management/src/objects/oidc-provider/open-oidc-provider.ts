import type { Origin, ProviderSettings } from '@latchkey/core'
import type { ManagementPorts, OidcProviderObject, SetError } from '../../contract.ts'
import { validationFailed } from '../../declarations/finding.ts'
import { InvalidPatch } from '../../declarations/invalid-patch.ts'
import { patchDocument } from '../../declarations/patch-document.ts'
import { validateDocument } from '../../declarations/validate-document.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { Built } from '../managed-definition.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { settingsFromWire } from './definition.ts'
import { oidcProviderTarget } from './document.ts'
import { freshDocument } from './fresh-document.ts'
import { resolveSettings } from './resolve-settings.ts'
import { readDocument, storeDocument, storedName, storedToWire } from './stored-document.ts'

type Ports = Pick<ManagementPorts, 'clock' | 'crypto' | 'sources'> & {
  readonly stores: Pick<ManagementPorts['stores'], 'settings'>
}

export interface OidcProviderOptions {
  /**
   * Told when a change by another process cannot be put in force here, for example because a secret's file is missing on this node.
   * The settings from before stay in force. The message names field and remedy and holds no secret.
   */
  readonly onReloadFailed?: (error: Error) => void
}

interface Stored {
  readonly json: string
  readonly version: number
}

interface InForce extends Stored {
  readonly settings: ProviderSettings
}

/** The only object of its type. */
const id = 'singleton'

/** Tries against other processes that change the object at the same time. */
const maxTries = 10

/**
 * Opens the `OidcProvider` singleton. On a fresh install it is written first; of nodes that start at once one writes and all read the same.
 * @throws Error that names field, variable or path and remedy, when what is stored cannot be put in force
 */
export async function openOidcProvider(ports: Ports, options: OidcProviderOptions = {}): Promise<OidcProviderObject> {
  const { clock, crypto } = ports
  const store = ports.stores.settings

  async function read(): Promise<Stored> {
    const row = await store.find(storedName)
    if (row !== undefined) return row
    await store.write(storedName, storeDocument(crypto, await freshDocument(crypto)), 0, clock())
    // Whoever wrote first: what is stored counts.
    return read()
  }

  let state = await read().then((stored) => putInForce(stored, ports))
  const exclusively = oneAtATime()

  async function set(patch: JsonObject, origin: Origin | undefined): Promise<SetError | undefined> {
    let stored: Stored = state
    for (let tries = 0; tries < maxTries; tries += 1) {
      const built = patched(stored.json, patch, ports)
      if ('error' in built) return built.error
      const { json } = built.record
      if ((await store.write(storedName, json, stored.version, clock(), origin)) === 'written') {
        state = putInForce({ json, version: stored.version + 1 }, ports)
        return undefined
      }
      stored = await read()
    }
    return { type: 'stateMismatch', description: 'The object is being changed by others; try again.' }
  }

  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const row = await store.find(storedName)
      if (row !== undefined && row.version !== state.version) state = putInForce(row, ports)
    })

  const stop = store.onChange((name) => {
    if (name !== storedName) return
    refresh().catch((error: unknown) => options.onReloadFailed?.(error instanceof Error ? error : new Error(String(error))))
  })

  return {
    current: () => state.settings,
    get: () => ({ id, ...storedToWire(state.json) }),
    set: (patch, origin) =>
      exclusively(async () => {
        const error = await set(patch as JsonObject, origin)
        return error === undefined ? { updated: true } : { updated: false, error }
      }),
    reload: () =>
      exclusively(async () => {
        state = putInForce(await read(), ports)
      }),
    refresh,
    close: stop,
  }
}

/** What a patch makes of what is stored; all or nothing. */
function patched(json: string, patch: JsonObject, ports: Ports): Built<'OidcProvider'> {
  const { declaration, registry } = oidcProviderTarget
  try {
    const { document, touched } = patchDocument({ declaration, registry, current: storedToWire(json), id }, patch)
    const findings = validateDocument({ fields: declaration.fields, registry, id }, document, touched)
    return findings.length > 0 ? { error: validationFailed(findings) } : settingsFromWire(document, json, ports)
  } catch (error) {
    if (error instanceof InvalidPatch) return { error: error.toSetError() }
    throw error
  }
}

/** @throws Error that names field, variable or path and remedy */
function putInForce(stored: Stored, ports: Ports): InForce {
  const resolved = resolveSettings(ports, readDocument(ports.crypto, stored.json))
  if ('settings' in resolved) return { ...stored, settings: resolved.settings }
  const sentences = resolved.findings.map(({ sentence }) => sentence).join(' ')
  throw new Error(`The ${storedName} settings cannot be put in force. ${sentences}`)
}
