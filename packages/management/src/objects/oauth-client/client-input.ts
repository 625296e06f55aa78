import {
  algorithmNamed,
  type Client,
  checkRedirectUri,
  grantTypeNamed,
  isKnownScope,
  knownScopes,
  parseApplicationType,
  parseAuthenticationMethod,
  parseBoolean,
  parseDisplayName,
  parseHttpsUri,
  parseJwks,
  parseSeconds,
  parseSigningAlgorithm,
  parseTexts,
  parseWebUri,
} from '@latchkey/core'
import * as v from 'valibot'
import { parsed, parsedList } from '../parsed-schema.ts'
import { type InputIssue, invalidIssue, requiredIssue } from '../set-error-of-issues.ts'

/** Shortest secret that is taken over from elsewhere, in characters. */
const shortestSecret = 32

const flag = parsed(parseBoolean, 'must be true or false')
const webUri = parsed(parseWebUri, 'must be an http or https URI')
const redirectUris = parsedList(parseTexts, (uri) => checkRedirectUri(uri)?.text, 'must be a list of URIs')

/** RFC6749-A.1 and A.2: visible ASCII, so that it passes through a form and a header. */
function parseVisible(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value) ? value : undefined
}

/** What an administrator can say of a client; each member declared once. */
export const clientInput = v.object({
  clientId: v.optional(parsed(parseVisible, 'must be 1 to 255 visible ASCII characters')),
  name: parsed(parseDisplayName, 'must be a text of 1 to 200 characters without control characters'),
  public: v.optional(flag, false),
  secret: v.optional(
    parsed(
      (value) => ((parseVisible(value)?.length ?? 0) < shortestSecret ? undefined : parseVisible(value)),
      `must be ${shortestSecret} to 255 visible ASCII characters`,
    ),
  ),
  redirectUris: v.optional(redirectUris, []),
  postLogoutRedirectUris: v.optional(redirectUris, []),
  applicationType: v.optional(parsed(parseApplicationType, 'must be web or native'), 'web'),
  grantTypes: v.optional(
    parsedList(
      parseTexts,
      (name) => (grantTypeNamed(name) === undefined ? 'names a grant type that this server does not support' : undefined),
      'must be a list of grant types',
    ),
    ['authorization_code', 'refresh_token'],
  ),
  scopes: v.optional(
    parsedList(
      parseTexts,
      (scope) => (isKnownScope(scope) ? undefined : `may hold ${knownScopes.join(', ')}`),
      'must be a list of scopes',
    ),
  ),
  tokenEndpointAuthMethod: v.optional(
    parsed(parseAuthenticationMethod, 'must be client_secret_basic, client_secret_post or none'),
  ),
  idTokenSignedResponseAlg: v.optional(parsed(parseSigningAlgorithm, 'is not an algorithm that this server signs with')),
  claimsInIdToken: v.optional(flag, true),
  skipConsent: v.optional(flag, false),
  requireAuthTime: v.optional(flag, false),
  defaultMaxAge: v.optional(parsed(parseSeconds, 'must be a whole number of seconds')),
  contacts: v.optional(parsed(parseTexts, 'must be a list of texts')),
  clientUri: v.optional(webUri),
  logoUri: v.optional(webUri),
  policyUri: v.optional(webUri),
  tosUri: v.optional(webUri),
  initiateLoginUri: v.optional(parsed(parseHttpsUri, 'must be an https URI')),
  jwks: v.optional(parsed(parseJwks, 'must be a JWK Set of public keys')),
})

export type ClientInput = v.InferOutput<typeof clientInput>

/** Properties whose values are never said back. */
export const secretProperties: ReadonlySet<string> = new Set(['secret'])

/** Octets that a MAC key needs at least: as many as its hash has (RFC7518-3.2). */
const hashOctets = { sha256: 32, sha384: 48, sha512: 64 } as const

/** The rules between the members of a client. */
export function checkClient(input: ClientInput): readonly InputIssue[] {
  const issues: InputIssue[] = []
  const usesRedirect = input.grantTypes.includes('authorization_code')
  if (usesRedirect && input.redirectUris.length === 0) issues.push(requiredIssue('redirectUris'))
  if (input.grantTypes.length === 0) issues.push(requiredIssue('grantTypes'))
  const method = input.tokenEndpointAuthMethod
  if (method !== undefined && (method === 'none') !== input.public) {
    issues.push(invalidIssue('tokenEndpointAuthMethod', 'must be none for a public client, and only for one', method))
  }
  if (input.public && input.secret !== undefined) {
    issues.push(invalidIssue('secret', 'must not be given for a public client', '****'))
  }
  const algorithm = algorithmNamed(input.idTokenSignedResponseAlg ?? '')
  if (algorithm?.family === 'hmac') {
    if (input.public) {
      issues.push(
        invalidIssue('idTokenSignedResponseAlg', 'needs a client secret, which a public client does not have', algorithm.name),
      )
    }
    const required = hashOctets[algorithm.hash]
    if (input.secret !== undefined && input.secret.length < required) {
      issues.push({
        property: 'secret',
        rule: `must have at least ${required} characters for ${algorithm.name}`,
        error: { type: 'MinLength', property: 'secret', required },
      })
    }
  }
  return issues
}

/** What the record takes over as it is. */
export function recordMembers(
  input: ClientInput,
): Omit<ClientInput, 'clientId' | 'public' | 'secret'> & Pick<Client, 'responseTypes'> {
  const { clientId: _clientId, public: _public, secret: _secret, ...members } = input
  return { ...members, responseTypes: input.grantTypes.includes('authorization_code') ? ['code'] : [] }
}
