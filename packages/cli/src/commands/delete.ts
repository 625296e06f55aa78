import type { JsonObject } from '@latchkey/management'
import { type Command, type Given, UsageError } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { readAll } from '../input/standard-input.ts'
import { idByNaturalKey } from '../objects/by-natural-key.ts'
import { findKind, type Kind, requireVerb } from '../objects/kind.ts'
import { setErrorText } from '../render/set-error.ts'
import { ifInState, stateFlag } from './create.ts'
import { requireObjectName } from './get.ts'

/** Objects that one request destroys at most. */
const batch = 100

type Outcome = { readonly id: string; readonly error?: object }

/** Destroys objects. */
export const deleteCommand: Command = {
  name: 'delete',
  group: 'objects',
  place: 'anywhere',
  positionals: 'OBJECT [ID...]',
  summary: 'Delete objects; ending sessions and grants is done the same way.',
  notes: ['Each id stands for itself: what can be deleted is, and the exit code is 1 if anything could not be.'],
  examples: [
    'latchkey delete oauth-client my-app',
    'latchkey query session --json | jq -r .id | latchkey delete session --stdin',
  ],
  flags: {
    ids: { form: 'A,B', description: 'Which ones.' },
    stdin: { description: 'Read ids from standard input, separated by white space.' },
    ...stateFlag,
  },
  completes: 'objects',
  async run(context) {
    const { given, connect, isJson, print, complain } = context
    const typed = requireObjectName(given, Number.POSITIVE_INFINITY)
    const ids = await readIds(given)
    const transport = await connect()
    const { kind } = findKind(await transport.schema(), typed)
    requireVerb(kind, 'Destroy')
    let failed = 0
    for (let from = 0; from < ids.length; from += batch) {
      for (const { id, error } of await destroy(transport, kind, ids.slice(from, from + batch), ifInState(context))) {
        if (error !== undefined) failed += 1
        if (isJson) print(JSON.stringify(error === undefined ? { id, deleted: true } : { id, deleted: false, error }))
        else if (error === undefined) print(`${id} deleted`)
        else complain(`${id} failed: ${setErrorText(error)}`)
      }
    }
    if (!isJson && ids.length > 1) print(`${ids.length - failed} deleted, ${failed} failed`)
    return failed === 0 ? 0 : 1
  },
}

/** The outcome for each id, in order; one that is no id is taken for a natural key. */
async function destroy(
  transport: Transport,
  kind: Kind,
  ids: readonly string[],
  condition: JsonObject,
): Promise<readonly Outcome[]> {
  const send = async (targets: readonly string[], when: JsonObject): Promise<readonly Outcome[]> => {
    const answer = await callMethod(transport, `${kind.name}/set`, { ...when, destroy: targets })
    const destroyed = Array.isArray(answer['destroyed']) ? answer['destroyed'] : []
    return targets.map((id) => {
      if (destroyed.includes(id)) return { id }
      const error = objectOf(answer['notDestroyed'])[id]
      return { id, error: isObject(error) ? error : { type: 'serverFail', description: 'the server did not say what happened' } }
    })
  }
  const outcomes = await send(ids, condition)
  const named = new Map<string, string>()
  for (const { id, error } of outcomes) {
    const other = isNotFound(error) ? await idByNaturalKey(transport, kind, id) : undefined
    if (other !== undefined) named.set(id, other)
  }
  if (named.size === 0) return outcomes
  // The condition held a moment ago, and what was destroyed then has changed the state.
  const later = new Map((await send([...named.values()], {})).map((outcome) => [outcome.id, outcome]))
  return outcomes.map((outcome) => later.get(named.get(outcome.id) ?? '') ?? outcome)
}

function isNotFound(error: object | undefined): boolean {
  return error !== undefined && 'type' in error && error.type === 'notFound'
}

async function readIds(given: Given): Promise<readonly string[]> {
  const listed = [...given.positionals.slice(1), ...(given.value('ids')?.split(',') ?? [])]
  const read = given.isSet('stdin') ? (await readAll()).split(/\s+/) : []
  const ids = [...new Set([...listed, ...read].map((id) => id.trim()).filter((id) => id !== ''))]
  if (ids.length === 0 && !given.isSet('stdin')) throw new UsageError('name the ids: positionally, with --ids or with --stdin')
  return ids
}
