import { type Clock, type CryptoPort, systemOrigin } from '@latchkey/core'
import {
  type Account,
  type Identity,
  type IdentityStores,
  isAdministrator,
  isUsername,
  newAccount,
  PasswordPolicyError,
  usernameKey,
} from '@latchkey/identity'
import { StartRefused } from '../options/option.ts'
import type { AdministratorOption } from '../options/values.ts'

export interface AdministratorPorts {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly stores: IdentityStores
  readonly identity: Identity
}

/** Times that a change by somebody else is tried to be built upon. */
const tries = 5

/**
 * Makes sure that the administrator of `LATCHKEY_ADMIN` can sign in: creates the account, or restores its password, its role and its
 * being enabled where they differ. Whoever controls the start of the server is its owner, so this is the way back in.
 * @throws StartRefused when name or password break the rules
 */
export async function ensureAdministrator(
  ports: AdministratorPorts,
  wanted: AdministratorOption,
): Promise<'unchanged' | 'created' | 'restored'> {
  if (!isUsername(wanted.username)) refuse('must begin with a user name: 1 to 254 visible characters')
  const { accounts } = ports.stores
  for (let count = 0; count < tries; count += 1) {
    const found = await accounts.findByUsername(usernameKey(wanted.username))
    if (found === undefined) {
      const passwordHash = await hash(ports.identity, wanted.password)
      const { clock, crypto } = ports
      const { username } = wanted
      const created = newAccount(
        { clock, randomBytes: crypto.randomBytes },
        { username, roles: ['administrator'], claims: {}, passwordHash },
      )
      if ((await accounts.insert(created, systemOrigin)) === 'inserted') return 'created'
    } else if (await isAsWanted(ports, found, wanted)) {
      return 'unchanged'
    } else {
      const passwordHash = await hash(ports.identity, wanted.password)
      const restored = restoredAdministrator(found, passwordHash, ports.clock())
      if ((await accounts.replace(restored, found.updatedAt, systemOrigin)) === 'replaced') return 'restored'
    }
  }
  throw new Error('the administrator account keeps being changed by others')
}

/** With everything that an administrator has. What was signed in with another password ends. */
function restoredAdministrator(found: Account, passwordHash: string, now: number): Account {
  const { permissions: _permissions, ...account } = found
  return {
    ...account,
    disabled: false,
    roles: ['administrator'],
    passwordHash,
    passwordChangedAt: Math.max(now, (found.passwordChangedAt ?? 0) + 1),
    updatedAt: Math.max(now, found.updatedAt + 1),
  }
}

async function isAsWanted({ identity }: AdministratorPorts, found: Account, wanted: AdministratorOption): Promise<boolean> {
  if (!isAdministrator(found)) return false
  const outcome = await identity.verifyPassword({ ...wanted, network: '127.0.0.1' })
  return outcome.kind === 'verified'
}

async function hash(identity: Identity, password: string): Promise<string> {
  try {
    return await identity.hashPassword(password)
  } catch (error) {
    if (!(error instanceof PasswordPolicyError)) throw error
    return refuse(`must have an acceptable password. ${error.message}`)
  }
}

function refuse(remedy: string): never {
  throw new StartRefused([{ name: 'LATCHKEY_ADMIN', remedy }])
}
