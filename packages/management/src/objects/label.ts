import type { SetError } from '../contract.ts'
import { invalidIssue, setErrorOfIssues } from './set-error-of-issues.ts'

/** Names of groups and roles: visible characters, single blanks between them. */
export function checkLabel(property: string, text: string): SetError | undefined {
  const isLabel = text !== '' && !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\s{2}/u.test(text)
  if (isLabel) return undefined
  return setErrorOfIssues([invalidIssue(property, 'must have visible characters with single blanks between them at most', text)])
}
