import type { ClientId } from '../ids.ts'
import type { Client } from './client.ts'

/**
 * The record made up for a client that has none: public, code flow only, the redirect URI of this very request. The rules that come with
 * `origin: 'unregistered'` (PKCE enforced, consent each time, which redirect URIs) are rows of the check and interaction tables.
 */
export function unregisteredClient(clientId: ClientId, redirectUri: string | undefined, now: number): Client {
  return {
    clientId,
    origin: 'unregistered',
    applicationType: redirectUri?.startsWith('https:') ? 'web' : 'native',
    tokenEndpointAuthMethod: 'none',
    secrets: [],
    redirectUris: redirectUri === undefined ? [] : [redirectUri],
    postLogoutRedirectUris: [],
    responseTypes: ['code'],
    grantTypes: ['authorization_code', 'refresh_token'],
    claimsInIdToken: false,
    skipConsent: false,
    requireAuthTime: false,
    postures: {},
    createdAt: now,
    updatedAt: now,
  }
}
