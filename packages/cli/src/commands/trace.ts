import type { JsonObject, JsonValue } from '@latchkey/management'
import type { Trace } from '@latchkey/server'
import { type Command, type Context, UsageError } from '../command.ts'
import { callMethod, objectOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { describeTrace } from '../describe-trace.ts'

/** Prints what happened in a transaction. */
export const trace: Command = {
  name: 'trace',
  group: 'operation',
  place: 'anywhere',
  positionals: 'ID',
  summary: 'Show what happened in a transaction, check by check; the id is in Latchkey-Trace and on error pages.',
  flags: {},
  async run(context) {
    const { given, isJson, connect, print, complain } = context
    const [id, ...more] = given.positionals
    if (id === undefined || more.length > 0) throw new UsageError('trace needs the id of one transaction')
    const transport = await connect()
    const found = id.startsWith('trc_') ? await findTrace(context, transport, id as Trace['traceId']) : undefined
    if (found === undefined) {
      complain(`There is no trace ${id}. Of each client the newest hundred are kept.`)
      return 1
    }
    if (isJson) print(JSON.stringify(found))
    else for (const line of describeTrace(found)) print(line)
    return 0
  },
}

/** Beside the database a trace has its milliseconds; on the wire instants are seconds. */
async function findTrace({ open }: Context, transport: Transport, id: Trace['traceId']): Promise<Trace | undefined> {
  if (transport.isLocal) return (await open()).findTrace(id)
  const { list } = await callMethod(transport, 'x:Trace/get', { ids: [id], properties: null })
  const [object] = Array.isArray(list) ? (list as readonly JsonValue[]) : []
  return object === undefined ? undefined : traceFromWire(objectOf(object))
}

/** The trace that `x:Trace/get` answered. */
export function traceFromWire(wire: JsonObject): Trace {
  const { id, clientId, startedAt, updatedAt, droppedSteps } = wire
  return {
    traceId: String(id) as Trace['traceId'],
    ...present({ clientId }),
    startedAt: instantOf(startedAt),
    updatedAt: instantOf(updatedAt),
    droppedSteps: Number(droppedSteps ?? 0),
    steps: itemsOf(wire['steps']).map((step) => ({
      at: instantOf(step['at']),
      endpoint: String(step['endpoint']),
      outcome: step['outcome'],
      ...present({ reason: step['reason'], note: step['note'] }),
      checks: itemsOf(step['checks']).map(({ name, spec, outcome, reason, expected, received }) => ({
        check: name,
        spec,
        outcome,
        ...present({ reason, expected, received }),
      })),
    })) as unknown as Trace['steps'],
  }
}

function itemsOf(list: JsonValue | undefined): readonly JsonObject[] {
  return Object.values(objectOf(list)).map(objectOf)
}

function instantOf(date: JsonValue | undefined): number {
  return Date.parse(String(date))
}

function present<Members extends Readonly<Record<string, JsonValue | undefined>>>(members: Members): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined))
}
