import type { JsonObject } from '@latchkey/management'
import type { SchemaDocument } from '@latchkey/management/schema'
import { type Command, type Context, type Given, UsageError } from '../command.ts'
import { pageSizeOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { findProperty } from '../input/read-field.ts'
import { readFilter } from '../input/where.ts'
import { allProperties, findKind, type Kind, requireVerb } from '../objects/kind.ts'
import { type Listing, listObjects } from '../objects/read-objects.ts'
import { findLabels } from '../render/labels.ts'
import { fieldLabels } from '../render/object.ts'
import { none, valueText } from '../render/value.ts'
import { pagedTable } from '../table.ts'
import { readFieldNames, requireObjectName } from './get.ts'

/** Rows that are shown before somebody at a terminal is asked whether to go on. */
const rowsAtOnce = 10

/** Lists objects. */
export const query: Command = {
  name: 'query',
  group: 'objects',
  place: 'anywhere',
  positionals: 'OBJECT',
  summary: 'List objects, all or those that fulfil conditions.',
  notes: [
    'Several --where must all hold. Numbers and dates can also be compared with >=, <=, > and <; `text` searches words where an object',
    'has any that are searched. With --json each object is one line.',
  ],
  examples: [
    'latchkey query oauth-client',
    'latchkey query account --where text=jane --fields name,emailAddress',
    "latchkey query oauth-client --where 'createdAt>=2026-01-01' --sort createdAt:desc --json",
  ],
  flags: {
    where: { form: 'FIELD=VALUE', isRepeatable: true, description: 'Condition.' },
    fields: { form: 'A,B', description: 'These fields instead of the usual columns.' },
    sort: { form: 'FIELD[:desc]', isRepeatable: true, description: 'Order.' },
    limit: { form: 'NUMBER', description: 'How many at most; without it, all.' },
  },
  completes: 'objects',
  async run(context) {
    const { given, connect } = context
    const typed = requireObjectName(given, 1)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind, variant } = findKind(schema, typed)
    requireVerb(kind, 'Query')
    const byVariant: JsonObject = variant?.name === undefined ? {} : staticFilter(schema, `${kind.name}/${variant.name}`)
    const filter = { ...byVariant, ...readFilter(schema, kind, given.values('where')) }
    await showList(context, transport, schema, kind, {
      filter,
      sort: readSort(given, kind),
      properties: readFieldNames(given, kind),
    })
    return 0
  },
}

/** Prints the objects that a query finds: a table, or one line of JSON each. */
export async function showList(
  context: Context,
  transport: Transport,
  schema: SchemaDocument,
  kind: Kind,
  wanted: Pick<Listing, 'filter' | 'sort' | 'properties'> & { readonly usualLimit?: number },
): Promise<void> {
  const { given, isJson, print, terminal } = context
  const limit = readLimit(given) ?? wanted.usualLimit
  const asks = !isJson && terminal?.isInteractive === true
  const columns = wanted.properties ?? schema.lists[kind.name]?.columns.map(({ name }) => name) ?? []
  const properties = isJson ? wanted.properties : ['id', ...columns]
  const pageSize = asks ? rowsAtOnce : await pageSizeOf(transport)
  const rows = rowsOf(schema, kind, columns)
  let shown = 0
  const pages = listObjects(transport, kind, { ...wanted, properties, pageSize, ...(limit !== undefined && { limit }) })
  for await (const { objects, isLast, total } of pages) {
    if (isJson) for (const object of objects) print(JSON.stringify(object))
    else if (shown + objects.length > 0) {
      const labels = await findLabels(transport, schema, kind.variants, objects)
      for (const line of rows.lines(objects, labels)) print(line)
    } else context.complain(total === 0 || total === undefined ? `No ${pluralOf(schema, kind)}.` : 'No more.')
    shown += objects.length
    await context.flushed?.()
    if (!isLast && asks && /^n/i.test(await terminal.ask('Show more? [Y/n] '))) return
  }
}

function rowsOf(schema: SchemaDocument, kind: Kind, columns: readonly string[]) {
  const labels = fieldLabels({ schema }, kind)
  const listed = new Map(schema.lists[kind.name]?.columns.map(({ name, label }) => [name, label]))
  const properties = allProperties(kind.variants)
  const shown = columns.filter((name) => name !== 'id')
  const page = pagedTable(['Id', ...shown.map((name) => listed.get(name) ?? labels.get(name) ?? name)])
  return {
    lines: (objects: readonly JsonObject[], found: Awaited<ReturnType<typeof findLabels>>) =>
      page(
        objects.map((object) => [
          String(object['id']),
          ...shown.map((name) => {
            const text = valueText({ schema, labels: found }, properties[name]?.type, object[name])
            return text === none ? '' : text
          }),
        ]),
      ),
  }
}

function readSort(given: Given, kind: Kind): Listing['sort'] {
  const properties = allProperties(kind.variants)
  return given.values('sort').map((text) => {
    const [name = '', direction = 'asc', ...rest] = text.split(':')
    if (rest.length > 0 || !/^(asc|desc)$/.test(direction)) throw new UsageError('--sort needs FIELD, FIELD:asc or FIELD:desc')
    return { property: findProperty(properties, name, kind.shortName).name, isAscending: direction === 'asc' }
  })
}

/** `--limit`. @throws UsageError when it is no number from 1 */
export function readLimit(given: Given): number | undefined {
  const text = given.value('limit')
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError('--limit must be a number from 1')
  return Number(text)
}

/** What a list of one variant filters by, where the schema says it. */
function staticFilter(schema: SchemaDocument, view: string): JsonObject {
  const list = schema.lists[view] as { readonly filtersStatic?: JsonObject } | undefined
  return list?.filtersStatic ?? {}
}

function pluralOf(schema: SchemaDocument, kind: Kind): string {
  return schema.lists[kind.name]?.pluralName ?? kind.shortName
}
