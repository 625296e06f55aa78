import {
  algorithmNamed,
  type Client,
  isKnownScope,
  isOwnOrigin,
  knownScopes,
  missingGrantTypes,
  parseScope,
} from '@latchkey/core'
import { type InputIssue, invalidIssue, requiredIssue } from '../set-error-of-issues.ts'
import { type BackchannelMembers, checkBackchannel } from './backchannel-checks.ts'
import { type CertificateMembers, checkCertificate } from './certificate-checks.ts'
import { checkKeys, type KeyMembers } from './key-checks.ts'
import { checkProtection, type ProtectionMembers } from './protection-checks.ts'
import { checkSecretAsKey, type SecretOfClient } from './secret-checks.ts'

type Checked = KeyMembers &
  CertificateMembers &
  ProtectionMembers &
  BackchannelMembers &
  Pick<
    Client,
    | 'grantTypes'
    | 'responseTypes'
    | 'redirectUris'
    | 'frontchannelLogoutUri'
    | 'tokenEndpointAuthMethod'
    | 'requireSignedRequestObject'
    | (typeof algorithmProperties)[number]
  >

const algorithmProperties = [
  'idTokenSignedResponseAlg',
  'authorizationSignedResponseAlg',
  'userinfoSignedResponseAlg',
  'requestObjectSigningAlg',
  'tokenEndpointAuthSigningAlg',
] as const

/** Octets that a MAC key needs at least: as many as its hash has (RFC7518-3.2). */
const hashOctets = { sha256: 32, sha384: 48, sha512: 64, shake256: 64 } as const

/** The rules between the members of a client. */
export function checkClient(client: Checked, ofSecret: SecretOfClient): readonly InputIssue[] {
  const issues: InputIssue[] = []
  const usesRedirect = client.grantTypes.includes('authorization_code') || client.responseTypes.length > 0
  if (usesRedirect && client.redirectUris.length === 0) issues.push(requiredIssue('redirectUris'))
  if (client.grantTypes.length === 0) issues.push(requiredIssue('grantTypes'))
  const missing = missingGrantTypes(client.responseTypes, client.grantTypes)
  if (missing.length > 0) {
    issues.push(invalidIssue('responseTypes', `needs the grant types ${missing.join(' and ')}`, client.responseTypes))
  }
  const method = client.tokenEndpointAuthMethod
  if (method !== undefined && (method === 'none') !== ofSecret.isPublic) {
    issues.push(
      invalidIssue('tokenEndpointAuthMethod', 'must be none for a public client, which has no secret, and only for one', method),
    )
  }
  const { frontchannelLogoutUri: frame } = client
  if (frame !== undefined && !isOwnOrigin(frame, client.redirectUris)) {
    issues.push(invalidIssue('frontchannelLogoutUri', 'must have scheme, host and port of one of the redirect URIs', frame))
  }
  if (client.requireSignedRequestObject === true && client.requestObjectSigningAlg === 'none') {
    issues.push(invalidIssue('requestObjectSigningAlg', 'must not be none while requireSignedRequestObject is true', 'none'))
  }
  if (ofSecret.isPublic && ofSecret.secret !== undefined) {
    issues.push(invalidIssue('secret', 'must not be given for a public client', '****'))
  }
  return [
    ...issues,
    ...checkKeys(client),
    ...checkCertificate(client),
    ...checkProtection(client, ofSecret),
    ...checkBackchannel(client, ofSecret),
    ...algorithmProperties.flatMap((property) => checkMacKey(property, client, ofSecret)),
  ]
}

/** OIDCC-10.1: with HS* the secret of the client is the key. */
function checkMacKey(
  property: (typeof algorithmProperties)[number],
  client: Checked,
  ofSecret: SecretOfClient,
): readonly InputIssue[] {
  const algorithm = algorithmNamed(client[property] ?? '')
  if (algorithm?.family !== 'hmac') return []
  const use = { property, algorithm: algorithm.name, octets: hashOctets[algorithm.hash] }
  return checkSecretAsKey(use, client, ofSecret)
}

/** Every scope must be one of the specifications or one that an administrator has defined. */
export async function checkScopes(
  scopes: readonly string[],
  isDefined: (name: string) => Promise<boolean>,
): Promise<readonly InputIssue[]> {
  for (const scope of scopes) {
    const isToken = parseScope(scope)?.length === 1
    if (isToken && (isKnownScope(scope) || (await isDefined(scope)))) continue
    const rule = `may hold ${knownScopes.join(', ')} and the names of Scope objects`
    return [invalidIssue('scopes', rule, scopes)]
  }
  return []
}
