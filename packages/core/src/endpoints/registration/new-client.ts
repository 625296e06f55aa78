import { base64url } from 'jose'
import type { Client } from '../../clients/client.ts'
import { needsSecret, newClientId, newClientSecret, storedClientSecret } from '../../clients/client-credentials.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { type ClientId, type Secret, secretPrefix } from '../../ids.ts'
import type { CryptoPort } from '../../ports/crypto.ts'
import type { CallerRules } from '../../settings/registration-policy.ts'
import type { ClientCredentialsInClear } from './client-information.ts'
import type { Registrant } from './registrant.ts'

/** A record that is not stored yet, with what its client holds in clear. */
export interface NewRegistration {
  readonly client: Client
  readonly credentials: ClientCredentialsInClear
}

const tokenBytes = 32

/** A record of its own, with everything that proves to be its client. */
export function newRegistration(
  metadata: ClientMetadata,
  registrant: Registrant,
  ports: { readonly crypto: CryptoPort; readonly now: number },
): NewRegistration {
  const { crypto, now } = ports
  const secret = needsSecret(metadata) ? newClientSecret(crypto.randomBytes) : undefined
  const registrationToken: Secret<'registrationToken'> = `${secretPrefix.registrationToken}${base64url.encode(crypto.randomBytes(tokenBytes))}`
  const client: Client = {
    ...recordOf(metadata, newClientId(crypto.randomBytes), registrant, now),
    secrets: secret === undefined ? [] : [storedClientSecret(crypto, secret, now)],
    registrationToken: crypto.digest(registrationToken),
  }
  return { client, credentials: { registrationToken, secret: secret === undefined ? undefined : { text: secret } } }
}

/** The record that everybody gets who registers this public client anonymously: nobody holds anything that could change it. */
export function sharedRegistration(
  metadata: ClientMetadata,
  clientId: ClientId,
  registrant: Registrant,
  now: number,
): NewRegistration {
  return {
    client: recordOf(metadata, clientId, registrant, now),
    credentials: { registrationToken: undefined, secret: undefined },
  }
}

/** Clients that register themselves get claims from UserInfo only (OIDCC-5.4) and never skip consent. */
function recordOf(metadata: ClientMetadata, clientId: ClientId, { rules, marks }: Registrant, now: number): Client {
  return {
    ...metadata,
    ...marks,
    ...lifeUnder(rules, now),
    clientId,
    origin: 'dynamic',
    secrets: [],
    claimsInIdToken: false,
    skipConsent: false,
    postures: {},
    createdAt: now,
    updatedAt: now,
  }
}

/** How long a client lives that is registered now. */
function lifeUnder(
  { longestLife, unusedLife, firstUseWithin }: CallerRules,
  now: number,
): Pick<Client, 'expiresAt' | 'unusedLife' | 'latestExpiry'> {
  const ends = [
    ...(longestLife === undefined ? [] : [longestLife]),
    ...(unusedLife === undefined ? [] : [Math.min(unusedLife, firstUseWithin ?? unusedLife)]),
  ]
  return {
    ...(ends.length === 0 ? {} : { expiresAt: now + Math.min(...ends) }),
    ...(unusedLife === undefined ? {} : { unusedLife }),
    ...(longestLife === undefined ? {} : { latestExpiry: now + longestLife }),
  }
}
