import type { EmbeddedDeclaration, EnumDeclaration, Fields } from './declaration.ts'

/** What the types of fields refer to by name. */
export interface DeclarationRegistry {
  readonly embedded: readonly EmbeddedDeclaration[]
  readonly enums: readonly EnumDeclaration[]
  /** @throws TypeError when no such object was declared */
  embeddedNamed(name: string): EmbeddedDeclaration
  /** Values of an enum. @throws TypeError when it was not declared */
  valuesOf(enumName: string): ReadonlySet<string>
}

/**
 * Collects embedded objects and enums. The same declaration may come from several objects.
 * @throws TypeError when two different declarations have one name
 */
export function declarationRegistry(parts: {
  readonly embedded: readonly EmbeddedDeclaration[]
  readonly enums: readonly EnumDeclaration[]
}): DeclarationRegistry {
  const embedded = byName(parts.embedded)
  const enums = byName(parts.enums)
  const values = new Map([...enums].map(([name, declared]) => [name, new Set(declared.values.map((value) => value.name))]))
  return {
    embedded: [...embedded.values()],
    enums: [...enums.values()],
    embeddedNamed: (name) => found(embedded.get(name), name),
    valuesOf: (name) => found(values.get(name), name),
  }
}

/** Fields of the form of an embedded object that has this `@type`; `undefined`: there is no such form. */
export function fieldsOfVariant(declared: EmbeddedDeclaration, type: unknown): Fields | undefined {
  if ('fields' in declared.shape) return declared.shape.fields
  return declared.shape.variants.find(({ name }) => name === type)?.fields
}

function byName<Declared extends { readonly name: string }>(all: readonly Declared[]): ReadonlyMap<string, Declared> {
  const named = new Map<string, Declared>()
  for (const declared of all) {
    const other = named.get(declared.name)
    if (other !== undefined && other !== declared) throw new TypeError(`${declared.name} is declared twice`)
    named.set(declared.name, declared)
  }
  return named
}

function found<Found>(value: Found | undefined, name: string): Found {
  if (value === undefined) throw new TypeError(`${name} is not declared`)
  return value
}
