import type { Clock, CryptoPort, Origin, StandardClaims } from '@latchkey/core'
import { type Account, usernameKey } from '../account.ts'
import type { Identity } from '../contract.ts'
import { newAccount } from '../new-account.ts'
import { checkPassword, type PasswordPolicy, PasswordPolicyError } from '../password/password-policy.ts'
import type { AccountStore } from '../stores.ts'
import { isUsername } from '../username.ts'
import { type LoginNameProblem, parseLoginName } from './login-name.ts'
import type { RegistrationAttempts } from './registration-attempts.ts'
import type { SelfRegistrationPolicy } from './self-registration-policy.ts'

export interface RegistrationPorts {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly identity: Pick<Identity, 'tryHashPassword'>
  readonly accounts: Pick<AccountStore, 'findByUsername' | 'insert'>
  /** Whether an account has this address, and it is verified. */
  readonly isVerifiedEmail: (email: string) => Promise<boolean>
  readonly attempts: RegistrationAttempts
  readonly passwordPolicy: () => PasswordPolicy
}

/** What somebody typed who wants an account, and where from. */
export interface RegistrationForm {
  readonly loginName: string
  /** Counts only where it is asked for. */
  readonly name: string
  readonly password: string
  /** Network address of the person. */
  readonly address: string
  /** What the form belongs to, an authorization request: attempts are counted by it, too. */
  readonly request: string
  /** For the journal. */
  readonly origin: Origin
}

export type AccountRegistration =
  | { readonly kind: 'created'; readonly account: Account }
  /** Nobody can sign in with it before an administrator has enabled it. The same is said of an e-mail address that is somebody's already. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'invalid'
      readonly problem: LoginNameProblem | 'name_invalid' | 'username_taken' | PasswordPolicyError['problem']
    }
  /** Too many attempts: nothing was done. Seconds. */
  | { readonly kind: 'throttled'; readonly retryAfter: number }

/** Seconds after which an attempt that found the queue of hashes full may come again. */
const queueRetryAfter = 2

/**
 * Creates an account for the person who asks for it; of any number of concurrent calls for one name one creates it. Its e-mail address is
 * what somebody typed and is marked as not verified. What can be seen without work is looked at first, and nothing is hashed for who has to
 * wait.
 */
export async function registerAccount(
  form: RegistrationForm,
  policy: SelfRegistrationPolicy,
  ports: RegistrationPorts,
): Promise<AccountRegistration> {
  const loginName = parseLoginName(form.loginName, policy)
  if ('problem' in loginName) return { kind: 'invalid', problem: loginName.problem }
  const name = policy.asksName ? form.name.trim() : ''
  if (policy.asksName && !isUsername(name)) return { kind: 'invalid', problem: 'name_invalid' }
  const broken = findPasswordProblem(form.password, ports.passwordPolicy())
  if (broken !== undefined) return { kind: 'invalid', problem: broken }

  const retryAfter = await ports.attempts.countOf(form.address, form.request, policy)
  if (retryAfter > 0) return { kind: 'throttled', retryAfter }
  const { username, email } = loginName
  const taken = takenAnswer(policy)
  const isSaid = taken.kind === 'invalid'
  // Clients may name people by an address: that of one person is never the name of another.
  const isOfAnother = async (): Promise<boolean> => email !== undefined && (await ports.isVerifiedEmail(email))
  if (isSaid && ((await ports.accounts.findByUsername(usernameKey(username))) !== undefined || (await isOfAnother())))
    return taken
  const retryAfterAll = await ports.attempts.countOfAll(policy)
  if (retryAfterAll > 0) return { kind: 'throttled', retryAfter: retryAfterAll }
  const passwordHash = await ports.identity.tryHashPassword(form.password, form.address)
  if (passwordHash === 'full') return { kind: 'throttled', retryAfter: queueRetryAfter }
  if (!isSaid && (await isOfAnother())) return taken

  const claims: StandardClaims = {
    ...(name !== '' && { name }),
    ...(email !== undefined && { email, email_verified: false }),
  }
  const account: Account = {
    ...newAccount({ clock: ports.clock, randomBytes: ports.crypto.randomBytes }, { username, roles: [], claims, passwordHash }),
    disabled: policy.needsApproval,
    ...(policy.needsApproval && { awaitsApproval: true }),
    ...(policy.roleIds.length > 0 && { roleIds: policy.roleIds }),
    ...(policy.groupIds.length > 0 && { groupIds: policy.groupIds }),
  }
  if ((await ports.accounts.insert(account, form.origin)) === 'exists') return taken
  return policy.needsApproval ? { kind: 'waiting' } : { kind: 'created', account }
}

/** Who can choose another name must hear that this one is taken; an e-mail address that has to wait anyway tells nothing about anybody. */
function takenAnswer({ loginName, needsApproval }: SelfRegistrationPolicy): AccountRegistration {
  return loginName === 'email' && needsApproval ? { kind: 'waiting' } : { kind: 'invalid', problem: 'username_taken' }
}

function findPasswordProblem(password: string, policy: PasswordPolicy): PasswordPolicyError['problem'] | undefined {
  try {
    checkPassword(password, policy)
    return undefined
  } catch (error) {
    if (error instanceof PasswordPolicyError) return error.problem
    throw error
  }
}
