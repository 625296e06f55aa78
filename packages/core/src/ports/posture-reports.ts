import type { AdjustableCheck } from '../checks/posture.ts'
import type { ClientId } from '../ids.ts'

/** Requests of a client that break a rule which only reports. */
export interface PostureReport {
  readonly reportId: `prp_${string}`
  readonly rule: AdjustableCheck
  /** Absent: clients without a record, all together. */
  readonly clientId?: ClientId
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly firstAt: number
  readonly lastAt: number
}

/** Breaches to be counted. */
export interface PostureBreach {
  readonly rule: AdjustableCheck
  readonly clientId: ClientId
  readonly count: number
  /** Of the last of them, milliseconds since the epoch. */
  readonly lastAt: number
}

export interface PostureReportFilter {
  readonly rule?: AdjustableCheck
  readonly clientId?: ClientId
}

/** How long a report is kept after the last breach, milliseconds. */
export const postureReportLife = 90 * 24 * 60 * 60 * 1000

export interface PostureReportStore {
  /**
   * Adds to the reports of each rule and client, by one statement each, so that nothing is lost between concurrent writers. Ids that belong
   * to no client are counted together, since anybody can make them up: so there are never more reports than clients and rules.
   */
  add(breaches: readonly PostureBreach[], now: number): Promise<void>
  find(reportIds: readonly string[], now: number): Promise<readonly PostureReport[]>
  /** Those that came last into being first. */
  list(
    filter: PostureReportFilter,
    piece: { readonly after?: string; readonly offset?: number; readonly limit: number },
    now: number,
  ): Promise<readonly PostureReport[]>
  /** @param filter `newerThan`: only those that came into being after this one */
  count(filter: PostureReportFilter & { readonly newerThan?: string }, now: number): Promise<number>
  /** Changes whenever a report does. */
  state(): Promise<string>
}
