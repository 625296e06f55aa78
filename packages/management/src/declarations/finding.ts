import type { SetError, ValidationError } from '../contract.ts'

/** Mistakes that are told at once. */
const mostFindings = 100

/** One thing that is wrong with an object. */
export interface Finding {
  readonly error: ValidationError
  /** Explains it to people, with full stop. No secret. */
  readonly sentence: string
}

/** One SetError for all of them. */
export function validationFailed(findings: readonly Finding[]): SetError {
  const told = findings.slice(0, mostFindings)
  return {
    type: 'validationFailed',
    validationErrors: told.map(({ error }) => error),
    description: told.map(({ sentence }) => sentence).join(' '),
  }
}
