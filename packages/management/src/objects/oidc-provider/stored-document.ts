import type { CryptoPort } from '@latchkey/core'
import { defaultDocument, type OidcProviderDocument, type PatchedDocument, withField } from './document.ts'
import { fieldNamed, fields } from './fields.ts'
import { InvalidPatch } from './invalid-patch.ts'
import { parseField } from './parse-field.ts'

/** The object's name in the settings store. */
export const storedName = 'OidcProvider'

type Stored = Readonly<Record<string, unknown>>

/**
 * JSON of the settings store: the wire form, with `sealed` in place of `secret`.
 * @param previous What was stored before: members that this release does not know are kept, for a newer one that wrote them.
 */
export function storeDocument(crypto: CryptoPort, document: OidcProviderDocument, previous = '{}'): string {
  const members = fields.map(({ name }) => {
    const value = document[name]
    if (typeof value !== 'object' || !('secret' in value)) return [name, value]
    return [name, { '@type': value['@type'], sealed: crypto.seal(value.secret) }]
  })
  return JSON.stringify({ ...parseObject(previous), ...Object.fromEntries(members) })
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
  if (!isObject(value) || typeof value['sealed'] !== 'string') return value
  return { '@type': value['@type'], secret: crypto.openSealed(value['sealed']) }
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
