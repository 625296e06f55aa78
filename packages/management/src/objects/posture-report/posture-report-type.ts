import {
  type AdjustableCheck,
  type ClientId,
  type ClientStore,
  type Clock,
  type PostureReport,
  type PostureReportFilter,
  type PostureReportStore,
  postureOf,
  type ServerPosture,
} from '@latchkey/core'
import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType } from '../runtime-type/runtime-type.ts'
import { unchangedSince } from '../runtime-type/unchanged-since.ts'
import { postureReportDeclaration } from './declaration.ts'

export interface PostureReportTypeParts {
  readonly reports: Omit<PostureReportStore, 'add'>
  readonly clients: Pick<ClientStore, 'find'>
  readonly security: () => ServerPosture
  readonly clock: Clock
}

/** `x:PostureReport`: which clients break rules that are only reported, how often, and how the rules are applied to them now. */
export function postureReportType({ reports, clients, security, clock }: PostureReportTypeParts): ObjectType<Caller> {
  const toWire = async (report: PostureReport): Promise<JsonObject> => {
    const { reportId, rule, clientId, count, firstAt, lastAt } = report
    const client = clientId === undefined ? undefined : await clients.find(clientId, clock())
    return {
      id: reportId,
      rule,
      clientId: nullable(clientId),
      posture: nullable(client && postureOf(rule, client, security())),
      count,
      firstAt: dateText(firstAt),
      lastAt: dateText(lastAt),
    }
  }
  const source: RuntimeSource<PostureReport> = {
    state: () => reports.state(),
    idOf: ({ reportId }) => reportId,
    find: (ids) => reports.find(ids, clock()),
    list: (conditions, piece) => reports.list(filterOf(conditions), piece, clock()),
    count: (conditions) => reports.count(filterOf(conditions), clock()),
    async place(conditions, id) {
      const [report] = await reports.find([id], clock())
      const filter = filterOf(conditions)
      if (report === undefined || (filter.rule ?? report.rule) !== report.rule) return undefined
      if ((filter.clientId ?? report.clientId) !== report.clientId) return undefined
      return reports.count({ ...filter, newerThan: id }, clock())
    },
    toWire: (found) => Promise.all(found.map(toWire)),
  }
  return {
    ...runtimeType(postureReportDeclaration, source),
    changes: (since) => unchangedSince(since, source.state()),
  }
}

function filterOf(conditions: Conditions): PostureReportFilter {
  const rule = equalText(conditions, 'rule')
  const clientId = equalText(conditions, 'clientId')
  return {
    ...(rule === undefined ? {} : { rule: rule as AdjustableCheck }),
    ...(clientId === undefined ? {} : { clientId: clientId as ClientId }),
  }
}
