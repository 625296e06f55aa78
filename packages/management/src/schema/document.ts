import type { FieldType } from '../declarations/declaration.ts'

/* The schema document of `/api/schema`, as existing tools decode it. Types only, and no imports but types: clients build on it. */

export interface SchemaDocument {
  readonly objects: Readonly<Record<string, SchemaObject>>
  readonly schemas: Readonly<Record<string, SchemaForm>>
  readonly fields: Readonly<Record<string, SchemaFields>>
  readonly forms: Readonly<Record<string, SchemaFormLayout>>
  readonly lists: Readonly<Record<string, SchemaList>>
  readonly enums: Readonly<Record<string, readonly SchemaEnumValue[]>>
  readonly dashboards: readonly never[]
  readonly layouts: readonly SchemaLayout[]
}

export type SchemaObject =
  | {
      readonly type: 'singleton' | 'object'
      readonly description: string
      readonly permissionPrefix: string
      readonly verbs: readonly string[]
      readonly naturalKey?: string
      /** With prefix: another name of the same object, for tools that take names as they are typed. */
      readonly aliasOf?: string
    }
  | { readonly type: 'view'; readonly objectName: string }

export type SchemaForm =
  | { readonly type: 'single'; readonly schemaName: string }
  | {
      readonly type: 'multiple'
      readonly variants: readonly { readonly name: string; readonly label: string; readonly schemaName?: string }[]
    }

export interface SchemaFields {
  readonly properties: Readonly<
    Record<
      string,
      {
        readonly description: string
        readonly type: FieldType
        readonly update: 'mutable' | 'immutable' | 'serverSet'
        readonly indexed?: true
      }
    >
  >
  readonly defaults?: Readonly<Record<string, unknown>>
}

export interface SchemaFormLayout {
  readonly title?: string
  readonly subtitle?: string
  readonly sections: readonly {
    readonly title?: string
    readonly fields: readonly {
      readonly name: string
      readonly label: string
      readonly keyLabel?: string
      readonly valueLabel?: string
      readonly placeholder?: string
    }[]
  }[]
}

export interface SchemaList {
  readonly title: string
  readonly subtitle: string
  readonly labelProperty: string
  readonly singularName: string
  readonly pluralName: string
  readonly columns: readonly { readonly name: string; readonly label: string }[]
  readonly filters: readonly {
    readonly type: 'text' | 'enum' | 'integer' | 'date' | 'objectId'
    readonly field: string
    readonly label: string
    readonly enumName?: string
    readonly objectName?: string
  }[]
  readonly sort?: readonly string[]
}

export interface SchemaEnumValue {
  readonly name: string
  readonly label: string
  readonly explanation?: string
  readonly color?: string
}

export interface SchemaLink {
  readonly name: string
  readonly icon?: string
  readonly viewName: string
}

export interface SchemaLayout {
  readonly name: string
  readonly icon: string
  readonly items: readonly (
    | { readonly link: SchemaLink }
    | {
        readonly container: {
          readonly name: string
          readonly icon: string
          readonly items: readonly (SchemaLink & { readonly type: 'link' })[]
        }
      }
  )[]
}
