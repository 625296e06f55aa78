import assert from 'node:assert/strict'
import { type Client, type CryptoPort, systemOrigin } from '@latchkey/core'
import type { Caller, JsonObject, SetError } from '@latchkey/management'
import { createCrypto } from '@latchkey/server'
import { objectRegistry } from '../../src/object-catalogue.ts'
import type { ManagedPorts } from '../../src/objects/managed-type/managed-ports.ts'
import { prepareChange } from '../../src/objects/managed-type/prepare-change.ts'
import { oauthClientDefinition } from '../../src/objects/oauth-client/definition.ts'

export const now = Date.UTC(2030, 0, 15, 12)
export const redirectUri = 'https://rp.example/callback'
/** As short as a secret may be. */
export const secretText = 'an-imported-secret-of-32-letters'

export const crypto: CryptoPort = createCrypto({
  masterKey: 'master key of the tests, long enough to be one',
  clock: () => now,
})

const caller: Caller = { id: 'operator', name: 'operator', permissions: new Set(), origin: systemOrigin }

/** A client is written by its crypto, its clock and the names of scopes alone. */
function portsAt(instant: number, scopes: readonly string[]): ManagedPorts {
  const objects = { findByKey: async (_: string, name: string) => (scopes.includes(name) ? {} : undefined) }
  return { crypto, clock: () => instant, objects, registry: objectRegistry() } as unknown as ManagedPorts
}

interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly at?: number
  /** Scopes that an administrator has defined. */
  readonly scopes?: readonly string[]
}

export type Written = { readonly record: Client; readonly wire: JsonObject; readonly shownOnce: JsonObject | undefined }

async function write(value: JsonObject, previous: Client | undefined, circumstances: Circumstances): Promise<Written | SetError> {
  const stored = previous && { id: previous.clientId, version: previous.updatedAt, record: previous }
  const intent = stored === undefined ? ({ kind: 'create', value } as const) : ({ kind: 'update', stored, patch: value } as const)
  const ports = portsAt(circumstances.at ?? now, circumstances.scopes ?? [])
  const prepared = await prepareChange(oauthClientDefinition, ports, intent, caller)
  if ('error' in prepared) return prepared.error
  const { record, after, shownOnce } = prepared
  assert.ok(record !== undefined && after !== undefined)
  return { record, wire: after, shownOnce }
}

/** What a creation yields; `redirectUris` unless said otherwise. */
export async function created(value: JsonObject = {}, circumstances: Circumstances = {}): Promise<Written> {
  const result = await write({ redirectUris: { [redirectUri]: true }, ...value }, undefined, circumstances)
  if ('type' in result) throw new Error(JSON.stringify(result))
  return result
}

/** What a patch makes of a client. */
export async function updated(previous: Client, patch: JsonObject, circumstances: Circumstances = {}): Promise<Written> {
  const result = await write(patch, previous, circumstances)
  if ('type' in result) throw new Error(JSON.stringify(result))
  return result
}

/** Why a creation or a patch is refused. */
export async function refusal(value: JsonObject, previous?: Client, circumstances: Circumstances = {}): Promise<SetError> {
  const whole = previous === undefined ? { redirectUris: { [redirectUri]: true }, ...value } : value
  const result = await write(whole, previous, circumstances)
  if (!('type' in result)) throw new Error(`accepted: ${Object.keys(value)}`)
  return result
}
