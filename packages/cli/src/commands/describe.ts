import type { FieldType, SchemaDocument } from '@latchkey/management/schema'
import { type Command, type Context, UsageError } from '../command.ts'
import { findKind, type Kind, kindsOf, type Properties, type Variant, variantsOf } from '../objects/kind.ts'
import { canonical, suggestion } from '../objects/nearest-names.ts'
import { oneLine } from '../one-line.ts'
import { describeType } from '../render/describe-type.ts'
import { formatDuration } from '../render/format-duration.ts'
import { table } from '../table.ts'

/** Shows what can be managed. */
export const describe: Command = {
  name: 'describe',
  group: 'objects',
  place: 'anywhere',
  positionals: '[NAME]',
  summary: 'List the kinds of objects, or show the fields of an object, of a nested object, or the values of an enum.',
  examples: ['latchkey describe', 'latchkey describe oidc-provider', 'latchkey describe secret-key'],
  flags: {},
  completes: 'any-name',
  async run(context) {
    const { given, connect, isJson, print } = context
    const [typed, ...more] = given.positionals
    if (more[0] !== undefined) throw new UsageError(`unexpected argument: ${more[0]}`)
    const schema = await (await connect()).schema()
    if (typed === undefined) {
      if (isJson) print(JSON.stringify(schema.objects))
      else for (const line of kindLines(schema)) print(line)
      return 0
    }
    const found = findDescribed(schema, typed)
    if (isJson) print(JSON.stringify(found.json))
    else for (const line of linesOf(context, schema, found)) print(line)
    return 0
  },
}

interface Described {
  readonly title: string
  readonly kind?: Kind
  readonly variants: readonly Variant[]
  readonly values?: SchemaDocument['enums'][string]
  readonly json: object
}

function kindLines(schema: SchemaDocument): readonly string[] {
  const kinds = kindsOf(schema)
  const names = kinds.map(({ shortName, isSingleton }) => (isSingleton ? `${shortName} [singleton]` : shortName))
  return table(
    ['OBJECT', 'DESCRIPTION'],
    kinds.map(({ description }, index) => [names[index] ?? '', firstSentence(description)]),
  )
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text
}

/** An object, an embedded object or an enum. @throws UsageError */
function findDescribed(schema: SchemaDocument, typed: string): Described {
  const wanted = canonical(typed.replace(/^x:/i, ''))
  if (kindsOf(schema).some(({ shortName }) => canonical(shortName) === wanted) || typed.includes('/')) {
    const { kind, variant } = findKind(schema, typed)
    const variants = variant === undefined ? kind.variants : [variant]
    return { title: kind.shortName, kind, variants, json: { object: schema.objects[kind.name], variants } }
  }
  const embedded = Object.keys(schema.schemas).find((name) => canonical(name.replace(/^x:/, '')) === wanted)
  if (embedded !== undefined) {
    const variants = variantsOf(schema, embedded)
    return { title: embedded.replace(/^x:/, ''), variants, json: { variants } }
  }
  const enumName = Object.keys(schema.enums).find((name) => canonical(name) === wanted)
  const values = enumName === undefined ? undefined : schema.enums[enumName]
  if (enumName === undefined || values === undefined) throw new UsageError(`unknown object: ${typed}${nearTo(schema, typed)}`)
  return { title: enumName, variants: [], values, json: { values } }
}

/** Every name that can be described. */
export function describableNames(schema: SchemaDocument): readonly string[] {
  const embedded = Object.keys(schema.schemas).map((name) => name.replace(/^x:/, ''))
  return [...new Set([...kindsOf(schema).map(({ shortName }) => shortName), ...embedded, ...Object.keys(schema.enums)])]
}

function nearTo(schema: SchemaDocument, typed: string): string {
  return suggestion(typed, describableNames(schema), '; `latchkey describe` lists them')
}

function linesOf({ paint }: Context, schema: SchemaDocument, described: Described): readonly string[] {
  const { title, kind, variants, values } = described
  const lines = [paint.bold(kind?.isSingleton === true ? `${title} [singleton]` : title)]
  if (kind !== undefined) lines.push(oneLine(kind.description))
  if (kind?.verbs !== undefined) {
    lines.push('', `Permissions: ${kind.verbs.map((verb) => `${kind.permissionPrefix}${verb}`).join(', ')}`)
  }
  if (kind?.naturalKey !== undefined) lines.push(`Also found by: ${kind.naturalKey}`)
  for (const variant of variants) {
    lines.push('')
    if (variant.name !== undefined)
      lines.push(paint.bold(`${variant.name}${variant.label === undefined ? '' : `: ${variant.label}`}`))
    lines.push(...fieldLines(schema, variant))
  }
  if (values !== undefined) {
    lines.push(
      '',
      ...table(
        ['VALUE', 'LABEL'],
        values.map(({ name, label, explanation }) => [name, explanation ?? label]),
      ),
    )
  }
  return lines
}

function fieldLines(schema: SchemaDocument, { schemaName, properties }: Variant): readonly string[] {
  const defaults = (schemaName === undefined ? undefined : schema.fields[schemaName]?.defaults) ?? {}
  const rows = Object.entries(properties).map(([name, { type, update, description }]) => [
    name,
    describeType(type),
    noteOf(type, update, defaults[name]),
    description,
  ])
  return rows.length === 0 ? ['  (no fields)'] : table(['FIELD', 'TYPE', 'NOTE', 'DESCRIPTION'], rows)
}

function noteOf(type: FieldType, update: Properties[string]['update'], value: unknown): string {
  const isDuration = type.type === 'number' && type.format === 'duration'
  const shown = isDuration && typeof value === 'number' ? formatDuration(value) : JSON.stringify(value)
  const parts = [
    ...(update === 'mutable' ? [] : [update === 'immutable' ? 'set once' : 'set by the server']),
    ...(value === undefined ? [] : [`default ${shown}`]),
  ]
  return parts.join(', ')
}
