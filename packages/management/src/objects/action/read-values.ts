import type { SetError } from '../../contract.ts'
import type { VariantDeclaration } from '../../declarations/declaration.ts'
import { validationFailed } from '../../declarations/finding.ts'
import { InvalidPatch } from '../../declarations/invalid-patch.ts'
import { parseFieldValue } from '../../declarations/parse-value.ts'
import { declarationRegistry } from '../../declarations/registry.ts'
import { validateDocument } from '../../declarations/validate-document.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { actionEnums } from './declaration.ts'

const registry = declarationRegistry({ embedded: [], enums: actionEnums })

/** The values of an action as its variant declares them: nothing unknown, nothing missing, nothing out of range, `null` where nothing was said. */
export function readValues(
  value: JsonObject,
  { fields }: VariantDeclaration,
): { readonly values: JsonObject } | { readonly error: SetError } {
  const values = new Map<string, JsonValue>()
  try {
    for (const [name, given] of Object.entries(value)) {
      if (name === '@type') continue
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (field === undefined) throw new InvalidPatch('Invalid property', name)
      const parsed = parseFieldValue(field, given, { path: [name], registry, isNew: true })
      if (parsed !== undefined) values.set(name, parsed)
    }
  } catch (error) {
    if (error instanceof InvalidPatch) return { error: error.toSetError() }
    throw error
  }
  for (const [property, { type, update }] of Object.entries(fields)) {
    if (update === 'serverSet' || values.has(property)) continue
    if (!('nullable' in type)) return { error: { type: 'validationFailed', validationErrors: [{ type: 'Required', property }] } }
    values.set(property, null)
  }
  const document = Object.fromEntries(values)
  const findings = validateDocument({ fields, registry }, document)
  return findings.length > 0 ? { error: validationFailed(findings) } : { values: document }
}
