import type { JsonValue } from '../ports/json.ts'

/*
 * An object of the API, declared once: from it come parsing, validation, the schema document, permissions, forms, lists, the reference in
 * docs/ and the search index. Types only; `schema/` publishes them to clients.
 */

export type StringFormat =
  | 'string'
  | 'text'
  | 'html'
  | 'ipAddress'
  | 'ipNetwork'
  | 'socketAddress'
  | 'emailAddress'
  | 'uri'
  | 'color'
  | 'secret'
  | 'secretText'

/** Types of the schema document; `nullable` on those that may be `null`. A `duration` is in milliseconds. */
export type FieldType =
  | {
      readonly type: 'string'
      readonly format: StringFormat
      readonly minLength?: number
      readonly maxLength?: number
      readonly nullable?: true
    }
  | {
      readonly type: 'number'
      readonly format: 'integer' | 'unsignedInteger' | 'float' | 'size' | 'duration'
      readonly min?: number
      readonly max?: number
      readonly nullable?: true
    }
  | { readonly type: 'utcDateTime'; readonly nullable?: true }
  | { readonly type: 'boolean' }
  | { readonly type: 'enum'; readonly enumName: string; readonly nullable?: true }
  /** A reference; `objectName` with prefix: `x:Role`. */
  | { readonly type: 'objectId'; readonly objectName: string; readonly nullable?: true }
  /** An embedded object, declared in `embedded`. */
  | { readonly type: 'object'; readonly objectName: string; readonly nullable?: true }
  /** Wire form: an object keyed by index. */
  | { readonly type: 'objectList'; readonly objectName: string; readonly minItems?: number; readonly maxItems?: number }
  /** Wire form: `{member: true}`. */
  | { readonly type: 'set'; readonly class: MemberType; readonly maxItems?: number }
  | {
      readonly type: 'map'
      readonly keyClass: MemberType
      readonly valueClass: MemberType | { readonly type: 'object'; readonly objectName: string }
    }

export type MemberType = Extract<FieldType, { readonly type: 'string' | 'number' | 'enum' | 'objectId' }>

export interface FieldDeclaration {
  readonly label: string
  /** A sentence for people, without full stop. */
  readonly description: string
  readonly type: FieldType
  readonly update: 'mutable' | 'immutable' | 'serverSet'
  /** Absent on a field that is neither nullable nor server-set: required. A set, map or list without default is empty. */
  readonly default?: JsonValue
  /**
   * The server makes a value where none is said, such as an identifier that means nothing. A snapshot leaves it out, as another server makes
   * another one, and a plan shows it only where it says it.
   */
  readonly made?: true
  /** Can be filtered by and, unless it is a set, sorted by. */
  readonly indexed?: true
  /** Its words are found by the `text` condition. */
  readonly searched?: true
  readonly placeholder?: string
  readonly keyLabel?: string
  readonly valueLabel?: string
}

export type Fields = Readonly<Record<string, FieldDeclaration>>

export interface FormSection {
  readonly title?: string
  /** Names of fields, in order. */
  readonly fields: readonly string[]
}

/** One of several forms of an object; its name is the `@type`. */
export interface VariantDeclaration {
  readonly name: string
  readonly label: string
  /** Name of the fields' schema with prefix; absent: a variant without fields of its own. */
  readonly schemaName?: string
  readonly fields: Fields
}

/** An object inside others: `x:SecretKey`. One variant without name: a plain embedded object. */
export interface EmbeddedDeclaration {
  /** With prefix. */
  readonly name: string
  readonly description: string
  readonly shape:
    | { readonly fields: Fields; readonly sections?: readonly FormSection[] }
    | { readonly variants: readonly VariantDeclaration[] }
}

export interface EnumDeclaration {
  readonly name: string
  readonly values: readonly {
    readonly name: string
    readonly label: string
    readonly explanation?: string
    readonly color?: string
  }[]
}

export type Verb = 'Get' | 'Create' | 'Update' | 'Destroy' | 'Query'

export interface ListDeclaration {
  readonly title: string
  readonly subtitle: string
  /** The property that stands for the object wherever its id does. */
  readonly labelProperty: string
  readonly singularName: string
  readonly pluralName: string
  readonly columns: readonly string[]
  readonly filters: readonly string[]
  /** Properties that can be sorted by; absent: the indexed ones that have one value. */
  readonly sort?: readonly string[]
}

export interface ObjectDeclaration {
  /** Without prefix: `OAuthClient`. */
  readonly name: string
  readonly kind: 'singleton' | 'object'
  readonly description: string
  /** What can be done with it; also its permissions: `sys` + name + verb. */
  readonly verbs: readonly Verb[]
  /** The `@type` that tools write for the only form of the object; accepted and answered. */
  readonly variant?: { readonly name: string; readonly label: string }
  /**
   * Several forms of the object, chosen by `@type` at creation: then `fields` are those that all of them have beside their own. The
   * schema document calls such an object `multiple`.
   */
  readonly variants?: readonly VariantDeclaration[]
  readonly fields: Fields
  readonly title: string
  readonly subtitle?: string
  readonly sections: readonly FormSection[]
  /** Only of objects that are no singletons. */
  readonly list?: ListDeclaration
  /** The property that names the same object on every server, for plans; unique. Absent: cannot be part of a plan. */
  readonly naturalKey?: string
  /** Where it stands in the menus. */
  readonly menu: {
    readonly layout: 'Management' | 'Settings' | 'Account'
    readonly group?: string
    readonly label: string
    readonly icon?: string
  }
}
