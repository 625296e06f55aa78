import type { AuditVerdict, JsonObject } from '@latchkey/management'
import type { PlanEvent, PlanMode, SchemaDocument } from '@latchkey/management/schema'

export type Invocation = readonly [name: string, args: JsonObject, id: string]

/** The way to management, whether over HTTP or in this process. Whatever is refused is thrown as `Failure`. */
export interface Transport {
  /** Where it leads, for `--verbose`. */
  readonly description: string
  /** In this process, beside the database. */
  readonly isLocal: boolean
  schema(): Promise<SchemaDocument>
  /** RFC8620-2. */
  session(): Promise<JsonObject>
  /** RFC8620-3.3; answers the method responses. */
  call(calls: readonly Invocation[]): Promise<readonly Invocation[]>
  /** @param lines of the plan file */
  plan(lines: AsyncIterable<string>, options: { readonly mode: PlanMode; readonly name: string }): AsyncIterable<PlanEvent>
  /** Lines of a plan file; `types` with prefix, empty: all. */
  snapshot(types: readonly string[]): AsyncIterable<string>
  rollback(revision: number, mode: PlanMode): AsyncIterable<PlanEvent>
  verifyAudit(): Promise<AuditVerdict>
}

/** Capabilities that every request names. */
export const using: readonly string[] = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']
