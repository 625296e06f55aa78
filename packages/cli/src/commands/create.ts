import type { JsonObject } from '@latchkey/management'
import type { SchemaDocument } from '@latchkey/management/schema'
import type { Command, Context } from '../command.ts'
import { Failure } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import { inputFlags, readNewObject } from '../input/object-input.ts'
import { allProperties, findKind, type Kind, requireVerb } from '../objects/kind.ts'
import { oneLine } from '../one-line.ts'
import { noLabels } from '../render/labels.ts'
import { fieldLabels } from '../render/object.ts'
import { describeSetError } from '../render/set-error.ts'
import { none, valueText } from '../render/value.ts'
import { requireObjectName } from './get.ts'

/** Flag of commands that change something only if nobody else did. */
export const stateFlag = {
  'if-in-state': { form: 'STATE', description: 'Only if nothing of this kind changed since; see get --state.' },
} as const

/** Creates an object. */
export const create: Command = {
  name: 'create',
  group: 'objects',
  place: 'anywhere',
  positionals: 'OBJECT[/VARIANT]',
  summary: 'Create an object.',
  notes: [
    'Secrets that the server makes are printed once. Durations are milliseconds or have a unit; sets, lists, maps and nested objects are',
    'JSON, or written in parts: --field redirectUris/https://app.example/cb=true. --file, --stdin and --json can be combined with fields.',
  ],
  examples: [
    "latchkey create oauth-client --field description='My app' --field redirectUris/https://app.example/cb=true",
    `latchkey create account/user --json '{"name":"jane","credentials":{"0":{"@type":"Password","secret":"..."}}}'`,
    'latchkey create role --stdin < role.json',
  ],
  flags: { ...inputFlags, ...stateFlag },
  completes: 'object',
  takesJson: true,
  async run(context) {
    const { given, connect } = context
    const typed = requireObjectName(given, 1)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind, variant } = findKind(schema, typed)
    requireVerb(kind, 'Create')
    const value = await readNewObject(given, schema, kind, variant)
    const answer = await callMethod(transport, `${kind.name}/set`, { ...ifInState(context), create: { n0: value } })
    const created = objectOf(answer['created'])['n0']
    if (isObject(created) && typeof created['id'] === 'string') return sayCreated(context, schema, kind, created)
    return sayRefused(context, 'create', objectOf(answer['notCreated'])['n0'])
  },
}

/** `ifInState` of a set (RFC8620-5.3), if it was asked for. */
export function ifInState({ given }: Pick<Context, 'given'>): JsonObject {
  const state = given.value('if-in-state')
  return state === undefined ? {} : { ifInState: state }
}

/** Says why nothing was done. @throws Failure when the server did not say */
export function sayRefused({ isJson, print, complain }: Context, verb: string, error: unknown): 1 {
  if (!isObject(error)) throw new Failure(`${verb} failed`)
  if (isJson) print(JSON.stringify({ error }))
  const [first, ...rest] = describeSetError(error)
  complain(`error: ${verb} failed: ${first}`)
  for (const line of rest) complain(`  ${line}`)
  return 1
}

/** What the server made: secrets, which are in this answer only, and what it set. */
function sayCreated({ isJson, print, paint }: Context, schema: SchemaDocument, kind: Kind, created: JsonObject): 0 {
  if (isJson) {
    print(JSON.stringify(created))
    return 0
  }
  print(`Created ${kind.shortName} ${oneLine(String(created['id']))}`)
  const properties = allProperties(kind.variants)
  const labels = fieldLabels({ schema }, kind)
  const shown = Object.entries(created).flatMap(([name, value]) => {
    const property = properties[name]
    const isSecret = property?.type.type === 'string' && /^secret/.test(property.type.format)
    const text = valueText({ schema, labels: noLabels }, property?.type, value)
    // What was said cannot be among what cannot be changed: the server made it.
    const isTold = isSecret || (property !== undefined && property.update !== 'mutable') || name === kind.naturalKey
    return isTold && text !== none ? [{ label: labels.get(name) ?? name, text, isSecret }] : []
  })
  const width = Math.max(0, ...shown.map(({ label }) => label.length))
  for (const { label, text, isSecret } of shown) {
    print(`  ${label.padEnd(width)}  ${text}${isSecret ? paint.dim('  (shown only now)') : ''}`)
  }
  return 0
}
