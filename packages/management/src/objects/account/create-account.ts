import { definedMembers } from '@latchkey/core'
import { type Account, newAccount, PasswordPolicyError, passwordLength, usernameKey } from '@latchkey/identity'
import * as v from 'valibot'
import type { CreatedAccount, CreateResult, ManagementPorts } from '../../contract.ts'
import { inputIssues, setErrorOfIssues, unknownPropertyError } from '../set-error-of-issues.ts'
import { type AccountInput, accountInput, secretProperties } from './account-input.ts'

/** What to say of a new account; without a password nobody can sign in with one. */
export type NewAccount = Partial<AccountInput> & Pick<AccountInput, 'username'>

type Ports = Pick<ManagementPorts, 'clock' | 'crypto' | 'identity'> & {
  readonly identityStores: Pick<ManagementPorts['identityStores'], 'accounts'>
}

/**
 * Creates an account with a random subject. A user name that differs from an existing one only in case or width is refused.
 * @param input A `NewAccount`; anything else is refused with the property and the rule that it breaks.
 */
export async function createAccount(ports: Ports, input: NewAccount): Promise<CreateResult<CreatedAccount>> {
  const unknown = unknownPropertyError(input, accountInput.entries, 'Account')
  if (unknown !== undefined) return { error: unknown }
  const result = v.safeParse(accountInput, input)
  if (!result.success) return { error: setErrorOfIssues(inputIssues(result.issues, secretProperties)) }
  const { username, password, roles, claims } = result.output
  const passwordHash = password === undefined ? undefined : await hashOrError(ports, password)
  if (passwordHash instanceof PasswordPolicyError) return { error: passwordError(passwordHash) }
  const account = newAccount(
    { clock: ports.clock, randomBytes: ports.crypto.randomBytes },
    definedMembers({ username, roles: [...new Set(roles)], claims: definedMembers(claims), passwordHash }),
  )
  if ((await ports.identityStores.accounts.insert(account)) === 'inserted') return { created: account }
  return {
    error: { type: 'primaryKeyViolation', description: 'An account with this username exists.', properties: ['username'] },
  }
}

/** The account of a user name, compared without regard to case. */
export function findAccount(ports: Pick<Ports, 'identityStores'>, username: string): Promise<Account | undefined> {
  return ports.identityStores.accounts.findByUsername(usernameKey(username))
}

async function hashOrError({ identity }: Ports, password: string): Promise<string | PasswordPolicyError> {
  try {
    return await identity.hashPassword(password)
  } catch (error) {
    if (error instanceof PasswordPolicyError) return error
    throw error
  }
}

function passwordError(error: PasswordPolicyError): ReturnType<typeof setErrorOfIssues> {
  const isShort = error.problem === 'password_short'
  return {
    type: 'validationFailed',
    validationErrors: [
      {
        type: isShort ? 'MinLength' : 'MaxLength',
        property: 'password',
        required: isShort ? passwordLength.min : passwordLength.max,
      },
    ],
    description: error.message,
  }
}
