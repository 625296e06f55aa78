import type { CryptoPort } from '@latchkey/core'
import type { SetError } from '../../contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ManagedDefinition, WriteContext } from '../managed-definition.ts'
import { applyPatch } from './apply-patch.ts'
import { oidcProviderDeclaration, oidcProviderFields } from './declaration.ts'
import { defaultDocument } from './document.ts'
import { InvalidPatch } from './invalid-patch.ts'
import { maskStored, readDocument, sealedSecrets, storeDocument } from './stored-document.ts'
import { InvalidDocument, validateDocument } from './validate-document.ts'

/** `x:OidcProvider` as a managed object. What is written is put in force by `OidcProviderObject.refresh`. */
export function oidcProviderDefinition(crypto: Pick<CryptoPort, 'digest'>): ManagedDefinition<'OidcProvider'> {
  return {
    object: 'OidcProvider',
    declaration: oidcProviderDeclaration,
    toWire: ({ json }) => maskStored(json),
    secretsOf: ({ json }) => Object.fromEntries(sealedSecrets(json).map(([pointer, sealed]) => [pointer, crypto.digest(sealed)])),
    fromWire: async (wire, previous, context) => {
      try {
        return { record: { json: buildStored(wire, previous?.json, context) } }
      } catch (error) {
        return { error: setErrorOf(error) }
      }
    },
  }
}

/**
 * The stored form of a wire form. Secrets are read from where they come from now, and the key must fit the algorithm.
 * @throws InvalidPatch | InvalidDocument
 */
function buildStored(wire: JsonObject, previous = '{}', { crypto, sources }: Pick<WriteContext, 'crypto' | 'sources'>): string {
  const before = previous === '{}' ? defaultDocument() : readDocument(crypto, previous)
  const shown = maskStored(previous)
  const changed = Object.entries(wire).filter(
    ([name, value]) => Object.hasOwn(oidcProviderFields, name) && JSON.stringify(value) !== JSON.stringify(shown[name]),
  )
  const { document, touched } = applyPatch(before, Object.fromEntries(changed))
  return storeDocument(crypto, validateDocument({ crypto, sources }, document, touched).document, previous)
}

/** @throws what is no refusal */
export function setErrorOf(error: unknown): SetError {
  if (error instanceof InvalidPatch || error instanceof InvalidDocument) return error.toSetError()
  throw error
}
