import type { JsonObject } from '@latchkey/management'
import { type Command, Failure, UsageError } from '../command.ts'
import { callUnlessChanged, isObject, objectOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { findKind, type Kind } from '../objects/kind.ts'
import { readObject } from '../objects/read-objects.ts'
import { oneLine } from '../one-line.ts'
import { sayRefused } from './create.ts'

/** Lets somebody sign in who created an account that waits for approval. */
export const accountApprove: Command = {
  name: 'account approve',
  group: 'operation',
  place: 'anywhere',
  positionals: 'USERNAME',
  summary: 'Approve of an account that somebody created for themselves: from now on they can sign in.',
  notes: ['`latchkey account list --waiting` shows who waits; `latchkey delete account USERNAME` turns somebody away.'],
  examples: ['latchkey account approve ada'],
  flags: {},
  async run(context) {
    const { given, connect, isJson, print } = context
    const [name, ...more] = given.positionals
    if (name === undefined || more.length > 0) throw new UsageError('account approve needs one user name')
    const transport = await connect()
    const { kind } = findKind(await transport.schema(), 'Account')
    const outcome = await approve(transport, kind, name)
    if ('error' in outcome) return sayRefused(context, 'update', outcome.error)
    const { id, shown } = outcome
    print(isJson ? JSON.stringify({ approved: id }) : `Approved: ${shown} can sign in now.`)
    return 0
  },
}

/** Times that accounts may change between reading and approving, whichever they are. */
const attempts = 10

/** Only of somebody who still waits: whoever was turned away or disabled a moment ago stays so. */
async function approve(
  transport: Transport,
  kind: Kind,
  name: string,
): Promise<{ readonly id: string; readonly shown: string } | { readonly error: JsonObject }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { object, state } = await readObject(transport, kind, name, ['id', 'name', 'awaitsApproval'])
    if (state === undefined) throw new Failure('unexpected server response: no state')
    const [id, shown] = [String(object['id']), oneLine(String(object['name']))]
    if (object['awaitsApproval'] !== true) throw new Failure(`account ${shown} does not wait for approval`)
    const change = { ifInState: state, update: { [id]: { disabled: false } } }
    const answer = await callUnlessChanged(transport, `${kind.name}/set`, change)
    if (answer === undefined) continue
    const error = objectOf(answer['notUpdated'])[id]
    return isObject(error) ? { error } : { id, shown }
  }
  throw new Failure('accounts change all the time; try again')
}
