import type { FieldDeclaration } from '../../declarations/declaration.ts'

/* Kinds of properties that the client has several of. */

export const webUri = { type: 'string', format: 'uri', maxLength: 2048, nullable: true } as const
export const uris = { type: 'set', class: { type: 'string', format: 'uri', maxLength: 2048 }, maxItems: 100 } as const

export function flag(label: string, description: string, isOn: boolean): FieldDeclaration {
  return { label, description, type: { type: 'boolean' }, default: isOn, update: 'mutable' }
}
