import { type Clock, type CryptoPort, type Digest, isSecret, type Secret, secretPrefix } from '@latchkey/core'
import type { IdentityStores } from '../stores.ts'

export interface SetupPorts {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly stores: IdentityStores
}

/** 24 hours, in milliseconds. */
const life = 24 * 60 * 60 * 1000
const tokenLength = 32
/** Prefix and base64url of `tokenLength` bytes; anything longer is not looked up. */
const longestToken = 64

/** A new one-time token for the set-up page, valid for 24 hours; all older ones stop working. It is shown once and stored as a digest. */
export async function issueSetupToken({ clock, crypto, stores }: SetupPorts): Promise<Secret<'setupToken'>> {
  const token: Secret<'setupToken'> = `${secretPrefix.setupToken}${Buffer.from(crypto.randomBytes(tokenLength)).toString('base64url')}`
  await stores.oneTimeTokens.removeAll('setup')
  await stores.oneTimeTokens.insert({ digest: crypto.digest(token), purpose: 'setup', expiresAt: clock() + life })
  return token
}

/** The digest of a token that would be accepted now; `undefined`: unknown, used, expired, or no longer needed. */
export async function findSetupToken({ clock, crypto, stores }: SetupPorts, token: string): Promise<Digest | undefined> {
  if (token.length > longestToken || !isSecret('setupToken', token)) return undefined
  const digest = crypto.digest(token)
  if (!(await stores.oneTimeTokens.isLive(digest, 'setup', clock()))) return undefined
  return (await stores.accounts.hasAdministrator()) ? undefined : digest
}
