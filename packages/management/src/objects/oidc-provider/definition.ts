import type { CryptoPort } from '@latchkey/core'
import { validationFailed } from '../../declarations/finding.ts'
import { mask } from '../../declarations/parse-scalar.ts'
import { sameJson } from '../../declarations/same-json.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { Built, ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { oidcProviderDeclaration, oidcProviderFields } from './declaration.ts'
import type { OidcProviderDocument } from './document.ts'
import { resolveSettings } from './resolve-settings.ts'
import { readDocument, sealedSecrets, storeDocument, storedToWire } from './stored-document.ts'

/** `x:OidcProvider` as a managed object. What is written is put in force by `OidcProviderObject.refresh`. */
export function oidcProviderDefinition(crypto: Pick<CryptoPort, 'digest'>): ManagedDefinition<'OidcProvider'> {
  return {
    object: 'OidcProvider',
    declaration: oidcProviderDeclaration,
    toWire: ({ json }) => storedToWire(json),
    secretsOf: ({ json }) => Object.fromEntries(sealedSecrets(json).map(([pointer, sealed]) => [pointer, crypto.digest(sealed)])),
    fromWire: async (wire, previous, context) => settingsFromWire(wire, previous?.json, context),
  }
}

/**
 * The stored form of a complete wire form. Secrets are read from where they come from now, and the key must fit the algorithm.
 * @throws Error when what is stored cannot be read
 */
export function settingsFromWire(
  wire: JsonObject,
  previous: string | undefined,
  { crypto, sources }: Pick<WriteContext, 'crypto' | 'sources'>,
): Built<'OidcProvider'> {
  const before = previous === undefined || previous === '{}' ? undefined : readDocument(crypto, previous)
  const shown = storedToWire(previous ?? '{}')
  const names = Object.keys(oidcProviderFields)
  const members = names.map((name) => [name, unmasked(wire[name] ?? null, before?.[name as keyof OidcProviderDocument])])
  const document = Object.fromEntries(members) as OidcProviderDocument
  const touched = new Set(names.filter((name) => !sameJson(wire[name], shown[name])))
  const resolved = resolveSettings({ crypto, sources }, document, touched)
  if ('findings' in resolved) return { error: validationFailed(resolved.findings) }
  return { record: { json: storeDocument(crypto, document, previous) } }
}

/** A mask stands only where a secret of the same form is already. */
function unmasked(value: JsonValue, before: OidcProviderDocument[keyof OidcProviderDocument] | undefined): unknown {
  return isJsonObject(value) && value['secret'] === mask ? before : value
}
