import { maskSecrets } from '../declarations/mask-secrets.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import { sameJson } from '../declarations/same-json.ts'
import type { JsonObject } from '../ports/json.ts'
import { canHoldSecret } from './field-content.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** Whether a patch may say the value of a secret. One that is a mask says nothing. */
export function saysSecret(definition: AnyDefinition, patch: JsonObject, registry: DeclarationRegistry): boolean {
  const fields = fieldsOf(definition, patch)
  return Object.entries(patch).some(([pointer, value]) => {
    const [name = ''] = pointer.split('/')
    const field = fields[name]
    if (field === undefined || !canHoldSecret(field.type, registry)) return false
    if (name !== pointer || Array.isArray(value)) return true
    return !sameJson(maskSecrets({ [name]: field }, { [name]: value }, registry)[name] ?? null, value)
  })
}
