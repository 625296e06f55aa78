import {
  type AccountId,
  type ClientId,
  deliveryLife,
  type LogoutDelivery,
  type LogoutDeliveryFilter,
  type LogoutDeliveryStore,
  type LogoutProblem,
  newId,
  type RandomBytes,
  type SessionId,
  type Subject,
} from '@latchkey/core'
import { sql as raw } from 'kysely'
import type { Engine } from '../engine.ts'
import { type Condition, conditions, questionOf } from '../journal/conditions.ts'
import { listeners } from '../listeners.ts'
import { possibleIds } from '../objects/record-table.ts'
import { follow, type Operation, runAll } from '../operation.ts'
import { readOnly } from '../read-only.ts'
import type { LogoutDeliveryRow } from '../tables.ts'
import { logoutDeliveryStatements } from './logout-delivery-statements.ts'

/** What is queued: a client and a session that has ended. */
export interface QueuedLogout {
  readonly sessionId: SessionId
  readonly clientId: ClientId
  readonly accountId: AccountId
  readonly subject: Subject
}

/** Deliveries, with the operation on them that is part of the end of sessions. */
export interface LogoutDeliveryTable extends LogoutDeliveryStore {
  /** To be sent as soon as the transaction has committed. */
  queued(logouts: readonly QueuedLogout[], now: number): Operation<void>
}

export function logoutDeliveryTable(
  engine: Engine,
  { randomBytes, onError }: { readonly randomBytes: RandomBytes; readonly onError: (error: unknown) => void },
): LogoutDeliveryTable {
  const sql = logoutDeliveryStatements(engine)
  const hearers = listeners(onError)

  return {
    *queued(logouts, now) {
      if (logouts.length === 0) return
      yield* runAll(
        sql.insert,
        logouts.map((logout) => ({
          ...logout,
          deliveryId: newId('lod', { randomBytes, now }),
          now,
          expiresAt: now + deliveryLife,
        })),
      )
      yield* follow(hearers.told)
    },
    dueClients: async (now) => (await engine.read(sql.dueClients, { now })).map((row) => row.client_id),
    async nextDue() {
      const [row] = await engine.read(sql.nextDue, {})
      return row?.next_attempt_at ?? undefined
    },
    claim: async (claim) => (await engine.write(sql.claim, claim)).map(deliveryOf),
    async report({ deliveryId, attempts }, attempt, now) {
      const isWaiting = attempt.state === 'waiting'
      const rows = await engine.write(sql.report, {
        ...{ deliveryId, attempts, now, state: attempt.state },
        nextAttemptAt: isWaiting ? attempt.nextAttemptAt : null,
        finishedAt: isWaiting ? null : now,
        problem: attempt.state === 'delivered' ? null : attempt.problem,
      })
      return rows.length === 1
    },
    ofSession: async (sessionId, now) => (await engine.read(sql.ofSession, { sessionId, now })).map(deliveryOf),
    async find(deliveryIds, now) {
      const keys = possibleIds(deliveryIds).map((id) => ({ id: id as LogoutDelivery['deliveryId'], now }))
      return (await readOnly(engine, runAll(sql.find, keys))).map(deliveryOf)
    },
    async list(filter, { after, offset = 0, limit }, now) {
      const behind = after !== undefined && raw`delivery_id < ${after}`
      const question = raw`select * from logout_deliveries where ${conditions([...conditionsOf(filter, now), behind])}
        order by delivery_id desc limit ${limit} offset ${offset}`
      return (await engine.ask<LogoutDeliveryRow>(questionOf(engine, question))).map(deliveryOf)
    },
    async count({ newerThan, ...filter }, now) {
      const isNewer = newerThan !== undefined && raw`delivery_id > ${newerThan}`
      const where = conditions([...conditionsOf(filter, now), isNewer])
      const question = questionOf(engine, raw`select count(*) as count from logout_deliveries where ${where}`)
      const [row] = await engine.ask<{ readonly count: number }>(question)
      return row?.count ?? 0
    },
    async state() {
      const [row] = await engine.read(sql.latest, {})
      return String(row?.changed_at ?? 0)
    },
    remove: async (deliveryId, now) => (await engine.write(sql.remove, { deliveryId, now })).length === 1,
    onQueued: (listener) => hearers.add(listener),
  }
}

function conditionsOf({ clientId, sessionId, accountId, state }: LogoutDeliveryFilter, now: number): readonly Condition[] {
  const asked = { client_id: clientId, session_id: sessionId, account_id: accountId, state }
  const equal = Object.entries(asked).map(([column, value]) => value !== undefined && raw`${raw.ref(column)} = ${value}`)
  return [...equal, raw`expires_at > ${now}`]
}

function deliveryOf(row: LogoutDeliveryRow): LogoutDelivery {
  return {
    deliveryId: row.delivery_id,
    sessionId: row.session_id,
    clientId: row.client_id,
    accountId: row.account_id,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    ...(row.next_attempt_at !== null && { nextAttemptAt: row.next_attempt_at }),
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    ...(row.problem !== null && { problem: row.problem as LogoutProblem }),
  }
}
