import type { Check, Finding } from '../../checks/check.ts'
import { matchesHost } from '../../clients/match-host.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import type { CallerRules, RegistrationRules } from '../../settings/registration-policy.ts'
import { showValue } from '../../trace/show-value.ts'

/** What is held against the policy. */
export interface PolicyInput {
  readonly metadata: ClientMetadata
  readonly rules: CallerRules
  /** All of them must allow a value: those of the policy, and those of an initial access token. */
  readonly limits: readonly RegistrationRules[]
}

/** The rules that an administrator set, in their order. What is expected is said to the client: it is of the settings, not of the request. */
export const policyChecks: readonly Check<PolicyInput, 'registration'>[] = [
  {
    name: 'registration-policy-software-statement',
    spec: 'RFC7591-2.3',
    at: ['registration'],
    run: ({ metadata, rules }) =>
      rules.needsSoftwareStatement && metadata.softwareStatement === undefined
        ? { reason: 'software_statement_missing' }
        : undefined,
  },
  {
    name: 'registration-policy-grant-types',
    spec: 'RFC7591-2',
    at: ['registration'],
    run: ({ metadata, limits }) => findOutside(metadata.grantTypes, limits, 'grantTypes', 'grant_types_not_allowed'),
  },
  {
    name: 'registration-policy-response-types',
    spec: 'RFC7591-2',
    at: ['registration'],
    run: ({ metadata, limits }) => findOutside(metadata.responseTypes, limits, 'responseTypes', 'response_types_not_allowed'),
  },
  {
    name: 'registration-policy-auth-method',
    spec: 'RFC7591-2',
    at: ['registration'],
    run: ({ metadata: { tokenEndpointAuthMethod = 'client_secret_basic' }, limits }) =>
      findOutside([tokenEndpointAuthMethod], limits, 'authenticationMethods', 'token_endpoint_auth_method_not_allowed'),
  },
  {
    name: 'registration-policy-scopes',
    spec: 'RFC7591-2',
    at: ['registration'],
    run: ({ metadata, limits }) => findOutside(metadata.scopes ?? [], limits, 'scopes', 'metadata_scope_not_allowed'),
  },
  {
    name: 'registration-policy-redirect-hosts',
    spec: 'RFC7591-5',
    at: ['registration'],
    run: ({ metadata, limits }) =>
      findOutside(metadata.redirectUris, limits, 'redirectHosts', 'redirect_hosts_not_allowed', matchesHost),
  },
  {
    name: 'registration-policy-post-logout-hosts',
    spec: 'RFC7591-5',
    at: ['registration'],
    run: ({ metadata, limits }) =>
      findOutside(metadata.postLogoutRedirectUris, limits, 'redirectHosts', 'post_logout_hosts_not_allowed', matchesHost),
  },
]

/**
 * What a client gets that says nothing of its scopes: those that it may have at most, or none said where all are allowed. A record without
 * scopes may ask for every one.
 */
export function scopesWithin(metadata: ClientMetadata, limits: readonly RegistrationRules[]): ClientMetadata {
  const [first, ...others] = limits.flatMap(({ scopes }) => (scopes === undefined ? [] : [scopes]))
  if (metadata.scopes !== undefined || first === undefined) return metadata
  return { ...metadata, scopes: first.filter((scope) => others.every((list) => list.includes(scope))) }
}

function findOutside(
  values: readonly string[],
  limits: readonly RegistrationRules[],
  list: keyof RegistrationRules,
  reason: ReasonId,
  matches: (value: string, allowed: string) => boolean = (value, allowed) => value === allowed,
): Finding | undefined {
  for (const { [list]: allowed } of limits) {
    const outside = allowed && values.find((value) => !allowed.some((one) => matches(value, one)))
    if (allowed === undefined || outside === undefined) continue
    return {
      reason,
      expected: allowed.length === 0 ? 'none' : allowed.join(' '),
      received: showValue(outside.replace(/[?#].*$/, '')),
    }
  }
  return undefined
}
