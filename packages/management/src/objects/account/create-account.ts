import { definedMembers, type Origin } from '@latchkey/core'
import { type Account, newAccount, usernameKey } from '@latchkey/identity'
import * as v from 'valibot'
import type { CreatedAccount, CreateResult, ManagementPorts } from '../../contract.ts'
import { inputIssues, setErrorOfIssues, unknownPropertyError } from '../set-error-of-issues.ts'
import { type AccountInput, accountInput, secretProperties } from './account-input.ts'
import { setPassword } from './password-change.ts'

/** What to say of a new account; without a password nobody can sign in with one. */
export type NewAccount = Partial<AccountInput> & Pick<AccountInput, 'username'>

type Ports = Pick<ManagementPorts, 'clock' | 'crypto' | 'identity'> & {
  readonly identityStores: Pick<ManagementPorts['identityStores'], 'accounts'>
}

/**
 * Creates an account with a random subject. A user name that differs from an existing one only in case or width is refused.
 * Asks for no permission: for whoever works beside the database.
 * @param input A `NewAccount`; anything else is refused with the property and the rule that it breaks.
 */
export async function createAccount(ports: Ports, input: NewAccount, origin?: Origin): Promise<CreateResult<CreatedAccount>> {
  const unknown = unknownPropertyError(input, accountInput.entries, 'Account')
  if (unknown !== undefined) return { error: unknown }
  const result = v.safeParse(accountInput, input)
  if (!result.success) return { error: setErrorOfIssues(inputIssues(result.issues, secretProperties)) }
  const { username, password, roles, claims } = result.output
  const hashed =
    password === undefined
      ? { members: {} }
      : await setPassword(password, 'password', { identity: ports.identity, now: ports.clock() })
  if ('error' in hashed) return hashed
  const account = newAccount(
    { clock: ports.clock, randomBytes: ports.crypto.randomBytes },
    { username, roles: [...new Set(roles)], claims: definedMembers(claims), ...hashed.members },
  )
  if ((await ports.identityStores.accounts.insert(account, origin)) === 'inserted') return { created: account }
  return {
    error: { type: 'primaryKeyViolation', description: 'An account with this username exists.', properties: ['username'] },
  }
}

/** The account of a user name, compared without regard to case. */
export function findAccount(ports: Pick<Ports, 'identityStores'>, username: string): Promise<Account | undefined> {
  return ports.identityStores.accounts.findByUsername(usernameKey(username))
}
