import type { SetError } from '../contract.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'

/*
 * Configuration as code. A plan file is NDJSON: an optional first line `{"@type":"plan","owner":"prod"}`, then one operation a line:
 *
 *   {"@type":"update","object":"OidcProvider","value":{...}}                          a singleton
 *   {"@type":"upsert","object":"OAuthClient","matchOn":"clientId","value":{...}}      created, or changed where it differs
 *   {"@type":"create","object":"Role","ref":"ops","value":{...}}                      created; refused if it exists
 *   {"@type":"ensure","object":"Account","value":{...}}                               created unless it exists, which stays as it is
 *   {"@type":"destroy","object":"OAuthClient","match":{"clientId":"old"}}              absent afterwards
 *
 * `matchOn` is the natural key of the type when it is left out. In values, `"#ref"` stands for the id of the object of that `ref`, and
 * `{"$match": {"object":"Role","description":"ops"}}` for the id of an object that exists or that the plan makes; a set of ids may be a list
 * of these. The order of lines does not matter. A value names only what it says something about. What is destroyed and created in one plan
 * keeps its id and its secrets, and gets defaults for all that the value does not name. With an owner, everything that the owner owned
 * before and that the file no longer names is destroyed, which the plan shows. An `ensure` neither changes nor owns what it finds; an account is
 * found by its subject, too, so that one which has another name by now is not made twice. What is found must have the immutable properties
 * that the value says, and give the roles that it says, if it says any.
 *
 * The forms of existing tools are understood too: `value` of a create or an upsert as a map from refs to values, `id` of an update, a destroy
 * without `match` (everything of the type that the plan does not write, or with a `value` of conditions), and
 *
 *   {"@type":"reconcile","object":"Role","scope":{...},"value":{"ops":{...}}}         these, and no others in the scope
 */

/**
 * `plan` and `diff` change nothing. `plan` needs the permissions of an apply and refuses what it would refuse; `diff` needs to read only and
 * says how the server differs: `before` is what is, `after` what the file says.
 */
export const planModes = ['plan', 'diff', 'apply'] as const
export type PlanMode = (typeof planModes)[number]

export function isPlanMode(text: string): text is PlanMode {
  return (planModes as readonly string[]).includes(text)
}

export interface PlanOptions {
  readonly mode: PlanMode
  /** What the revisions call the file. */
  readonly name: string
  /** `refuse`: nobody reads the answer, so a secret that the server would make and tell once is a mistake. Absent: it is told. */
  readonly madeSecrets?: 'tell' | 'refuse'
}

export interface FieldChange {
  /** JSON pointer without leading slash. */
  readonly field: string
  /** As shown to people: durations as text, secrets as masks. Absent: there was none. */
  readonly before?: JsonValue
  readonly after?: JsonValue
}

export interface PlannedChange {
  readonly kind: 'create' | 'update' | 'destroy' | 'adopt'
  /** With prefix. */
  readonly object: string
  /** Absent before a creation. */
  readonly id?: string
  readonly label: string
  readonly fields: readonly FieldChange[]
  /** What it means for security, as sentences: "shortens refresh tokens from 30 d to 1 d". */
  readonly effects: readonly PlanEffect[]
  /** Line of the file, from 1; absent for what the file no longer names. */
  readonly line?: number
  /** Secrets that the server made, after an `apply` only: shown here and never again. */
  readonly shownOnce?: JsonObject
}

export interface PlanEffect {
  readonly weight: 'stricter' | 'looser' | 'neutral'
  readonly text: string
}

/** What a running plan says, in order; the last one is `done` or `refused`. */
export type PlanEvent =
  | {
      readonly type: 'progress'
      readonly phase: 'reading' | 'checking' | 'writing'
      readonly done: number
      /** 0: not known yet. */
      readonly total: number
    }
  | { readonly type: 'change'; readonly change: PlannedChange }
  | {
      readonly type: 'done'
      readonly created: number
      readonly updated: number
      readonly destroyed: number
      readonly unchanged: number
      /** Number of the newest revision that the apply made; absent: none. */
      readonly revision?: number
      /** What a rollback could not put back, as sentences. */
      readonly notes?: readonly string[]
    }
  /** Nothing was changed. */
  | { readonly type: 'refused'; readonly mistakes: readonly PlanMistake[] }

export interface PlanMistake {
  /** Line of the file, from 1. */
  readonly line?: number
  readonly object?: string
  readonly label?: string
  readonly text: string
  readonly error?: SetError
}
