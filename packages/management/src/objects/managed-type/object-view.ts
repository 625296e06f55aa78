import type { Fields } from '../../declarations/declaration.ts'
import { completeDocument } from '../../declarations/patch-document.ts'
import type { DeclarationRegistry } from '../../declarations/registry.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { ManagedName, ManagedRecords, ObjectDescriber, ObjectView } from '../../ports/objects.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import { indexValue } from './index-value.ts'
import { referencesOf } from './references.ts'
import { termsOf } from './terms.ts'

type Viewed<Name extends ManagedName> = Pick<ManagedDefinition<Name>, 'declaration' | 'toWire' | 'secretsOf' | 'indexOf'>

/** Characters of a label. */
const longestLabel = 200

/** What storage keeps and searches of an object. Pure. */
export function viewOf<Name extends ManagedName>(
  definition: Viewed<Name>,
  record: ManagedRecords[Name],
  registry: DeclarationRegistry,
): ObjectView {
  const { declaration } = definition
  const content = completeDocument({ declaration, registry }, definition.toWire(record))
  const fields = Object.entries(declaration.fields)
  return {
    content,
    label: labelOf(content, declaration),
    index: [...indexOf(declaration.fields, content), ...(definition.indexOf?.(content) ?? [])],
    terms: termsOf(fields.flatMap(([name, field]) => (field.searched === true ? textsOf(content[name]) : []))),
    references: unique(fields.flatMap(([name, field]) => referencesOf(field, content[name], registry))),
    secrets: definition.secretsOf(record),
  }
}

/** The view of each type of managed objects, for the storage. */
export function describerOf(
  definitions: { readonly [Name in ManagedName]: Viewed<Name> },
  registry: DeclarationRegistry,
): ObjectDescriber {
  function describe<Name extends ManagedName>(name: Name): (record: ManagedRecords[Name]) => ObjectView {
    const definition: Viewed<Name> = definitions[name]
    return (record) => viewOf(definition, record, registry)
  }
  return {
    OidcProvider: describe('OidcProvider'),
    Authentication: describe('Authentication'),
    ClientRegistration: describe('ClientRegistration'),
    SecurityPosture: describe('SecurityPosture'),
    OAuthClient: describe('OAuthClient'),
    Account: describe('Account'),
    Group: describe('Group'),
    Role: describe('Role'),
    ApiKey: describe('ApiKey'),
    AppPassword: describe('AppPassword'),
    Scope: describe('Scope'),
    Resource: describe('Resource'),
    AuthorizationDetailType: describe('AuthorizationDetailType'),
    TrustedIssuer: describe('TrustedIssuer'),
    InitialAccessToken: describe('InitialAccessToken'),
  }
}

function labelOf(content: JsonObject, { title, list }: Viewed<ManagedName>['declaration']): string {
  const value = list === undefined ? undefined : content[list.labelProperty]
  return typeof value === 'string' && value !== '' ? value.slice(0, longestLabel).toWellFormed() : title
}

function indexOf(fields: Fields, content: JsonObject): ObjectView['index'] {
  return Object.entries(fields).flatMap(([property, { indexed, type }]) => {
    const value = content[property]
    if (indexed !== true || value === undefined || value === null) return []
    const values =
      type.type === 'set'
        ? keysOf(value).map((key) => indexValue(type.class, memberOf(type.class.type, key)))
        : [indexValue(type, value)]
    // Members of a set that differ in case only are one in the index.
    return [...new Set(values)].filter((text) => text !== undefined).map((text) => ({ property, value: text }))
  })
}

function memberOf(type: string, key: string): JsonValue {
  return type === 'number' ? Number(key) : key
}

/** Texts of a searched property: itself, the members of a set, keys and values of a map. */
function textsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, member]) => (typeof member === 'string' ? [key, member] : [key]))
}

function keysOf(value: JsonValue): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : []
}

function unique(references: ObjectView['references']): ObjectView['references'] {
  return [...new Map(references.map((reference) => [`${reference.object} ${reference.id}`, reference])).values()]
}
