/** Lengths in characters, which are Unicode code points of the NFKC form. */
export interface PasswordPolicy {
  readonly min: number
  readonly max: number
}

/** The policy where nobody has set another. */
export const passwordLength = { min: 8, max: 256 } as const satisfies PasswordPolicy

/** Nothing longer is normalised: normalisation may lengthen a text many times. UTF-16 units. */
const longestInput = 1024

/** Why a password cannot be set. The message is a sentence for the person. */
export class PasswordPolicyError extends RangeError {
  readonly problem: 'password_short' | 'password_long'

  /** The length that it breaks. */
  readonly required: number

  constructor(problem: PasswordPolicyError['problem'], policy: PasswordPolicy = passwordLength) {
    super(
      problem === 'password_short'
        ? `The password needs at least ${policy.min} characters.`
        : `The password may have at most ${policy.max} characters.`,
    )
    this.name = 'PasswordPolicyError'
    this.problem = problem
    this.required = problem === 'password_short' ? policy.min : policy.max
  }
}

/**
 * The form of a password that is hashed: NFKC, so that it does not matter how a keyboard composes its characters.
 * `undefined` when no password can be as long as this.
 */
export function normalizePassword(password: string): string | undefined {
  return password.length > longestInput ? undefined : password.normalize('NFKC')
}

/**
 * Checks a new password: its length and nothing else. Rules of composition make passwords worse, so every character counts,
 * blanks included (NIST SP 800-63B, 3.1.1.2).
 * @returns the form to hash
 * @throws PasswordPolicyError
 */
export function checkPassword(password: string, policy: PasswordPolicy = passwordLength): string {
  const normalized = normalizePassword(password)
  if (normalized === undefined) throw new PasswordPolicyError('password_long', policy)
  const length = [...normalized].length
  if (length < policy.min) throw new PasswordPolicyError('password_short', policy)
  if (length > policy.max) throw new PasswordPolicyError('password_long', policy)
  return normalized
}
