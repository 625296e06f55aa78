import { OAuthError } from '../errors/oauth-error.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { type Parameters, singleValues } from '../wire/parameters.ts'

/**
 * `singleValues`, with its outcome in the trace. Names of repeated parameters are not shown: the sender chose them.
 * @throws OAuthError as `singleValues`
 */
export function readOnce(parameters: Parameters, outcomes: CheckOutcome[]): ReadonlyMap<string, string> {
  const row = { check: 'parameters-once', spec: 'RFC6749-3.1' } as const
  try {
    const values = singleValues(parameters)
    outcomes.push({ ...row, outcome: 'passed' })
    return values
  } catch (error) {
    if (error instanceof OAuthError) outcomes.push({ ...row, outcome: 'failed', reason: error.reason })
    throw error
  }
}
