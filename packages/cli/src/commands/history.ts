import type { JsonObject, JsonValue } from '@latchkey/management'
import type { SchemaDocument } from '@latchkey/management/schema'
import { type Command, UsageError } from '../command.ts'
import { objectOf, pageSizeOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { idByNaturalKey } from '../objects/by-natural-key.ts'
import { allProperties, findKind, type Kind } from '../objects/kind.ts'
import { listObjects } from '../objects/read-objects.ts'
import { oneLine } from '../one-line.ts'
import { noLabels } from '../render/labels.ts'
import { pathText } from '../render/plan.ts'
import { none, valueText } from '../render/value.ts'
import { readLimit } from './query.ts'

/** Revisions that are shown unless told. */
const usualLimit = 20

/** Shows what was changed, by whom. */
export const history: Command = {
  name: 'history',
  group: 'configuration as code',
  place: 'anywhere',
  positionals: '[OBJECT [ID]]',
  summary: 'Show what was changed, when, by whom and through what, newest first.',
  examples: ['latchkey history', 'latchkey history oidc-provider', 'latchkey history oauth-client my-app --limit 5'],
  flags: { limit: { form: 'NUMBER', description: `How many revisions at most; ${usualLimit} unless told.` } },
  completes: 'object',
  async run(context) {
    const { given, connect, isJson, print, complain, paint } = context
    const [typed, id, ...more] = given.positionals
    if (more[0] !== undefined) throw new UsageError(`unexpected argument: ${more[0]}`)
    const limit = readLimit(given) ?? usualLimit
    const transport = await connect()
    const schema = await transport.schema()
    const { kind: revisions } = findKind(schema, 'Revision')
    const filter = typed === undefined ? {} : await filterOf(transport, findKind(schema, typed).kind, id)
    const pages = listObjects(transport, revisions, {
      filter,
      sort: [],
      properties: null,
      pageSize: await pageSizeOf(transport),
      limit,
    })
    let shown = 0
    for await (const { objects } of pages) {
      for (const revision of objects) {
        if (isJson) print(JSON.stringify(revision))
        else {
          const [head = '', ...lines] = revisionLines(schema, revision)
          print(paint.bold(head))
          for (const line of lines) print(line)
        }
      }
      shown += objects.length
      await context.flushed?.()
    }
    if (shown === 0 && !isJson) complain('Nothing was changed yet.')
    return 0
  },
}

async function filterOf(transport: Transport, kind: Kind, id: string | undefined): Promise<JsonObject> {
  if (id === undefined) return { object: kind.shortName }
  const named = kind.isSingleton ? undefined : await idByNaturalKey(transport, kind, id)
  return { object: kind.shortName, objectId: named ?? id }
}

/** A revision: a head line, then each field before and after. */
function revisionLines(schema: SchemaDocument, revision: JsonObject): readonly string[] {
  const { number, id, at, kind, object, objectId, label, actorName, actorKind, through, reason } = revision
  const who = typeof actorName === 'string' && actorName !== '' ? actorName : String(actorKind)
  const why = typeof reason === 'string' && reason !== '' ? ` (${reason})` : ''
  const name = objectId === 'singleton' ? objectId : label
  const changes = Object.values(objectOf(revision['fieldChanges'])).map((each) => {
    const { field, before, after } = objectOf(each)
    const shown = (value: JsonValue | undefined) => fieldText(schema, String(object), String(field), value)
    return { path: pathText(String(field)), before: shown(before), after: shown(after) }
  })
  const told = changes.filter(({ before, after }) => before !== after)
  const width = Math.max(0, ...told.map(({ path }) => path.length))
  return [
    oneLine(`${number ?? id}  ${at}  ${kind} ${object} ${name}  by ${who} through ${through}${why}`),
    ...told.map(
      ({ path, before, after }) => `    ${path.padEnd(width)}  ${kind === 'created' ? after : `${before} -> ${after}`}`,
    ),
    ...Object.keys(objectOf(revision['changedSecrets'])).map((path) => `    ${pathText(path)}  (secret changed)`),
  ]
}

/** A value of a revision, which is a text or JSON, by the type of its field. */
function fieldText(schema: SchemaDocument, object: string, field: string, value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === '') return none
  const kind = schema.objects[`x:${object}`] === undefined ? undefined : findKind(schema, object).kind
  const type = kind === undefined ? undefined : allProperties(kind.variants)[field]?.type
  return valueText({ schema, labels: noLabels }, type, typeof value === 'string' ? jsonOf(value) : value)
}

function jsonOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}
