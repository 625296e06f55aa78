import type { SchemaDocument, SchemaLink, SchemaObject } from '@latchkey/management/schema'

/** A page of the console: an object where the menus have it. */
export interface Place {
  /** Within the console, such as `/settings/authentication/oidc-provider`. */
  readonly path: string
  /** Menu, group and name, as people read them. */
  readonly trail: readonly string[]
  readonly label: string
  /** With prefix. */
  readonly object: string
  readonly kind: 'singleton' | 'object'
  readonly can: Readonly<Record<'get' | 'create' | 'update' | 'destroy' | 'query', boolean>>
}

export interface MenuGroup {
  /** Absent: places that stand in no group. */
  readonly name?: string
  readonly places: readonly Place[]
}

export interface Menu {
  readonly name: string
  readonly groups: readonly MenuGroup[]
}

/** Permissions that everybody has over what is their own; who has no other one administers nothing. */
const ownObjects: ReadonlySet<string> = new Set(['x:AccountPassword', 'x:AccountSettings', 'x:ApiKey', 'x:AppPassword'])

type Declared = Exclude<SchemaObject, { readonly type: 'view' }>

/** The menus of the schema with what the caller may see; what is empty is left out. */
export function menusOf(schema: SchemaDocument, permissions: ReadonlySet<string>): readonly Menu[] {
  return schema.layouts.flatMap(({ name, items }) => {
    const groups = items.flatMap((item): readonly MenuGroup[] => {
      const links = 'link' in item ? [item.link] : item.container.items
      const group = 'link' in item ? undefined : item.container.name
      const places = links.flatMap((link) => placeOf(schema, permissions, link, group === undefined ? [name] : [name, group]))
      return places.length === 0 ? [] : [{ ...(group === undefined ? {} : { name: group }), places }]
    })
    return groups.length === 0 ? [] : [{ name, groups }]
  })
}

/** Every place of the menus. */
export function placesOf(menus: readonly Menu[]): readonly Place[] {
  return menus.flatMap(({ groups }) => groups.flatMap(({ places }) => places))
}

/** The place that a path is or is within, and what follows it: the id of an object, or `new`. */
export function findPlace(
  places: readonly Place[],
  path: string,
): { readonly place: Place; readonly rest: string | undefined } | undefined {
  const place = places.find((one) => path === one.path || path.startsWith(`${one.path}/`))
  if (place === undefined) return undefined
  const rest = path.slice(place.path.length + 1)
  return { place, rest: rest === '' ? undefined : decoded(rest) }
}

/** Path of an object within the console; `undefined`: the caller sees no objects of that type. */
export function pathOf(places: readonly Place[], object: string, id?: string): string | undefined {
  const place = places.find((one) => one.object === object)
  if (place === undefined || id === undefined || place.kind === 'singleton') return place?.path
  return `${place.path}/${encodeURIComponent(id)}`
}

/** Whether somebody may see more than what is their own. */
export function administers(places: readonly Place[]): boolean {
  return places.some(({ object }) => !ownObjects.has(object))
}

function placeOf(
  schema: SchemaDocument,
  permissions: ReadonlySet<string>,
  { name, viewName }: SchemaLink,
  above: readonly string[],
): readonly Place[] {
  const object = schema.objects[viewName]
  if (object === undefined || object.type === 'view') return []
  const can = {
    get: isAllowed(object, permissions, 'Get'),
    create: isAllowed(object, permissions, 'Create'),
    update: isAllowed(object, permissions, 'Update'),
    destroy: isAllowed(object, permissions, 'Destroy'),
    query: isAllowed(object, permissions, 'Query'),
  }
  if (!can.get || (object.type === 'object' && !can.query)) return []
  const trail = [...above, name]
  return [{ path: `/${trail.map(slug).join('/')}`, trail, label: name, object: viewName, kind: object.type, can }]
}

function isAllowed({ verbs, permissionPrefix }: Declared, permissions: ReadonlySet<string>, verb: string): boolean {
  return verbs.includes(verb) && permissions.has(`${permissionPrefix}${verb}`)
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
