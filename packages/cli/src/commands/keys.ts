import { type Command, type Context, type ExitCode, UsageError } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import { coerceValue } from '../input/coerce-value.ts'
import { allProperties, findKind } from '../objects/kind.ts'
import { oneLine } from '../one-line.ts'
import { sayRefused } from './create.ts'
import { showList } from './query.ts'

/** Lists signing keys. */
export const keysList: Command = {
  name: 'keys list',
  group: 'operation',
  place: 'anywhere',
  summary: 'List the keys that sign ID tokens or will, those whose tokens are still valid, and those to which clients encrypt.',
  flags: {},
  async run(context) {
    const { given, connect } = context
    if (given.positionals[0] !== undefined) throw new UsageError(`unexpected argument: ${given.positionals[0]}`)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind } = findKind(schema, 'SigningKey')
    // The id of a key is its kid, so that column would say it twice.
    const columns = schema.lists[kind.name]?.columns.map(({ name }) => name).filter((name) => name !== 'kid') ?? null
    await showList(context, transport, schema, kind, { filter: {}, sort: [], properties: context.isJson ? null : columns })
    return 0
  },
}

/** Publishes a key that signs later. */
export const keysPublish: Command = {
  name: 'keys publish',
  group: 'operation',
  place: 'anywhere',
  positionals: '[ALGORITHM]',
  summary: 'Publish the next signing key, so that relying parties have it before it signs.',
  notes: ['`latchkey keys rotate` ends the wait.'],
  examples: ['latchkey keys publish', 'latchkey keys publish RS256 --sign-after 7d'],
  flags: { 'sign-after': { form: 'DURATION', description: 'How long it is published before it signs; a day unless told.' } },
  async run(context) {
    const after = context.given.value('sign-after')
    return actOnKey(context, 'PublishKey', after === undefined ? {} : { signsAfter: after }, (created) => {
      const [kid, from] = [created['kid'], created['signsFrom']].map((value) => oneLine(String(value)))
      return `A new key is published, and signs from ${from}: ${kid}`
    })
  },
}

/** Replaces a signing key. */
export const keysRotate: Command = {
  name: 'keys rotate',
  group: 'operation',
  place: 'anywhere',
  positionals: '[ALGORITHM]',
  summary:
    'Let a key that waits sign now, or a new one, of an algorithm or the primary one; the old one stays published until its last token has expired.',
  examples: ['latchkey keys rotate', 'latchkey keys rotate RS256', 'latchkey keys rotate ECDH-ES'],
  flags: {},
  async run(context) {
    return actOnKey(context, 'RotateKeys', {}, ({ kid }) => `Used from now on: ${oneLine(String(kid))}`)
  },
}

/** Creates an action on the key of the algorithm that was named, or on the primary one. */
async function actOnKey(
  context: Context,
  action: string,
  values: Readonly<Record<string, string>>,
  say: (created: Readonly<Record<string, unknown>>) => string,
): Promise<ExitCode> {
  const { given, connect, isJson, print } = context
  const [algorithm, ...more] = given.positionals
  if (more[0] !== undefined) throw new UsageError(`unexpected argument: ${more[0]}`)
  const transport = await connect()
  const schema = await transport.schema()
  const { kind, variant } = findKind(schema, `Action/${action}`)
  const properties = allProperties(variant === undefined ? [] : [variant])
  const said = { ...values, ...(algorithm === undefined ? {} : { algorithm }) }
  const coerced = Object.entries(said).flatMap(([name, text]) => {
    const type = properties[name]?.type
    return type === undefined
      ? []
      : [[name, coerceValue(schema, type, text, name === 'algorithm' ? 'the algorithm' : name)] as const]
  })
  const value = { '@type': action, ...Object.fromEntries(coerced) }
  const answer = await callMethod(transport, `${kind.name}/set`, { create: { n0: value } })
  const created = objectOf(answer['created'])['n0']
  if (!isObject(created)) return sayRefused(context, 'rotation', objectOf(answer['notCreated'])['n0'])
  print(isJson ? JSON.stringify(created) : say(created))
  return 0
}

/** Stops a key from signing. */
export const keysRetire: Command = {
  name: 'keys retire',
  group: 'operation',
  place: 'anywhere',
  positionals: 'KEY_ID',
  summary: 'Let a key sign no more; it stays published until its last token has expired.',
  flags: {},
  async run(context) {
    const { given, connect, isJson, print } = context
    const [id, ...more] = given.positionals
    if (id === undefined || more.length > 0) throw new UsageError('keys retire needs the id of one key; see `latchkey keys list`')
    const answer = await callMethod(await connect(), 'x:SigningKey/set', { destroy: [id] })
    const isDone = Array.isArray(answer['destroyed']) && answer['destroyed'].includes(id)
    if (!isDone) return sayRefused(context, 'retirement', objectOf(answer['notDestroyed'])[id])
    print(isJson ? JSON.stringify({ retired: id }) : `${id} signs no more`)
    return 0
  },
}
