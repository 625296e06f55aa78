import { type Command, Failure, UsageError } from '../command.ts'
import { callMethod, isObject, objectOf } from '../connect/jmap.ts'
import { findKind } from '../objects/kind.ts'
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
    const { object } = await readObject(transport, kind, name, ['id', 'name', 'awaitsApproval'])
    const [id, shown] = [String(object['id']), oneLine(String(object['name']))]
    if (object['awaitsApproval'] !== true) throw new Failure(`account ${shown} does not wait for approval`)
    const answer = await callMethod(transport, `${kind.name}/set`, { update: { [id]: { disabled: false } } })
    const error = objectOf(answer['notUpdated'])[id]
    if (isObject(error)) return sayRefused(context, 'update', error)
    print(isJson ? JSON.stringify({ approved: id }) : `Approved: ${shown} can sign in now.`)
    return 0
  },
}
