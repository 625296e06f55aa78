import type { JsonObject } from '@latchkey/management'
import { type Command, type Context, Failure } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { inputFlags, readPatch } from '../input/object-input.ts'
import { idByNaturalKey } from '../objects/by-natural-key.ts'
import { findKind, type Kind, requireId, requireVerb } from '../objects/kind.ts'
import { oneLine } from '../one-line.ts'
import { ifInState, sayRefused, stateFlag } from './create.ts'
import { requireObjectName } from './get.ts'

/** Changes an object. */
export const update: Command = {
  name: 'update',
  group: 'objects',
  place: 'anywhere',
  positionals: 'OBJECT [ID]',
  summary: 'Change an object; the change is in force at once.',
  notes: [
    'Durations are milliseconds or have a unit. Sets, lists, maps and nested objects are JSON, or changed in parts: a member of a set is',
    'added with NAME/MEMBER=true and removed with NAME/MEMBER=false. A change is made as a whole or not at all.',
  ],
  examples: [
    'latchkey update oidc-provider --field accessTokenExpiry=2h',
    `latchkey update oidc-provider --field encryptionKey='{"@type":"File","filePath":"/run/secrets/key"}'`,
    'latchkey update oauth-client my-app --field redirectUris/https://app.example/cb=true',
  ],
  flags: { ...inputFlags, ...stateFlag },
  completes: 'object',
  takesJson: true,
  async run(context) {
    const { given, connect, isJson, print } = context
    const typed = requireObjectName(given)
    const transport = await connect()
    const schema = await transport.schema()
    const { kind } = findKind(schema, typed)
    requireVerb(kind, 'Update')
    const id = requireId(kind, given.positionals[1])
    const patch = await readPatch(given, schema, kind)
    const result = await updateObject(context, transport, kind, id, patch)
    if ('error' in result) return sayRefused(context, 'update', result.error)
    print(
      isJson ? JSON.stringify({ updated: { [result.id]: result.updated } }) : `Updated ${kind.shortName} ${oneLine(result.id)}`,
    )
    return 0
  },
}

async function updateObject(context: Context, transport: Transport, kind: Kind, id: string, patch: JsonObject) {
  const send = async (target: string) => {
    const answer = await callMethod(transport, `${kind.name}/set`, { ...ifInState(context), update: { [target]: patch } })
    const updated = objectOf(answer['updated'])[target]
    if (updated !== undefined) return { id: target, updated }
    const error = objectOf(answer['notUpdated'])[target]
    if (!isObject(error)) throw new Failure('update failed')
    return { error }
  }
  const result = await send(id)
  if (!('error' in result) || result.error['type'] !== 'notFound' || kind.isSingleton) return result
  const named = await idByNaturalKey(transport, kind, id)
  return named === undefined ? { error: { type: 'notFound', description: `${kind.shortName} ${id} not found` } } : send(named)
}
