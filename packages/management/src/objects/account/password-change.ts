import { type Account, type Identity, PasswordPolicyError } from '@latchkey/identity'
import type { SetError } from '../../contract.ts'

/** What an account has of its password. */
export type PasswordMembers = Pick<Account, 'passwordHash' | 'passwordChangedAt' | 'importedHash'>

interface ChangeContext {
  readonly identity: Pick<Identity, 'hashPassword'>
  readonly now: number
}

/** When a change of the password was: no two changes of an account are of one time. */
export function passwordChangeTime(previous: PasswordMembers | undefined, now: number): number {
  return Math.max(now, (previous?.passwordChangedAt ?? 0) + 1)
}

/** A new password, hashed. Sessions and grants from before end with the write that stores it. */
export async function setPassword(
  password: string,
  property: string,
  { identity, now, previous }: ChangeContext & { readonly previous?: PasswordMembers | undefined },
): Promise<{ readonly members: PasswordMembers } | { readonly error: SetError }> {
  try {
    const passwordHash = await identity.hashPassword(password)
    return { members: { passwordHash, passwordChangedAt: passwordChangeTime(previous, now) } }
  } catch (error) {
    if (error instanceof PasswordPolicyError) return { error: passwordError(error, property) }
    throw error
  }
}

function passwordError({ message, problem, required }: PasswordPolicyError, property: string): SetError {
  const type = problem === 'password_short' ? 'MinLength' : 'MaxLength'
  return { type: 'validationFailed', validationErrors: [{ type, property, required }], description: message }
}
