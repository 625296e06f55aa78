import { anonymousOrigin } from '../../audit/origins.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { Digest } from '../../ids.ts'
import type { Origin } from '../../ports/origin.ts'
import type { Ports } from '../../ports/ports.ts'
import { admitsAnonymousRegistration } from '../../posture/admission.ts'
import {
  type CallerRules,
  defaultRegistrationPolicy,
  type RegistrationPolicy,
  type RegistrationRules,
} from '../../settings/registration-policy.ts'
import type { RegistrationInput } from '../inputs.ts'

/** Who registers a client, and what that client may be. */
export interface Registrant {
  readonly kind: 'anonymous' | 'authorized' | 'token'
  readonly rules: CallerRules
  /** The rules and those of an initial access token: all of them hold. */
  readonly limits: readonly RegistrationRules[]
  readonly origin: Origin
  /** Of an initial access token. */
  readonly token?: Digest
  /** Kept in the record: who registered it, and the rules that came with a token. */
  readonly marks: Pick<Client, 'registeredBy' | 'registrationRules'>
}

/** The rules of registration in force now. */
export function policyOf({ registrationPolicy }: Pick<Ports, 'registrationPolicy'>): RegistrationPolicy {
  return registrationPolicy?.() ?? defaultRegistrationPolicy
}

/**
 * Decides whether somebody may register at all. An initial access token that was sent always decides, also where anonymous registration is
 * open, so that nobody takes a wrong one for a right one.
 * @throws OAuthError `invalid_token`
 * @see RFC7591-3
 */
export async function findRegistrant(input: RegistrationInput, ports: Ports): Promise<Registrant> {
  const { anonymous, authorized } = policyOf(ports)
  const origin = input.origin ?? anonymousOrigin('registration', { address: input.address })
  if (input.initialToken !== undefined) {
    const digest = ports.crypto.digest(input.initialToken)
    const token = await ports.stores.initialAccessTokens.find(digest, ports.clock())
    if (token === undefined) throw tokenRefused()
    return {
      kind: 'token',
      rules: authorized,
      limits: [authorized, token.rules],
      origin: { ...origin, credential: token.tokenId },
      token: digest,
      marks: { registeredBy: token.tokenId, registrationRules: token.rules },
    }
  }
  if (input.authorized) {
    const { actor } = origin
    const marks = { registeredBy: actor.kind === 'account' ? actor.accountId : 'authorized' }
    return { kind: 'authorized', rules: authorized, limits: [authorized], origin, marks }
  }
  if (!admitsAnonymousRegistration(ports)) throw new OAuthError('registration_not_allowed')
  return { kind: 'anonymous', rules: anonymous, limits: [anonymous], origin, marks: {} }
}

/** What a client is held to that changes its registration: the rules of those like whoever registered it, as they are now. */
export function rulesOfClient(client: Client, ports: Ports): Pick<Registrant, 'rules' | 'limits'> {
  const { anonymous, authorized } = policyOf(ports)
  const rules = client.registeredBy === undefined ? anonymous : authorized
  return { rules, limits: client.registrationRules === undefined ? [rules] : [rules, client.registrationRules] }
}

/** Unknown, expired, used up before or by somebody who was faster: nobody is told which. */
export function tokenRefused(): OAuthError {
  return new OAuthError('initial_access_token_wrong')
}

/** Of the registration itself: for a client that is gone as for a wrong token (RFC7592-2.1). */
export function registrationTokenWrong(): OAuthError {
  return new OAuthError('registration_token_wrong')
}
