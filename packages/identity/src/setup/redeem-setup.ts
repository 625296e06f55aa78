import type { Origin, StandardClaims } from '@latchkey/core'
import type { Account } from '../account.ts'
import type { Identity } from '../contract.ts'
import { newAccount } from '../new-account.ts'
import { PasswordPolicyError } from '../password/password-policy.ts'
import { isUsername } from '../username.ts'
import { findSetupToken, type SetupPorts } from './setup-token.ts'

export interface SetupInput {
  /** From the link. */
  readonly token: string
  readonly username: string
  readonly password: string
  readonly claims?: StandardClaims
  /** Who uses the link, for the journal. */
  readonly origin?: Origin
}

export type SetupOutcome =
  | { readonly kind: 'created'; readonly account: Account }
  /** The token is unknown, used or expired, or an administrator exists: nothing that the person can correct in the form. */
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'invalid'
      readonly problem: 'username_invalid' | 'username_taken' | PasswordPolicyError['problem']
    }

/**
 * Creates the first administrator, once: of any number of concurrent calls one succeeds. A refused form leaves the token usable.
 * The token is looked at before the password is hashed, so that nobody without one can make the server work.
 */
export async function redeemSetup(
  ports: SetupPorts & { readonly identity: Pick<Identity, 'hashPassword'> },
  input: SetupInput,
): Promise<SetupOutcome> {
  const digest = await findSetupToken(ports, input.token)
  if (digest === undefined) return { kind: 'refused' }
  const username = input.username.trim()
  if (!isUsername(username)) return { kind: 'invalid', problem: 'username_invalid' }
  const passwordHash = await hashOrProblem(ports.identity, input.password)
  if (typeof passwordHash !== 'string') return { kind: 'invalid', problem: passwordHash.problem }
  const account = newAccount(
    { clock: ports.clock, randomBytes: ports.crypto.randomBytes },
    { username, roles: ['administrator'], claims: input.claims ?? {}, passwordHash },
  )
  const outcome = await ports.stores.oneTimeTokens.redeemForFirstAdministrator(digest, account, ports.clock(), input.origin)
  switch (outcome) {
    case 'inserted':
      return { kind: 'created', account }
    case 'refused':
      return { kind: 'refused' }
    case 'exists':
      return { kind: 'invalid', problem: 'username_taken' }
  }
}

async function hashOrProblem(identity: Pick<Identity, 'hashPassword'>, password: string): Promise<string | PasswordPolicyError> {
  try {
    return await identity.hashPassword(password)
  } catch (error) {
    if (error instanceof PasswordPolicyError) return error
    throw error
  }
}
