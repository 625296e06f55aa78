import type { CheckOutcome, ClientId, Trace, TraceId, TraceStep, TraceStore } from '@latchkey/core'
import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType, toIndexed } from '../runtime-type/runtime-type.ts'
import { unchangedSince } from '../runtime-type/unchanged-since.ts'
import { traceDeclaration } from './declaration.ts'

/**
 * `x:Trace`: what happened in each run of the protocol. The state is the time of the last step that was written, so steps of the last
 * fraction of a second may be missing in both. Traces are pushed out by newer ones, so changes cannot be calculated.
 */
export function traceType(parts: { readonly traces: Omit<TraceStore, 'save'> }): ObjectType<Caller> {
  const { traces } = parts
  const source: RuntimeSource<Trace> = {
    state: async () => String(await traces.latest()),
    idOf: ({ traceId }) => traceId,
    async find(ids) {
      const found = await Promise.all(ids.filter(isTraceId).map((id) => traces.find(id)))
      return found.flatMap((trace) => trace ?? [])
    },
    list: (conditions, { after, offset, limit }) =>
      traces.list(filterOf(conditions), {
        offset,
        limit,
        ...(after === undefined ? {} : { after: after as TraceId }),
      }),
    count: (conditions) => traces.count(filterOf(conditions)),
    async place(conditions, id) {
      const trace = isTraceId(id) ? await traces.find(id) : undefined
      const { clientId } = filterOf(conditions)
      if (trace === undefined || (clientId ?? trace.clientId) !== trace.clientId) return undefined
      return traces.count({ ...filterOf(conditions), newerThan: trace.traceId })
    },
    toWire: async (found) => found.map(toWire),
  }
  return {
    ...runtimeType(traceDeclaration, source),
    changes: (since) => unchangedSince(since, source.state()),
  }
}

function isTraceId(id: string): id is TraceId {
  return id.startsWith('trc_')
}

function filterOf(conditions: Conditions): { readonly clientId?: ClientId } {
  const clientId = equalText(conditions, 'clientId')
  return clientId === undefined ? {} : { clientId: clientId as ClientId }
}

function toWire({ traceId, clientId, startedAt, updatedAt, droppedSteps, steps }: Trace): JsonObject {
  return {
    id: traceId,
    clientId: nullable(clientId),
    startedAt: dateText(startedAt),
    updatedAt: dateText(updatedAt),
    steps: toIndexed(steps.map(stepToWire)),
    droppedSteps,
  }
}

function stepToWire({ at, endpoint, outcome, reason, note, checks }: TraceStep): JsonObject {
  return {
    at: dateText(at),
    endpoint,
    outcome,
    reason: nullable(reason),
    note: nullable(note),
    checks: toIndexed(checks.map(checkToWire)),
  }
}

function checkToWire({ check, spec, outcome, reason, expected, received }: CheckOutcome): JsonObject {
  return {
    name: check,
    spec,
    outcome,
    reason: nullable(reason),
    expected: nullable(expected),
    received: nullable(received),
  }
}
