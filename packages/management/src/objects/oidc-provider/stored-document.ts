import type { CryptoPort } from '@latchkey/core'
import type { JsonObject } from '../../ports/json.ts'
import { oidcProviderFields } from './declaration.ts'
import { defaultDocument, type OidcProviderDocument, type PatchedDocument, withField } from './document.ts'
import { fieldNamed, fields } from './fields.ts'
import { InvalidPatch } from './invalid-patch.ts'
import { parseField } from './parse-field.ts'
import { mask } from './secret-source.ts'

/** The object's name in the settings store. */
export const storedName = 'OidcProvider'

type Stored = Readonly<Record<string, unknown>>

/**
 * JSON of the settings store: the wire form, with `sealed` in place of `secret`.
 * @param previous What was stored before: members that this release does not know are kept, for a newer one that wrote them, and so is
 *   the sealed text of a secret that is the same, so that what did not change looks the same.
 */
export function storeDocument(crypto: CryptoPort, document: OidcProviderDocument, previous = '{}'): string {
  const before = parseObject(previous)
  const members = fields.map(({ name }) => {
    const value = document[name]
    if (typeof value !== 'object' || !('secret' in value)) return [name, value]
    const sealed = sealedTextOf(before[name])
    const isSame = sealed !== undefined && crypto.openSealed(sealed) === value.secret
    return [name, { '@type': value['@type'], sealed: isSame ? sealed : crypto.seal(value.secret) }]
  })
  return JSON.stringify({ ...before, ...Object.fromEntries(members) })
}

/** What is stored as people may see it, without opening a secret: each mask stands for one. */
export function maskStored(json: string): JsonObject {
  const stored = parseObject(json)
  const members = Object.entries(oidcProviderFields).flatMap(([name, field]) => {
    const value = stored[name] ?? ('default' in field ? field.default : undefined)
    if (value === undefined) return []
    return [[name, sealedTextOf(value) === undefined ? value : { '@type': (value as Stored)['@type'], secret: mask }]]
  })
  return Object.fromEntries(members) as JsonObject
}

/** The sealed texts of what is stored, by the pointer of the secret. */
export function sealedSecrets(json: string): readonly (readonly [pointer: string, sealed: string])[] {
  return Object.entries(parseObject(json)).flatMap(([name, value]) => {
    const sealed = sealedTextOf(value)
    return sealed === undefined || fieldNamed(name) === undefined ? [] : [[`${name}/secret`, sealed] as const]
  })
}

function sealedTextOf(value: unknown): string | undefined {
  return isObject(value) && typeof value['sealed'] === 'string' ? value['sealed'] : undefined
}

/**
 * What was stored; members that were not get their defaults.
 * @throws Error that names the field: the row was damaged, or the master key is another one
 */
export function readDocument(crypto: CryptoPort, json: string): PatchedDocument {
  let document = defaultDocument()
  for (const [name, value] of Object.entries(parseObject(json))) {
    const field = fieldNamed(name)
    if (field === undefined) continue
    try {
      document = withField(document, field.name, parseField(field, unseal(crypto, value), undefined))
    } catch (cause) {
      throw new Error(`The stored setting ${name} of ${storedName} cannot be read: ${remedy(cause)}`, { cause })
    }
  }
  return document
}

function unseal(crypto: CryptoPort, value: unknown): unknown {
  const sealed = sealedTextOf(value)
  return sealed === undefined ? value : { '@type': (value as Stored)['@type'], secret: crypto.openSealed(sealed) }
}

function remedy(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof InvalidPatch) return `${text}. Restore the database from a backup.`
  return `${text}. Start with the master key that belongs to this database.`
}

function parseObject(json: string): Stored {
  const value: unknown = JSON.parse(json)
  if (!isObject(value)) throw new Error(`The stored settings of ${storedName} are not an object`)
  return value
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
