import assert from 'node:assert/strict'
import { type Client, type CryptoPort, type FetchPort, systemOrigin } from '@latchkey/core'
import type { Caller, JsonObject, SetError } from '@latchkey/management'
import { createCrypto } from '@latchkey/server'
import { objectRegistry } from '../../src/object-catalogue.ts'
import { prepareChange } from '../../src/objects/managed-type/prepare-change.ts'
import { oauthClientDefinition } from '../../src/objects/oauth-client/definition.ts'
import { TestManagement } from '../test-management.ts'

export const now = Date.UTC(2030, 0, 15, 12)
export const redirectUri = 'https://rp.example/callback'
/** As short as a secret may be. */
export const secretText = 'an-imported-secret-of-32-letters'

export const crypto: CryptoPort = createCrypto({
  masterKey: 'master key of the tests, long enough to be one',
  clock: () => now,
})

let kit: TestManagement
/** To be called before the tests of a file. */
export async function open(): Promise<void> {
  kit = await TestManagement.open()
}

/** To be called after them. */
export async function close(): Promise<void> {
  await kit[Symbol.asyncDispose]()
}

/** A scope that an administrator defined, until it is disposed. */
export async function definedScope(name: string): Promise<AsyncDisposable> {
  const options = { origin: systemOrigin, now }
  const record = { scopeId: `scp_${name.replaceAll('.', '_')}`, name, description: name, createdAt: now, updatedAt: now } as const
  await kit.objects.commit([{ object: 'Scope', kind: 'create', record }], options)
  return {
    async [Symbol.asyncDispose]() {
      const stored = await kit.objects.findByKey('Scope', name)
      assert.ok(stored)
      await kit.objects.commit([{ object: 'Scope', kind: 'remove', id: stored.id, version: stored.version }], options)
    },
  }
}

/** What the server says of its security rules, until it is disposed. */
export async function serverRules(settings: JsonObject): Promise<AsyncDisposable> {
  const write = async (json: string): Promise<void> => {
    const [stored] = await kit.objects.find('SecurityPosture', ['singleton'])
    const change = { object: 'SecurityPosture', kind: 'replace', id: 'singleton', record: { json } } as const
    const outcome = await kit.objects.commit([{ ...change, version: stored?.version ?? 0 }], { origin: systemOrigin, now })
    assert.equal(outcome.kind, 'committed')
  }
  await write(JSON.stringify(settings))
  return { [Symbol.asyncDispose]: () => write('{}') }
}

const caller: Caller = { id: 'operator', name: 'operator', permissions: new Set(), origin: systemOrigin }

/** What is at addresses that clients name; nothing else can be fetched. */
export const web = new Map<string, string>()
const fetch: FetchPort = {
  async fetch({ url }) {
    const body = web.get(url)
    if (body === undefined) return { kind: 'failed', problem: 'unreachable', detail: 'nothing is there' }
    return { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil: 0 }
  },
}

interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly at?: number
}

export type Written = { readonly record: Client; readonly wire: JsonObject; readonly shownOnce: JsonObject | undefined }

async function write(value: JsonObject, previous: Client | undefined, circumstances: Circumstances): Promise<Written | SetError> {
  const stored = previous && { id: previous.clientId, version: previous.updatedAt, record: previous }
  const intent = stored === undefined ? ({ kind: 'create', value } as const) : ({ kind: 'update', stored, patch: value } as const)
  const { identity, sources, objects } = kit
  const ports = { clock: () => circumstances.at ?? now, crypto, identity, sources, objects, fetch, registry: objectRegistry() }
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
