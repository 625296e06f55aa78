import { type Account, networkOf, PasswordPolicyError } from '@latchkey/identity'
import type { AccessSource } from '../../access/access-records.ts'
import type { AccessRules } from '../../access/effective-permissions.ts'
import { permissionsOfAccount } from '../../access/grant-rules.ts'
import type { Management, PasswordChange, PasswordChanged } from '../../management.ts'
import { passwordChangeTime } from '../account/password-change.ts'
import type { ManagedPorts } from '../managed-type/managed-ports.ts'

/** Tries against others that change the account at the same time. */
const maxTries = 10

/** By which `x:AccountPassword` can be changed. */
const permission = 'sysAccountPasswordUpdate'

interface Parts extends Pick<ManagedPorts, 'objects' | 'identity' | 'clock'> {
  readonly access: AccessSource
  readonly rules: AccessRules
}

/**
 * The password of a person who is signed in at a page. The same rules as of `x:AccountPassword`: the permission for it, the current password,
 * guessed under the throttling of sign-in, and the policy for new ones.
 */
export function ownPassword(parts: Parts): Pick<Management, 'changePassword' | 'mayChangePassword'> {
  const { objects, identity, clock, access, rules } = parts

  async function mayChangePassword(account: Account): Promise<boolean> {
    if (account.disabled || account.passwordHash === undefined) return false
    const permissions = await permissionsOfAccount(account, { source: access, rules })
    return permissions.has('authenticate') && permissions.has(permission)
  }

  return {
    mayChangePassword,
    async changePassword({ accountId, current, next, address }: PasswordChange): Promise<PasswordChanged> {
      const [found] = await objects.find('Account', [accountId])
      if (found === undefined || !(await mayChangePassword(found.record))) return { kind: 'forbidden' }
      const { username } = found.record
      const proof = await identity.verifyPassword({ username, password: current, network: networkOf(address) })
      if (proof.kind !== 'verified') return proof
      // Somebody else may have the name by now.
      if (proof.account.accountId !== accountId) return { kind: 'refused' }
      const passwordHash = await hashed(next)
      if (typeof passwordHash !== 'string') return passwordHash
      for (let tries = 0; tries < maxTries; tries += 1) {
        const [stored] = await objects.find('Account', [accountId])
        if (stored === undefined || !(await mayChangePassword(stored.record))) return { kind: 'forbidden' }
        // The proof is of the password that was there then: whoever set another one meanwhile wins.
        if (stored.record.passwordChangedAt !== found.record.passwordChangedAt) return { kind: 'refused' }
        const now = clock()
        const account = {
          ...stored.record,
          passwordHash,
          passwordChangedAt: passwordChangeTime(stored.record, now),
          updatedAt: Math.max(now, stored.record.updatedAt + 1),
        }
        const change = { object: 'Account', kind: 'replace', id: stored.id, version: stored.version, record: account } as const
        const actor = { kind: 'account', accountId, name: account.username } as const
        const origin = { actor, through: 'page', address, credential: 'password' } as const
        const outcome = await objects.commit([change], { origin, now })
        if (outcome.kind === 'committed') return { kind: 'changed', account }
        if (outcome.kind !== 'conflict') throw new Error(`a new password was refused: ${outcome.kind}`)
      }
      throw new Error('the account is being changed by others all the time')
    },
  }

  async function hashed(password: string): Promise<string | Exclude<PasswordChanged, { readonly kind: 'changed' }>> {
    try {
      return await identity.hashPassword(password)
    } catch (error) {
      if (error instanceof PasswordPolicyError) return { kind: error.problem }
      throw error
    }
  }
}
