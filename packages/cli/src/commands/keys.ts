import { type Command, UsageError } from '../command.ts'
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
  summary: 'List the keys that sign ID tokens, and those whose tokens are still valid.',
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

/** Replaces a signing key. */
export const keysRotate: Command = {
  name: 'keys rotate',
  group: 'operation',
  place: 'anywhere',
  positionals: '[ALGORITHM]',
  summary:
    'Make a new signing key, of an algorithm or the primary one; the old one stays published until its last token has expired.',
  examples: ['latchkey keys rotate', 'latchkey keys rotate RS256'],
  flags: {},
  async run(context) {
    const { given, connect, isJson, print } = context
    const [algorithm, ...more] = given.positionals
    if (more[0] !== undefined) throw new UsageError(`unexpected argument: ${more[0]}`)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind, variant } = findKind(schema, 'Action/RotateKeys')
    const type = allProperties(variant === undefined ? [] : [variant])['algorithm']?.type
    const named =
      algorithm === undefined || type === undefined ? {} : { algorithm: coerceValue(schema, type, algorithm, 'the algorithm') }
    const value = { '@type': 'RotateKeys', ...named }
    const answer = await callMethod(transport, `${kind.name}/set`, { create: { n0: value } })
    const created = objectOf(answer['created'])['n0']
    if (!isObject(created)) return sayRefused(context, 'rotation', objectOf(answer['notCreated'])['n0'])
    print(isJson ? JSON.stringify(created) : `A new key signs from now on: ${oneLine(String(created['kid']))}`)
    return 0
  },
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
