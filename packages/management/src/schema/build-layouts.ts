import type { ObjectDeclaration } from '../declarations/declaration.ts'
import type { SchemaLayout, SchemaLink } from './document.ts'
import { wireName } from './schema-names.ts'

/** The three menus, with the icons (Lucide) that the web interface knows. */
const layouts = [
  { name: 'Management', icon: 'monitor' },
  { name: 'Settings', icon: 'sliders-horizontal' },
  { name: 'Account', icon: 'circle-user' },
] as const

/** Where an object or a group that names no icon stands. */
const plainIcon = 'square'

/** Links to the objects, in their order; those of a group in one container, where its first one stands. */
export function buildLayouts(objects: readonly ObjectDeclaration[]): readonly SchemaLayout[] {
  return layouts.map(({ name, icon }) => {
    const groups = Map.groupBy(
      objects.filter(({ menu }) => menu.layout === name),
      ({ name: object, menu }) => menu.group ?? `link ${object}`,
    )
    return { name, icon, items: [...groups.values()].map(layoutItem) }
  })
}

function layoutItem(members: readonly ObjectDeclaration[]): SchemaLayout['items'][number] {
  const links = members.map(linkTo)
  const [first] = links
  const group = members[0]?.menu.group
  if (group === undefined && first !== undefined) return { link: first }
  const icon = links.find((link) => link.icon !== undefined)?.icon ?? plainIcon
  return { container: { name: group ?? '', icon, items: links.map((link) => ({ type: 'link', ...link })) } }
}

function linkTo(declaration: ObjectDeclaration): SchemaLink {
  const { label, icon, group } = declaration.menu
  const shown = icon ?? (group === undefined ? plainIcon : undefined)
  return { name: label, ...(shown === undefined ? {} : { icon: shown }), viewName: wireName(declaration) }
}
