import type { ManagementPorts, OidcProviderObject, SetError } from '../../contract.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { applyPatch } from './apply-patch.ts'
import { setErrorOf } from './definition.ts'
import { documentToWire, type PatchedDocument } from './document.ts'
import { freshDocument } from './fresh-document.ts'
import { readDocument, storeDocument, storedName } from './stored-document.ts'
import { InvalidDocument, type ValidDocument, validateDocument } from './validate-document.ts'

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
  readonly document: PatchedDocument
  readonly json: string
  readonly version: number
}

type State = Stored & ValidDocument

/** Patches larger than this are refused, in characters of JSON. */
const largestPatch = 200_000

/** Tries against other processes that change the object at the same time. */
const maxTries = 10

const none: ReadonlySet<never> = new Set<never>()

/**
 * Opens the `OidcProvider` singleton. On a fresh install it is written first; of nodes that start at once one writes and all read the same.
 * @throws Error that names field, variable or path and remedy, when what is stored cannot be put in force
 */
export async function openOidcProvider(ports: Ports, options: OidcProviderOptions = {}): Promise<OidcProviderObject> {
  const { clock, crypto, stores } = ports
  const store = stores.settings

  async function read(): Promise<Stored> {
    const row = await store.find(storedName)
    if (row !== undefined) return { ...row, document: readDocument(crypto, row.json) }
    const { document } = validateDocument(ports, await freshDocument(crypto), none)
    await store.write(storedName, storeDocument(crypto, document), 0, clock())
    // Whoever wrote first: what is stored counts.
    return read()
  }

  async function load(): Promise<State> {
    const stored = await read()
    return { ...stored, ...validateDocument(ports, stored.document, none) }
  }

  let state = await load().catch((error: unknown): never => {
    if (!(error instanceof InvalidDocument)) throw error
    throw new Error(`The ${storedName} settings cannot be put in force. ${error.message}`, { cause: error })
  })
  const exclusively = oneAtATime()

  async function set(patch: Readonly<Record<string, unknown>>): Promise<SetError | undefined> {
    if (JSON.stringify(patch).length > largestPatch) {
      return { type: 'validationFailed', validationErrors: [{ type: 'Invalid', property: 'id', value: 'singleton' }] }
    }
    let stored: Stored = state
    for (let tries = 0; tries < maxTries; tries += 1) {
      const { document: patched, touched } = applyPatch(stored.document, patch)
      const valid = validateDocument(ports, patched, touched)
      const json = storeDocument(crypto, valid.document, stored.json)
      if ((await store.write(storedName, json, stored.version, clock())) === 'written') {
        state = { ...valid, json, version: stored.version + 1 }
        return undefined
      }
      // Not validated: the patch may be what makes it valid here.
      stored = await read()
    }
    return { type: 'stateMismatch', description: 'The object is being changed by others; try again.' }
  }

  const refresh = (): Promise<void> =>
    exclusively(async () => {
      const row = await store.find(storedName)
      if (row !== undefined && row.version !== state.version) state = await load()
    })

  const stop = store.onChange((name) => {
    if (name !== storedName) return
    refresh().catch((error: unknown) => options.onReloadFailed?.(error instanceof Error ? error : new Error(String(error))))
  })

  return {
    current: () => state.settings,
    get: () => documentToWire(state.document),
    set: (patch) =>
      exclusively(async () => {
        const error = await set(patch).catch(setErrorOf)
        return error === undefined ? { updated: true } : { updated: false, error }
      }),
    reload: () =>
      exclusively(async () => {
        state = await load()
      }),
    refresh,
    close: stop,
  }
}
