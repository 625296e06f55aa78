import type { CryptoPort } from '@latchkey/core'
import { InvalidPatch } from '../../declarations/invalid-patch.ts'
import { mask } from '../../declarations/parse-scalar.ts'
import { parseValue } from '../../declarations/parse-value.ts'
import { completeDocument } from '../../declarations/patch-document.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { oidcProviderFields } from './declaration.ts'
import { type OidcProviderDocument, oidcProviderTarget } from './document.ts'

/** The object's name in the settings store. */
export const storedName = 'OidcProvider'

/**
 * JSON of the settings store: the wire form, with `sealed` in place of `secret`.
 * @param previous What was stored before: members that this release does not know are kept, for a newer one that wrote them, and so is
 *   the sealed text of a secret that is the same, so that what did not change looks the same.
 */
export function storeDocument(crypto: CryptoPort, document: OidcProviderDocument, previous = '{}'): string {
  const before = parseStored(previous)
  const members = Object.entries(document).map(([name, value]) => {
    if (typeof value !== 'object' || !('secret' in value)) return [name, value]
    const sealed = sealedTextOf(before[name])
    const isSame = sealed !== undefined && crypto.openSealed(sealed) === value.secret
    return [name, { '@type': value['@type'], sealed: isSame ? sealed : crypto.seal(value.secret) }]
  })
  return JSON.stringify({ ...before, ...Object.fromEntries(members) })
}

/**
 * What was stored; members that were not get their defaults.
 * @throws Error that names the field: the row was damaged, or the master key is another one
 */
export function readDocument(crypto: CryptoPort, json: string): OidcProviderDocument {
  const stored = parseStored(json)
  const { registry } = oidcProviderTarget
  const members = Object.entries(oidcProviderFields).map(([name, field]) => {
    const value = stored[name] ?? ('default' in field ? field.default : null)
    try {
      return [name, parseValue(field.type, opened(crypto, value), { path: [name], registry })]
    } catch (cause) {
      throw new Error(`The stored setting ${name} of ${storedName} cannot be read: ${remedy(cause)}`, { cause })
    }
  })
  return Object.fromEntries(members) as OidcProviderDocument
}

/** Wire form of what is stored, made without opening a secret. Before the object was written its secrets are missing. */
export function storedToWire(json: string): JsonObject {
  const stored = parseStored(json)
  const members = Object.keys(oidcProviderFields).flatMap((name): readonly (readonly [string, JsonValue])[] => {
    const value = stored[name]
    if (value === undefined) return []
    return [[name, isJsonObject(value) && 'sealed' in value ? { '@type': value['@type'] ?? null, secret: mask } : value]]
  })
  return completeDocument(oidcProviderTarget, Object.fromEntries(members))
}

/** The sealed texts of what is stored, each with the pointer of its secret. */
export function sealedSecrets(json: string): readonly (readonly [pointer: string, sealed: string])[] {
  const stored = parseStored(json)
  return Object.keys(oidcProviderFields).flatMap((name) => {
    const sealed = sealedTextOf(stored[name])
    return sealed === undefined ? [] : [[`${name}/secret`, sealed] as const]
  })
}

function opened(crypto: CryptoPort, value: JsonValue): JsonValue {
  const sealed = sealedTextOf(value)
  if (sealed === undefined || !isJsonObject(value)) return value
  return { '@type': value['@type'] ?? null, secret: crypto.openSealed(sealed) }
}

function sealedTextOf(value: JsonValue | undefined): string | undefined {
  return isJsonObject(value) && typeof value['sealed'] === 'string' ? value['sealed'] : undefined
}

function remedy(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof InvalidPatch) return `${text}. Restore the database from a backup.`
  return `${text}. Start with the master key that belongs to this database.`
}

function parseStored(json: string): JsonObject {
  const value: JsonValue = JSON.parse(json)
  if (!isJsonObject(value)) throw new Error(`The stored settings of ${storedName} are not an object`)
  return value
}
