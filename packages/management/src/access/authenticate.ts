import type { AccountId, Clock, CryptoPort, Origin } from '@latchkey/core'
import { isOfCredential, isSecret } from '@latchkey/core'
import {
  type AccessCredential,
  type Account,
  type AccountStore,
  type CredentialPermissions,
  type Identity,
  type UnknownSecrets,
  usernameKey,
} from '@latchkey/identity'
import type { Authentication, BrowserSignIn, Credential, Peer } from '../management.ts'
import type { ObjectStore } from '../ports/objects.ts'
import type { AccessSource } from './access-records.ts'
import { isFromAllowedNetwork } from './allowed-networks.ts'
import type { Caller } from './caller.ts'
import { type AccessRules, permissionsOfCredential } from './effective-permissions.ts'
import { permissionsOfAccount } from './grant-rules.ts'
import type { Names } from './name-sets.ts'

export interface AuthenticatorPorts {
  readonly clock: Clock
  readonly crypto: Pick<CryptoPort, 'digest'>
  readonly identity: Pick<Identity, 'verifyPassword'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly unknownSecrets: Pick<UnknownSecrets, 'count'>
  readonly objects: Pick<ObjectStore, 'findByKey'>
  readonly access: AccessSource
  readonly rules: AccessRules
  /** The account of an access token that is good for management now. `x5tS256`: thumbprint of the certificate that it came with. */
  readonly verifyManagementToken: (
    token: string,
    x5tS256?: string,
  ) => Promise<{ readonly accountId: AccountId; readonly authTime: number } | undefined>
}

/** Who proved to be who, by what. */
interface Proven {
  readonly account: Account
  readonly permissions: CredentialPermissions
  readonly allowedIps: readonly string[]
  readonly credential: string
  /** Of an access token and of a browser's sign-in. */
  readonly signedInAt?: number
}

type Proof = Proven | Exclude<Authentication, { readonly kind: 'authenticated' }>

/** Nothing of ours is longer; a longer text is not looked up. */
const longestSecret = 64

const refused = { kind: 'refused' } as const
const unrestricted = { permissions: { kind: 'inherit' }, allowedIps: [] } as const

/**
 * Decides who calls management. Basic: the password of an account, throttled as at sign-in, or one of its app passwords, which no page
 * accepts. Bearer: an API key, or an access token that was granted for management. Session: the browser in which somebody is signed in, with
 * all that the account may do. A secret that exists always counts, one that does not is answered more slowly the more of them a network
 * tries, so nobody is kept out by a neighbour. Who may do nothing here gets `forbidden`, after having proven who they are.
 */
export function createAuthenticator(ports: AuthenticatorPorts): (credential: Credential, peer: Peer) => Promise<Authentication> {
  const { access, accounts, clock, crypto, identity, objects, rules, unknownSecrets } = ports

  async function unknown(peer: Peer): Promise<Proof> {
    const retryAfter = await unknownSecrets.count(peer.address)
    return retryAfter === 0 ? refused : { kind: 'throttled', retryAfter }
  }

  async function proofOf(found: AccessCredential): Promise<Proof> {
    if (found.expiresAt !== undefined && found.expiresAt <= clock()) return refused
    const account = await accounts.find(found.accountId)
    if (account === undefined || account.disabled) return refused
    return { account, permissions: found.permissions, allowedIps: found.allowedIps, credential: found.credentialId }
  }

  async function byApiKey(token: string, peer: Peer): Promise<Proof> {
    const found = token.length > longestSecret ? undefined : await objects.findByKey('ApiKey', crypto.digest(token))
    return found === undefined ? unknown(peer) : proofOf(found.record)
  }

  async function byAppPassword(username: string, password: string, peer: Peer): Promise<Proof> {
    const found = password.length > longestSecret ? undefined : await objects.findByKey('AppPassword', crypto.digest(password))
    if (found === undefined) return unknown(peer)
    const proof = await proofOf(found.record)
    const isTheirs = !('account' in proof) || usernameKey(proof.account.username) === usernameKey(username)
    return isTheirs ? proof : refused
  }

  async function byPassword(username: string, password: string, peer: Peer): Promise<Proof> {
    const outcome = await identity.verifyPassword({ username, password, network: peer.address })
    return outcome.kind === 'verified' ? { account: outcome.account, ...unrestricted, credential: 'password' } : outcome
  }

  async function byAccessToken(token: string, peer: Peer): Promise<Proof> {
    const verified = await ports.verifyManagementToken(token, peer.x5tS256)
    if (verified === undefined) return unknown(peer)
    const account = await accounts.find(verified.accountId)
    if (account === undefined || account.disabled) return refused
    return { account, ...unrestricted, credential: 'access-token', signedInAt: verified.authTime }
  }

  async function bySession(session: BrowserSignIn): Promise<Proof> {
    const account = await accounts.find(session.accountId)
    if (account === undefined || account.disabled) return refused
    const { passwordChangedAt } = account
    if (!isOfCredential(passwordChangedAt === undefined ? {} : { credentialVersion: passwordChangedAt }, session)) return refused
    return { account, ...unrestricted, credential: 'session', signedInAt: session.authTime }
  }

  function prove(credential: Credential, peer: Peer): Promise<Proof> {
    if (credential.kind === 'session') return bySession(credential.session)
    if (credential.kind === 'bearer') {
      return isSecret('apiKey', credential.token) ? byApiKey(credential.token, peer) : byAccessToken(credential.token, peer)
    }
    const { username, password } = credential
    return isSecret('appPassword', password) ? byAppPassword(username, password, peer) : byPassword(username, password, peer)
  }

  return async (credential, peer) => {
    const proof = await prove(credential, peer)
    if (!('account' in proof)) return proof
    if (!isFromAllowedNetwork(peer.address, proof.allowedIps)) return { kind: 'forbidden' }
    const ofAccount = await permissionsOfAccount(proof.account, { source: access, rules })
    const caller = callerOf(proof, permissionsOfCredential(ofAccount, proof.permissions), peer)
    return caller.permissions.has('authenticate') ? { kind: 'authenticated', caller } : { kind: 'forbidden' }
  }
}

function callerOf({ account, credential, signedInAt }: Proven, permissions: Names, { address, through }: Peer): Caller {
  const { accountId, username } = account
  return {
    id: accountId,
    name: username,
    account,
    permissions,
    origin: { actor: { kind: 'account', accountId, name: username }, through, address, credential },
    ...(signedInAt !== undefined && { signedInAt }),
  }
}

/** Whoever can run the command line beside the database: everything, without an account. */
export function operatorCaller(through: Origin['through'], all: Names): Caller {
  return { id: 'operator', name: 'operator', permissions: all, origin: { actor: { kind: 'operator' }, through } }
}
