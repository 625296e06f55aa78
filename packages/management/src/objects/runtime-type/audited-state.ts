import type { AuditEvent, AuditKind } from '@latchkey/core'
import type { ChangesAnswer } from '../../jmap/contract.ts'
import type { AuditStore, SealedEvent } from '../../ports/journal.ts'

type Audit = Pick<AuditStore, 'seal' | 'query'>

/** What an event did to an object of the type; `undefined`: the event does not say to which one. */
export type Touch = { readonly id: string; readonly kind: 'created' | 'updated' | 'destroyed' } | undefined

/**
 * State of a type of which every change is an audit event: the sequence of the last event of those kinds. An object that merely expires
 * is gone without a change.
 */
export async function auditedState(audit: Audit, kinds: readonly AuditKind[]): Promise<string> {
  await audit.seal()
  const newest = await Promise.all(kinds.map((kind) => audit.query({ kind, isAscending: false, limit: 1 })))
  return String(Math.max(0, ...newest.flat().map(({ sequence }) => sequence)))
}

/**
 * What the events since a state did, oldest first.
 * @see RFC8620-5.2
 */
export async function auditedChanges(
  audit: Audit,
  kinds: readonly AuditKind[],
  touchOf: (event: AuditEvent) => Touch,
  request: { readonly since: string; readonly limit: number },
): Promise<ChangesAnswer | undefined> {
  const state = await auditedState(audit, kinds)
  const since = sequenceOf(request.since)
  if (since === undefined || since > Number(state)) return undefined
  const limit = request.limit + 1
  const pages = await Promise.all(kinds.map((kind) => audit.query({ kind, from: since, isAscending: true, limit })))
  // Behind the end of a page that is full there may be events of its kind that were not read.
  const horizon = Math.min(
    ...pages.map((page) => (page.length < limit ? Number.POSITIVE_INFINITY : (page.at(-1)?.sequence ?? 0))),
  )
  const events = pages
    .flat()
    .filter(({ sequence }) => sequence <= horizon)
    .sort((a, b) => a.sequence - b.sequence)
  return sum(events, touchOf, { ...request, isCut: horizon !== Number.POSITIVE_INFINITY })
}

/** A number as `auditedState` writes it. */
export function sequenceOf(state: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(state) ? Number(state) : undefined
}

function sum(
  events: readonly SealedEvent[],
  touchOf: (event: AuditEvent) => Touch,
  { since, limit, isCut }: { readonly since: string; readonly limit: number; readonly isCut: boolean },
): ChangesAnswer | undefined {
  const touched = new Map<string, 'created' | 'updated' | 'destroyed' | 'passed'>()
  let newState = since
  let hasMoreChanges = isCut
  for (const { event, sequence } of events) {
    const touch = touchOf(event)
    if (touch === undefined) return undefined
    const before = touched.get(touch.id)
    if (before === undefined && touched.size >= limit) {
      hasMoreChanges = true
      break
    }
    touched.set(touch.id, together(before, touch.kind))
    newState = String(sequence)
  }
  const those = (kind: string): readonly string[] => [...touched].flatMap(([id, is]) => (is === kind ? [id] : []))
  return { newState, hasMoreChanges, created: those('created'), updated: those('updated'), destroyed: those('destroyed') }
}

/** Each id is in one list only; what came and went between is in none. */
function together(
  before: 'created' | 'updated' | 'destroyed' | 'passed' | undefined,
  kind: 'created' | 'updated' | 'destroyed',
): 'created' | 'updated' | 'destroyed' | 'passed' {
  if (before === 'created') return kind === 'destroyed' ? 'passed' : 'created'
  return before === 'passed' ? 'passed' : kind
}
