import type { SchemaDocument, SchemaFields } from '@latchkey/management/schema'
import { UsageError } from '../command.ts'
import { canonical, suggestion } from './nearest-names.ts'

export type Properties = SchemaFields['properties']

/** One of several forms of an object. */
export interface Variant {
  /** The `@type`; absent: the only form there is. */
  readonly name?: string
  readonly label?: string
  readonly schemaName?: string
  readonly properties: Properties
}

/** A kind of objects, as the schema document has it. */
export interface Kind {
  /** With prefix, as method names begin. */
  readonly name: string
  /** As people see it. */
  readonly shortName: string
  readonly isSingleton: boolean
  readonly description: string
  readonly permissionPrefix: string
  /** Absent where a server does not say. */
  readonly verbs?: readonly string[]
  readonly naturalKey?: string
  readonly variants: readonly Variant[]
}

/** Every kind of objects, ordered by name. */
export function kindsOf(schema: SchemaDocument): readonly Kind[] {
  return Object.keys(schema.objects)
    .flatMap((name) => kindNamed(schema, name) ?? [])
    .sort((a, b) => a.shortName.localeCompare(b.shortName))
}

/** The variants of a schema; none when it has no such schema. */
export function variantsOf(schema: SchemaDocument, name: string): readonly Variant[] {
  const form = schema.schemas[name]
  if (form === undefined) return []
  if (form.type === 'single') return [{ schemaName: form.schemaName, properties: propertiesOf(schema, form.schemaName) }]
  return form.variants.map((variant) => ({ ...variant, properties: propertiesOf(schema, variant.schemaName) }))
}

/** Every property that an object may have, whichever its variant. */
export function allProperties(variants: readonly Variant[]): Properties {
  return Object.assign({}, ...[...variants].reverse().map(({ properties }) => properties))
}

/**
 * What a typed name means: `OidcProvider`, `oidc-provider`, `oidcprovider`, `x:OidcProvider`; with a variant behind a slash.
 * @throws UsageError for what is unknown, with the names that are near
 */
export function findKind(schema: SchemaDocument, typed: string): { readonly kind: Kind; readonly variant?: Variant } {
  const [name = '', variantName, ...rest] = typed.replace(/^x:/i, '').split('/')
  const kinds = kindsOf(schema)
  const kind = kinds.find((candidate) => canonical(candidate.shortName) === canonical(name))
  if (kind === undefined) {
    const near = suggestion(
      name,
      kinds.map(({ shortName }) => shortName),
      '; `latchkey describe` lists them',
    )
    throw new UsageError(`unknown object: ${typed}${near}`)
  }
  if (variantName === undefined) return { kind }
  const variant = kind.variants.find((candidate) => canonical(candidate.name ?? '') === canonical(variantName))
  if (variant === undefined || rest.length > 0) {
    const names = kind.variants.flatMap((each) => each.name ?? [])
    const there = names.length === 0 ? 'has no variants' : `has ${names.join(', ')}`
    throw new UsageError(`unknown variant ${[variantName, ...rest].join('/')}; ${kind.shortName} ${there}`)
  }
  return { kind, variant }
}

/** The id of an object that a command is about. @throws UsageError when it is missing, or not that of the singleton */
export function requireId(kind: Kind, id: string | undefined): string {
  if (kind.isSingleton) {
    if (id !== undefined && id !== 'singleton') throw new UsageError(`the id of ${kind.shortName} is singleton`)
    return 'singleton'
  }
  if (id === undefined || id === '') throw new UsageError(`${kind.shortName} requires an id`)
  return id
}

/** Refuses what no server would do, before anything is sent. @throws UsageError */
export function requireVerb(kind: Kind, verb: 'Get' | 'Create' | 'Update' | 'Destroy' | 'Query'): void {
  if (kind.isSingleton && verb !== 'Get' && verb !== 'Update') {
    throw new UsageError(`${kind.shortName} is a singleton: it can be read and updated only`)
  }
  if (kind.verbs !== undefined && !kind.verbs.includes(verb)) {
    throw new UsageError(`${kind.shortName} cannot be ${participles[verb]}`)
  }
}

const participles = { Get: 'read', Create: 'created', Update: 'updated', Destroy: 'deleted', Query: 'queried' } as const

function kindNamed(schema: SchemaDocument, name: string): Kind | undefined {
  const declared = schema.objects[name]
  if (declared === undefined || declared.type === 'view' || declared.aliasOf !== undefined) return undefined
  const { description, permissionPrefix, verbs, naturalKey } = declared
  return {
    name,
    shortName: name.replace(/^x:/, ''),
    isSingleton: declared.type === 'singleton',
    description,
    permissionPrefix,
    ...(verbs !== undefined && { verbs }),
    ...(naturalKey !== undefined && { naturalKey }),
    variants: variantsOf(schema, name),
  }
}

function propertiesOf(schema: SchemaDocument, name: string | undefined): Properties {
  return name === undefined ? {} : (schema.fields[name]?.properties ?? {})
}
