import { isManagedName } from '../ports/object-id.ts'
import type { ObjectDeclaration } from './declaration.ts'

/** One result for one declaration, as what is computed from its fields is kept by them. */
const known = new WeakMap<ObjectDeclaration, ObjectDeclaration>()

/** The declaration with the member that says which plan an object was applied from, where plans can have the object. */
export function withManagedBy(declaration: ObjectDeclaration): ObjectDeclaration {
  const found = known.get(declaration) ?? extended(declaration)
  known.set(declaration, found)
  return found
}

function extended(declaration: ObjectDeclaration): ObjectDeclaration {
  const isPlanned = declaration.kind === 'singleton' ? isManagedName(declaration.name) : declaration.naturalKey !== undefined
  if (!isPlanned || declaration.fields['managedBy'] !== undefined) return declaration
  return {
    ...declaration,
    fields: {
      ...declaration.fields,
      managedBy: {
        label: 'Managed by',
        description: 'Name of the plan that the object was applied from and that changes it at its next apply',
        type: { type: 'string', format: 'string', nullable: true },
        update: 'serverSet',
      },
    },
    sections: [...declaration.sections, { title: 'Configuration as code', fields: ['managedBy'] }],
  }
}
