import { OAuthError } from '../errors/oauth-error.ts'
import type { ReasonId } from '../errors/reasons.ts'
import type { SpecReference } from '../spec.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Posture } from './posture.ts'

/** What a check found wrong. `expected` and `received` go to the trace and the log, so no secret may be in them. */
export interface Finding {
  readonly reason: ReasonId
  readonly expected?: string
  readonly received?: string
}

/**
 * One rule of one specification. `run` is pure and synchronous: what it needs was loaded before, what must be atomic is a
 * conditional statement of the store afterwards.
 */
export interface Check<Input, Endpoint extends string = string> {
  /** Kebab-case, unique over all tables; a test carries it. */
  readonly name: string
  readonly spec: SpecReference
  /** The endpoints at which the rule applies. */
  readonly at: readonly Endpoint[]
  /** Absent: `enforce`. */
  posture?(input: Input): Posture
  /** `undefined`: the rule holds or has nothing to say about this input. */
  run(input: Input): Finding | undefined
}

/** A row with what the trace says of it when it passes, which is the same each time. */
interface Applicable<Input> {
  readonly check: Check<Input>
  readonly passed: CheckOutcome
}

const applicable = new WeakMap<readonly Check<never>[], Map<string, readonly Applicable<never>[]>>()

/** The rows of a table that apply at an endpoint; found once, as every request goes through several tables. */
function applicableAt<Input>(table: readonly Check<Input>[], endpoint: string): readonly Applicable<Input>[] {
  const known = applicable.get(table)?.get(endpoint)
  if (known !== undefined) return known
  const rows = table
    .filter((check) => check.at.includes(endpoint))
    .map((check) => ({ check, passed: { check: check.name, spec: check.spec, outcome: 'passed' as const } }))
  const byEndpoint = applicable.get(table) ?? new Map<string, readonly Applicable<never>[]>()
  applicable.set(table, byEndpoint.set(endpoint, rows))
  return rows
}

/**
 * Runs the rows that apply at an endpoint in their order, up to the first enforced failure, appending each outcome to `outcomes`
 * (which belongs to the trace step of this request).
 * @throws OAuthError with the reason of the first enforced failure.
 */
export function runChecks<Input, Endpoint extends string>(
  table: readonly Check<Input, Endpoint>[],
  endpoint: Endpoint,
  input: Input,
  outcomes: CheckOutcome[],
): void {
  for (const { check, passed } of applicableAt<Input>(table, endpoint)) {
    const posture = check.posture?.(input) ?? 'enforce'
    if (posture === 'off') continue
    const finding = check.run(input)
    if (finding === undefined) {
      outcomes.push(passed)
      continue
    }
    const enforced = posture === 'enforce'
    outcomes.push({ check: check.name, spec: check.spec, outcome: enforced ? 'failed' : 'would-fail', ...finding })
    if (enforced) throw new OAuthError(finding.reason, { detail: finding })
  }
}
