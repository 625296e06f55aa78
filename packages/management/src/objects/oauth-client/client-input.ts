import {
  type AdjustableCheck,
  adjustableChecks,
  type Client,
  checkRedirectUri,
  clientAuthenticationMethods,
  isResourceUri,
  type Posture,
  type ProfileName,
  parseApplicationType,
  parseAuthenticationMethod,
  parseBackchannelSignature,
  parseBoolean,
  parseClientSignature,
  parseContentEncryption,
  parseDeliveryMode,
  parseDetailTypes,
  parseDisplayName,
  parseHttpsUri,
  parseJwks,
  parseKeyManagement,
  parseKeysUri,
  parseLogoutUri,
  parsePublicSignature,
  parseRequestObjectAlgorithm,
  parseRequestUris,
  parseResponseType,
  parseResponseTypes,
  parseSeconds,
  parseSigningAlgorithm,
  parseSoftwareText,
  parseSubjectAddress,
  parseSubjectDn,
  parseSubjectDnsName,
  parseSubjectEmail,
  parseSubjectUri,
  parseTexts,
  parseWebUri,
  postureNames,
  profileNames,
  registrableGrantTypes,
} from '@latchkey/core'
import type * as v from 'valibot'
import { parsed, parsedList } from '../parsed-schema.ts'
import { parseClaimMapping } from './claim-mapping/parse-claim-mapping.ts'

/** Shortest secret that is taken over from elsewhere, in characters. */
export const shortestSecret = 32

const flag = parsed(parseBoolean, 'must be true or false')
const logoutUri = parsed(parseLogoutUri, 'must be an https URI, or an http URI of a loopback host, without fragment')
const webUri = parsed(parseWebUri, 'must be an http or https URI')
const keyManagement = parsed(parseKeyManagement, 'is not a way in which this server conveys keys')
const contentEncryption = parsed(parseContentEncryption, 'is not a way in which this server encrypts')
const redirectUris = parsedList(parseTexts, (uri) => checkRedirectUri(uri)?.text, 'must be a list of URIs')

/** RFC6749-A.1 and A.2. Deviation: no blanks, which get lost where people copy them. */
function parseVisible(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value) ? value : undefined
}

const postures: ReadonlySet<unknown> = new Set<Posture>(postureNames)
const rules: ReadonlySet<string> = new Set<AdjustableCheck>(adjustableChecks)

function parsePostures(value: unknown): Client['postures'] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const isValid = Object.entries(value).every(([rule, posture]) => rules.has(rule) && postures.has(posture))
  return isValid ? { ...value } : undefined
}

function parseProfile(value: unknown): ProfileName | undefined {
  return profileNames.find((name) => name === value)
}

function parseSubjectType(value: unknown): 'public' | 'pairwise' | undefined {
  return value === 'public' || value === 'pairwise' ? value : undefined
}

/** What can be said of a client, each member declared once; the parsers are those of registration. */
export const clientMembers = {
  clientId: parsed(parseVisible, 'must be 1 to 255 visible ASCII characters'),
  name: parsed(parseDisplayName, 'must be a text of 1 to 200 characters without control characters'),
  secret: parsed(
    (value) => ((parseVisible(value)?.length ?? 0) < shortestSecret ? undefined : parseVisible(value)),
    `must be ${shortestSecret} to 255 visible ASCII characters`,
  ),
  redirectUris,
  postLogoutRedirectUris: redirectUris,
  applicationType: parsed(parseApplicationType, 'must be web or native'),
  grantTypes: parsedList(
    parseTexts,
    (name) => (!registrableGrantTypes.includes(name) ? 'names a grant type that this server does not support' : undefined),
    'must be a list of grant types',
  ),
  responseTypes: parsedList(
    parseResponseTypes,
    (name) => (parseResponseType(name) === undefined ? 'names a response type that this server does not support' : undefined),
    'must be a list of response types',
  ),
  scopes: parsed(parseTexts, 'must be a list of scopes'),
  tokenEndpointAuthMethod: parsed(parseAuthenticationMethod, `must be one of ${clientAuthenticationMethods.join(', ')}`),
  tokenEndpointAuthSigningAlg: parsed(parseClientSignature, 'is not an algorithm that this server verifies'),
  idTokenSignedResponseAlg: parsed(
    (value) => (value === 'none' ? value : parseSigningAlgorithm(value)),
    'is neither none nor an algorithm that this server signs with',
  ),
  userinfoSignedResponseAlg: parsed(parseSigningAlgorithm, 'is not an algorithm that this server signs with'),
  idTokenEncryptedResponseAlg: keyManagement,
  idTokenEncryptedResponseEnc: contentEncryption,
  userinfoEncryptedResponseAlg: keyManagement,
  userinfoEncryptedResponseEnc: contentEncryption,
  authorizationEncryptedResponseAlg: keyManagement,
  authorizationEncryptedResponseEnc: contentEncryption,
  requestObjectEncryptionAlg: keyManagement,
  requestObjectEncryptionEnc: contentEncryption,
  authorizationSignedResponseAlg: parsed(parseSigningAlgorithm, 'is not an algorithm that this server signs with'),
  accessTokenFormat: parsed((value) => (value === 'jwt' ? value : undefined), 'must be sealed or jwt'),
  introspectionSignedResponseAlg: parsed(parsePublicSignature, 'is not an algorithm of keys that this server signs with'),
  authorizationDetailsTypes: parsed(parseDetailTypes, 'must be a list of types of authorization details'),
  exchangeFrom: parsed(parseTexts, 'must be a list of client ids'),
  exchangeTo: parsedList(
    parseTexts,
    (uri) => (isResourceUri(uri) ? undefined : 'must hold absolute URIs without fragment'),
    'must be a list of URIs',
  ),
  mayImpersonate: flag,
  claimsInIdToken: flag,
  skipConsent: flag,
  requireAuthTime: flag,
  requestUris: parsed(parseRequestUris, 'must be a list of http or https URIs of at most 512 characters'),
  requestObjectSigningAlg: parsed(
    parseRequestObjectAlgorithm,
    'is neither none nor an algorithm of signatures that this server verifies',
  ),
  requireSignedRequestObject: flag,
  requirePushedAuthorizationRequests: flag,
  dpopBoundAccessTokens: flag,
  tlsClientAuthSubjectDn: parsed(parseSubjectDn, 'must be a distinguished name as RFC 4514 writes it'),
  tlsClientAuthSanDns: parsed(parseSubjectDnsName, 'must be a DNS name'),
  tlsClientAuthSanUri: parsed(parseSubjectUri, 'must be an absolute URI'),
  tlsClientAuthSanIp: parsed(parseSubjectAddress, 'must be one IP address'),
  tlsClientAuthSanEmail: parsed(parseSubjectEmail, 'must be an email address'),
  tlsClientCertificateBoundAccessTokens: flag,
  defaultMaxAge: parsed(parseSeconds, 'must be a whole number of seconds'),
  claimMapping: parsed(parseClaimMapping, 'must say source and places for each claim'),
  subjectType: parsed(parseSubjectType, 'must be public or pairwise'),
  sectorIdentifierUri: webUri,
  contacts: parsed(parseTexts, 'must be a list of texts'),
  clientUri: webUri,
  logoUri: webUri,
  policyUri: webUri,
  tosUri: webUri,
  backchannelLogoutUri: logoutUri,
  backchannelLogoutSessionRequired: flag,
  backchannelTokenDeliveryMode: parsed(parseDeliveryMode, 'must be poll, ping or push'),
  backchannelClientNotificationEndpoint: logoutUri,
  backchannelAuthenticationRequestSigningAlg: parsed(
    parseBackchannelSignature,
    'is not an algorithm of keys that this server verifies',
  ),
  frontchannelLogoutUri: logoutUri,
  frontchannelLogoutSessionRequired: flag,
  initiateLoginUri: parsed(parseHttpsUri, 'must be an https URI'),
  jwks: parsed(parseJwks, 'must be a JWK Set of public keys'),
  jwksUri: parsed(parseKeysUri, 'must be an https URI'),
  profile: parsed(parseProfile, `must be one of ${profileNames.join(', ')}`),
  postures: parsed(parsePostures, `must say off, report or enforce for some of ${adjustableChecks.join(', ')}`),
  softwareId: parsed(parseSoftwareText, 'must be 1 to 200 printable ASCII characters'),
  softwareVersion: parsed(parseSoftwareText, 'must be 1 to 200 printable ASCII characters'),
  unusedLife: parsed(parseSeconds, 'must be a duration in milliseconds'),
  expiresAt: parsed(parseSeconds, 'must be an instant in milliseconds'),
} as const

/** What a client has of which nothing was said. */
export const clientDefaults = {
  redirectUris: [],
  postLogoutRedirectUris: [],
  applicationType: 'web',
  grantTypes: ['authorization_code', 'refresh_token'],
  claimsInIdToken: true,
  skipConsent: false,
  requireAuthTime: false,
  postures: {},
} as const satisfies Partial<Client>

/** Members that were given, each valid by itself. `undefined`: taken away, or as by default. */
export type ClientMembers = {
  readonly [Name in keyof typeof clientMembers]?: v.InferOutput<(typeof clientMembers)[Name]> | undefined
}

/** Properties whose values are never said back; what is wrong with keys may be that they are private. */
export const secretProperties: ReadonlySet<string> = new Set(['secret', 'jwks'])
