import type { AuditEvent } from '@latchkey/core'
import type { AuditQuery, AuditStore, SealedEvent } from '@latchkey/management/stores'
import { sql as raw } from 'kysely'
import type { Engine } from '../engine.ts'
import type { AuditEventRow } from '../management-tables.ts'
import { indexText } from '../objects/index-text.ts'
import { runAll } from '../operation.ts'
import { readOnly } from '../read-only.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import type { AuditAppender } from './audit-log.ts'
import { type Condition, conditions, questionOf } from './conditions.ts'
import { columnsOf, type Seal } from './seal.ts'

export function auditStore(engine: Engine, audit: AuditAppender, seal: Seal): AuditStore {
  const sql = statements(engine)
  return {
    record: (event) => engine.transact(() => audit.appended([event])),
    seal,
    async find(eventIds) {
      await seal()
      const rows = await readOnly(
        engine,
        runAll(
          sql.byIds,
          [...new Set(eventIds)].map((id) => ({ id: indexText(id) })),
        ),
      )
      return rows.map(sealedOf)
    },
    async query(query) {
      await seal()
      const direction = raw.raw(query.isAscending ? 'asc' : 'desc')
      const rows = await engine.ask<AuditEventRow>(
        questionOf(
          engine,
          raw`select * from audit_events where ${conditions(conditionsOf(query))}
            order by sequence ${direction} limit ${query.limit} offset ${query.offset ?? 0}`,
        ),
      )
      return rows.map(sealedOf)
    },
    async count(query) {
      await seal()
      const [row] = await engine.ask<{ readonly count: number }>(
        questionOf(engine, raw`select count(*) as count from audit_events where ${conditions(conditionsOf(query))}`),
      )
      return row?.count ?? 0
    },
    async chain({ after, limit }) {
      return (await engine.read(sql.chain, { after, limit })).map(filedOf)
    },
    async head() {
      const [row] = await engine.read(sql.head, {})
      if (row === undefined) throw new Error('the head of the audit chain is missing')
      return { sequence: row.sequence, hash: row.hash }
    },
    async unsealed() {
      const [row] = await engine.read(sql.unsealed, {})
      return row?.count ?? 0
    },
  }
}

function conditionsOf(query: Omit<AuditQuery, 'limit' | 'offset'>): readonly Condition[] {
  const texts = {
    kind: query.kind,
    outcome: query.outcome,
    actor: query.actor,
    object_name: query.objectName,
    object_id: query.objectId,
    account_id: query.accountId,
    client_id: query.clientId,
    address: query.address,
    through: query.through,
    trace_id: query.traceId,
  }
  return [
    ...Object.entries(texts).map(([column, text]) => text !== undefined && raw`${raw.ref(column)} = ${indexText(text)}`),
    // A literal, so that the partial index serves it.
    query.outcome === 'refused' && raw`${raw.ref('outcome')} = 'refused'`,
    query.since !== undefined && raw`${raw.ref('at')} >= ${query.since}`,
    query.until !== undefined && raw`${raw.ref('at')} < ${query.until}`,
    query.from !== undefined && raw`${raw.ref('sequence')} ${raw.raw(query.isAscending ? '>' : '<')} ${query.from}`,
  ]
}

function sealedOf(row: AuditEventRow): SealedEvent {
  const event: AuditEvent = JSON.parse(row.data)
  return { event, sequence: row.sequence, previousHash: row.previous_hash, hash: row.hash }
}

/** With whether the columns say what the event says: they can be changed without it. */
function filedOf(row: AuditEventRow): SealedEvent {
  const sealed = sealedOf(row)
  const { sequence, previous_hash, hash, data } = row
  const filed = columnsOf(sealed.event, { sequence, event_id: sealed.event.eventId, previous_hash, hash, data })
  const isFiled = Object.entries(filed).every(([column, value]) => row[column as keyof AuditEventRow] === value)
  return isFiled ? sealed : { ...sealed, isMisfiled: true }
}

function statements({ queries }: Engine) {
  return {
    byIds: bulk('audit_by_ids', 'list', (rows: Rows<{ id: string }>) =>
      queries
        .selectFrom('audit_events')
        .selectAll()
        .where(
          'event_id',
          'in',
          rows.map(({ id }) => id),
        ),
    ),
    chain: statement('audit_chain', (p: Slots<{ after: number; limit: number }>) =>
      queries.selectFrom('audit_events').selectAll().where('sequence', '>', p.after).orderBy('sequence').limit(p.limit),
    ),
    head: statement('audit_head', () => queries.selectFrom('audit_head').select(['sequence', 'hash']).where('name', '=', 'head')),
    unsealed: statement('audit_unsealed', () =>
      queries.selectFrom('audit_pending').select(({ fn }) => fn.countAll<number>().as('count')),
    ),
  }
}
