import type { Clock, CryptoPort } from '@latchkey/core'
import { type Account, usernameKey } from './account.ts'
import type { Identity, PasswordInput, PasswordOutcome } from './contract.ts'
import { BoundedQueue } from './password/bounded-queue.ts'
import { hashArgon2id } from './password/forms/argon2-form.ts'
import type { PasswordHash } from './password/hash-form.ts'
import { parsePasswordHash } from './password/password-hash.ts'
import { checkPassword, normalizePassword, type PasswordPolicy, passwordLength } from './password/password-policy.ts'
import type { AccountStore, IdentityStores } from './stores.ts'
import { networkOf, siteOf } from './throttle/network-of.ts'
import { Throttle } from './throttle/throttle.ts'

export interface IdentityPorts {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly stores: IdentityStores
  /** For new passwords, asked for at each use; absent: `passwordLength`. */
  readonly policy?: () => PasswordPolicy
}

/** One computation takes 19 MiB and about 40 ms of a core; at most `waiting` of them are ahead of anybody. */
const queueLimits = { concurrency: 2, waiting: 64, perLane: 8 } as const

/** Seconds after which a sign-in that found the queue full may come again. */
const queueRetryAfter = 2

/** Stands in where there is no hash, so that the work is the same. No password has it: the tag is all zeroes. */
const dummyHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** Sign-in with user name and password, and the hashing of passwords. See `docs/decisions/0007-acr-values.md` for `acr` and `amr`. */
export function createIdentity(ports: IdentityPorts): Identity {
  const { clock, crypto, stores } = ports
  const queue = new BoundedQueue(queueLimits)
  const throttle = new Throttle({ clock, crypto, throttle: stores.throttle })

  async function attempt(input: PasswordInput): Promise<PasswordOutcome> {
    // Looked at again in its turn: guesses that came at once wait here for each other.
    const retryAfter = await throttle.waitFor(input)
    if (retryAfter > 0) return { kind: 'throttled', retryAfter }
    const account = await stores.accounts.findByUsername(usernameKey(input.username))
    const password = normalizePassword(input.password)
    const stored = parsePasswordHash(account?.passwordHash ?? '')
    const matches = await isOf(stored ?? dummy(), password === undefined ? '' : input.password, password ?? '')
    if (account === undefined || stored === undefined || password === undefined || account.disabled || !matches) {
      return refused(input)
    }
    const now = stored.isCurrent ? account : await renewHash(stores.accounts, account, await newHash(password))
    if (now === undefined) return refused(input)
    await throttle.clear(input)
    return { kind: 'verified', account: now, acr: '1', amr: ['pwd'] }
  }

  async function refused(input: PasswordInput): Promise<PasswordOutcome> {
    await throttle.countFailure(input)
    return { kind: 'refused' }
  }

  function newHash(password: string): Promise<string> {
    return hashArgon2id(password, crypto.randomBytes)
  }

  return {
    async verifyPassword(input) {
      const retryAfter = await throttle.waitFor(input)
      if (retryAfter > 0) return { kind: 'throttled', retryAfter }
      const outcome = await queue.tryRun(siteOf(input.network) ?? networkOf(input.network), () => attempt(input))
      return outcome === 'full' ? { kind: 'throttled', retryAfter: queueRetryAfter } : outcome
    },
    async isPassword(password, passwordHash) {
      const normalized = normalizePassword(password)
      const stored = parsePasswordHash(passwordHash)
      if (normalized === undefined || stored === undefined) return false
      return queue.run(() => isOf(stored, password, normalized))
    },
    async hashPassword(password) {
      const normalized = checkPassword(password, ports.policy?.() ?? passwordLength)
      return queue.run(() => newHash(normalized))
    },
    async tryHashPassword(password, address) {
      const normalized = checkPassword(password, ports.policy?.() ?? passwordLength)
      return queue.tryRun(siteOf(address) ?? networkOf(address), () => newHash(normalized))
    },
  }
}

/** Whether a hash is of a password in the form that is hashed here, or, as other programs hash it, as it was typed. */
async function isOf(hash: PasswordHash, typed: string, normalized: string): Promise<boolean> {
  return (await hash.matches(normalized)) || (typed !== normalized && (await hash.matches(typed)))
}

/**
 * Replaces a hash of other parameters or of another program. `updatedAt` moves by the least step, as nothing about the person changed.
 * Whoever changed the account meanwhile wins. `undefined`: the account or its password is not what it was when the sign-in began.
 */
async function renewHash(accounts: AccountStore, account: Account, passwordHash: string): Promise<Account | undefined> {
  const renewed = { ...account, passwordHash, updatedAt: account.updatedAt + 1 }
  if ((await accounts.replace(renewed, account.updatedAt)) === 'replaced') return renewed
  const now = await accounts.find(account.accountId)
  return now?.disabled === false && now.passwordChangedAt === account.passwordChangedAt ? now : undefined
}

function dummy(): PasswordHash {
  const hash = parsePasswordHash(dummyHash)
  if (hash === undefined) throw new TypeError('the stand-in hash does not parse')
  return hash
}
