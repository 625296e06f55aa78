import type { Account, Identity } from '@latchkey/identity'
import type { Caller } from '../../access/caller.ts'
import type { SetError } from '../../contract.ts'
import { mask } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import { setPassword } from '../account/password-change.ts'
import type { ManagedPorts } from '../managed-type/managed-ports.ts'
import { ownSingletonType } from '../own-account/own-singleton.ts'
import { accountPasswordDeclaration } from './account-password-declaration.ts'

/**
 * The password of the caller. A new one needs the current one, which is guessed under the same throttling as at sign-in, and ends every
 * session and grant of the account. The first password of an account is set by an administrator.
 */
export function accountPasswordType(ports: ManagedPorts): ObjectType<Caller> {
  return ownSingletonType(
    {
      declaration: accountPasswordDeclaration,
      toWire: ({ passwordHash }) => ({ secret: passwordHash === undefined ? null : mask, currentSecret: null }),
      async fromWire({ secret, currentSecret }, account, { caller, now }) {
        if (secret === mask) return { record: account }
        if (typeof secret !== 'string') {
          return account.passwordHash === undefined && currentSecret === null
            ? { record: account }
            : refused('The password cannot be removed.')
        }
        if (account.passwordHash === undefined) return refused('The first password is set by an administrator.')
        if (typeof currentSecret !== 'string') return refused('The current secret must be provided.')
        const refusal = await refusalOf(currentSecret, account, { caller, identity: ports.identity })
        if (refusal !== undefined) return { error: refusal }
        const changed = await setPassword(secret, 'secret', { identity: ports.identity, now, previous: account })
        if ('error' in changed) return changed
        return { record: { ...account, ...changed.members, updatedAt: Math.max(now, account.updatedAt + 1) } }
      },
    },
    ports,
  )
}

/** Whether the current password is wrong. Failures count as those at sign-in. */
async function refusalOf(
  password: string,
  account: Account,
  { caller, identity }: { readonly caller: Caller; readonly identity: Pick<Identity, 'verifyPassword'> },
): Promise<SetError | undefined> {
  const network = caller.origin.address ?? ''
  const outcome = await identity.verifyPassword({ username: account.username, password, network })
  switch (outcome.kind) {
    case 'verified':
      return undefined
    case 'refused':
      return { type: 'forbidden', description: 'Current secret is incorrect.' }
    case 'throttled':
      return { type: 'rateLimit', description: `Too many wrong passwords; try again in ${outcome.retryAfter} s.` }
  }
}

function refused(description: string): { readonly error: SetError } {
  return { error: { type: 'forbidden', description } }
}
