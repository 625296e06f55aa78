import { type Command, type Given, UsageError } from '../command.ts'
import { findProperty } from '../input/read-field.ts'
import { allProperties, findKind, type Kind, requireId, requireVerb } from '../objects/kind.ts'
import { readObject } from '../objects/read-objects.ts'
import { findLabels } from '../render/labels.ts'
import { objectLines } from '../render/object.ts'

/** Shows an object. */
export const get: Command = {
  name: 'get',
  group: 'objects',
  place: 'anywhere',
  positionals: 'OBJECT [ID]',
  summary: 'Show an object.',
  notes: ['The id of a settings object need not be given; other objects are also found by what names them, such as a client_id.'],
  examples: [
    'latchkey get oidc-provider',
    'latchkey get oauth-client my-app --json',
    'latchkey get oidc-provider --fields accessTokenExpiry',
  ],
  flags: {
    fields: { form: 'A,B', description: 'Only these fields.' },
    state: { description: 'Print the state of the objects of this kind instead, for --if-in-state.' },
  },
  completes: 'object',
  async run({ given, isJson, connect, print, paint }) {
    const typed = requireObjectName(given)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind } = findKind(schema, typed)
    requireVerb(kind, 'Get')
    const id = requireId(kind, given.positionals[1])
    const { object, state } = await readObject(transport, kind, id, readFieldNames(given, kind))
    if (given.isSet('state')) {
      print(isJson ? JSON.stringify({ state }) : (state ?? ''))
      return 0
    }
    if (isJson) {
      print(JSON.stringify(object))
      return 0
    }
    const labels = await findLabels(transport, schema, kind.variants, [object])
    for (const line of objectLines({ schema, labels }, kind, object, paint)) print(line)
    return 0
  },
}

/** The name that the first positional must be. @throws UsageError */
export function requireObjectName(given: Given, most = 2): string {
  const [name] = given.positionals
  if (name === undefined || name === '')
    throw new UsageError('name an object, such as oidc-provider; `latchkey describe` lists them')
  if (given.positionals.length > most) throw new UsageError(`unexpected argument: ${given.positionals[most]}`)
  return name
}

/** `--fields a,b` as the schema spells them; `null` for all. @throws UsageError for unknown ones */
export function readFieldNames(given: Given, kind: Kind): readonly string[] | null {
  const text = given.value('fields')
  if (text === undefined) return null
  const properties = allProperties(kind.variants)
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => (name === 'id' ? name : findProperty(properties, name, kind.shortName).name))
}
