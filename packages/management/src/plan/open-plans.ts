import type { Caller } from '../access/caller.ts'
import type { Management } from '../management.ts'
import type { ManagedName } from '../ports/objects.ts'
import type { PlanEvent } from './contract.ts'
import { runPlan } from './plan.ts'
import type { PlanPorts } from './plan-ports.ts'
import { runRollback } from './rollback.ts'
import { SnapshotRefused, snapshotLines } from './snapshot.ts'

/** What is referred to comes before what refers to it. */
const order: Readonly<Record<ManagedName, number>> = {
  OidcProvider: 0,
  Scope: 1,
  Role: 2,
  Authentication: 3,
  ClientRegistration: 3,
  SecurityPosture: 3,
  Group: 4,
  Account: 5,
  OAuthClient: 6,
  Resource: 7,
  AuthorizationDetailType: 8,
  TrustedIssuer: 8,
  ApiKey: 8,
  AppPassword: 9,
  InitialAccessToken: 10,
}

export type Plans = Pick<Management, 'plan' | 'snapshot' | 'rollback'>

/** Configuration as code over the managed objects. @param ports with the definitions in any order */
export function openPlans(ports: PlanPorts): Plans {
  const sorted: PlanPorts = {
    ...ports,
    definitions: ports.definitions.toSorted((one, other) => order[one.object] - order[other.object]),
  }
  return {
    plan: (lines, options, caller) => observed(sorted, `plan/${options.mode}`, runPlan(sorted, lines, options, caller), caller),
    snapshot: (types, caller) => observedSnapshot(sorted, snapshotLines(sorted, types, caller), caller),
    rollback: (revision, mode, caller) =>
      observed(sorted, `rollback/${mode}`, runRollback(sorted, revision, mode, caller), caller),
  }
}

/** Audits a run when it is over, or when whoever reads it has gone. */
async function* observed(
  { observer }: PlanPorts,
  method: string,
  events: AsyncIterable<PlanEvent>,
  caller: Caller,
): AsyncGenerator<PlanEvent, void> {
  let error: string | undefined = 'aborted'
  try {
    for await (const event of events) {
      if (event.type === 'refused')
        error = event.mistakes.find((mistake) => mistake.error !== undefined)?.error?.type ?? 'invalidArguments'
      else if (event.type === 'done' || isWritten(event)) error = undefined
      yield event
    }
  } catch (cause) {
    error = 'serverFail'
    throw cause
  } finally {
    await observer?.called({ method, verbs: [], ids: [], ...(error !== undefined && { error }) }, caller)
  }
}

const snapshotErrors = { forbidden: 'forbidden', 'unknown-type': 'invalidArguments' } as const

async function* observedSnapshot(
  { observer }: PlanPorts,
  lines: AsyncIterable<string>,
  caller: Caller,
): AsyncGenerator<string, void> {
  let error: string | undefined
  try {
    yield* lines
  } catch (cause) {
    error = cause instanceof SnapshotRefused ? snapshotErrors[cause.reason] : 'serverFail'
    throw cause
  } finally {
    await observer?.called({ method: 'snapshot', verbs: ['Get'], ids: [], ...(error !== undefined && { error }) }, caller)
  }
}

function isWritten(event: PlanEvent): boolean {
  return event.type === 'progress' && event.phase === 'writing' && event.done === event.total
}
