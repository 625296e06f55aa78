import type { Account } from './account.ts'

/** What came of a sign-in with user name and password. */
export type PasswordOutcome =
  | { readonly kind: 'verified'; readonly account: Account; readonly acr: string; readonly amr: readonly string[] }
  /** One answer for unknown name, wrong password, disabled account; equal timing. */
  | { readonly kind: 'refused' }
  /** Too many failures from this network or for this account: `retryAfter` seconds. Says nothing about the account's existence. */
  | { readonly kind: 'throttled'; readonly retryAfter: number }

export interface PasswordInput {
  readonly username: string
  readonly password: string
  /** Network address of the person, for throttling: an IPv4 address or an IPv6 /64. */
  readonly network: string
}

export interface Identity {
  verifyPassword(input: PasswordInput): Promise<PasswordOutcome>
  /** Whether a hash, also of another program, is of this password. Not for signing in: nothing is throttled. */
  isPassword(password: string, passwordHash: string): Promise<boolean>
  /** PHC string of an Argon2id. @throws RangeError when the password breaks the policy, with a sentence for the person. */
  hashPassword(password: string): Promise<string>
  /** The same for somebody of whom nobody knows more than the address: `full` when too many wait already, of them or of all. */
  tryHashPassword(password: string, address: string): Promise<string | 'full'>
}
