import {
  newId,
  type PostureBreach,
  type PostureReport,
  type PostureReportFilter,
  type PostureReportStore,
  postureReportLife,
  type RandomBytes,
} from '@latchkey/core'
import { sql as raw } from 'kysely'
import type { Engine } from '../engine.ts'
import { type Condition, conditions, questionOf } from '../journal/conditions.ts'
import { possibleIds } from '../objects/record-table.ts'
import { run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { PostureReportRow } from '../tables.ts'

/** Rules and clients of one transaction. */
const batch = 100

export function postureReportStore(engine: Engine, { randomBytes }: { readonly randomBytes: RandomBytes }): PostureReportStore {
  const sql = statements(engine)
  return {
    async add(breaches, now) {
      // One order for all writers, so that they wait for each other instead of locking each other out.
      const ordered = breaches.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
      for (let start = 0; start < ordered.length; start += batch) {
        await engine.transact(function* () {
          for (const { rule, clientId, count, lastAt } of ordered.slice(start, start + batch)) {
            const reportId = newId('prp', { randomBytes, now })
            yield* run(sql.add, { reportId, rule, clientId, count, lastAt, expiresAt: lastAt + postureReportLife, now })
          }
        })
      }
    },
    async find(reportIds, now) {
      const found = await Promise.all(
        possibleIds(reportIds).map((reportId) => engine.read(sql.find, { reportId: reportId as PostureReport['reportId'], now })),
      )
      return found.flat().map(reportOf)
    },
    async list(filter, { after, offset = 0, limit }, now) {
      const behind = after !== undefined && raw`report_id < ${after}`
      const question = raw`select * from posture_reports where ${conditions([...conditionsOf(filter, now), behind])}
        order by report_id desc limit ${limit} offset ${offset}`
      return (await engine.ask<PostureReportRow>(questionOf(engine, question))).map(reportOf)
    },
    async count({ newerThan, ...filter }, now) {
      const isNewer = newerThan !== undefined && raw`report_id > ${newerThan}`
      const where = conditions([...conditionsOf(filter, now), isNewer])
      const question = questionOf(engine, raw`select count(*) as count from posture_reports where ${where}`)
      const [row] = await engine.ask<{ readonly count: number }>(question)
      return Number(row?.count ?? 0)
    },
    async state() {
      const question = questionOf(engine, raw`select coalesce(sum(count), 0) as breaches, count(*) as count from posture_reports`)
      const [row] = await engine.ask<{ readonly breaches: number; readonly count: number }>(question)
      return `${row?.breaches ?? 0}-${row?.count ?? 0}`
    },
  }
}

function placeOf({ rule, clientId }: PostureBreach): string {
  return `${clientId} ${rule}`
}

function conditionsOf({ rule, clientId }: PostureReportFilter, now: number): readonly Condition[] {
  return [
    rule !== undefined && raw`rule = ${rule}`,
    clientId !== undefined && raw`client_id = ${clientId}`,
    raw`expires_at > ${now}`,
  ]
}

function reportOf({ report_id, rule, client_id, count, first_at, last_at }: PostureReportRow): PostureReport {
  return {
    reportId: report_id,
    rule,
    ...(client_id !== '' && { clientId: client_id }),
    count: Number(count),
    firstAt: first_at,
    lastAt: last_at,
  }
}

interface Added extends PostureBreach {
  readonly reportId: string
  readonly expiresAt: number
  readonly now: number
}

function statements({ queries }: Engine) {
  return {
    // A row that has expired and was not swept yet begins anew.
    add: statement('posture_report_add', (p: Slots<Added>) => ({
      compile: () =>
        raw<never>`
          insert into posture_reports (report_id, rule, client_id, count, first_at, last_at, expires_at)
          values (${p.reportId}, ${p.rule}, coalesce((select client_id from clients where client_id = ${p.clientId}), ''),
            ${p.count}, ${p.lastAt}, ${p.lastAt}, ${p.expiresAt})
          on conflict (rule, client_id) do update set
            count = excluded.count + case when posture_reports.expires_at > ${p.now} then posture_reports.count else 0 end,
            first_at = case when posture_reports.expires_at > ${p.now} then posture_reports.first_at else excluded.first_at end,
            last_at = case when posture_reports.last_at > excluded.last_at then posture_reports.last_at else excluded.last_at end,
            expires_at = case when posture_reports.expires_at > excluded.expires_at then posture_reports.expires_at else excluded.expires_at end
        `.compile(queries),
    })),
    find: statement('posture_report_find', (p: Slots<{ reportId: PostureReportRow['report_id']; now: number }>) =>
      queries.selectFrom('posture_reports').selectAll().where('report_id', '=', p.reportId).where('expires_at', '>', p.now),
    ),
  }
}
