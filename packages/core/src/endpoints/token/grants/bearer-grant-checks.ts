import type { Check } from '../../../checks/check.ts'
import type { SubjectRecord } from '../../../ports/subjects.ts'
import { checkResourceEnabled, checkResourceForm, type NamedResources } from '../../../resources/named-resources.ts'
import type { ScopeTable } from '../../../scopes/known-scopes.ts'
import { mayHaveScope } from '../../../scopes/management-scope.ts'
import { showValue } from '../../../trace/show-value.ts'
import type { TrustedIssuer } from '../../../trusted-issuers/trusted-issuer.ts'

/** What a client asks for with an assertion that its issuer made, with whom it is about. */
export interface VouchedRequest extends NamedResources {
  readonly trusted: TrustedIssuer
  /** Claims of the assertion. */
  readonly claims: Readonly<Record<string, unknown>>
  /** `undefined`: nobody, or more than one. */
  readonly account: SubjectRecord | undefined
  /** `undefined`: all that can be had. */
  readonly requestedScopes: readonly string[] | undefined
  readonly knownScopes: ScopeTable
}

const at = ['token'] as const

/** Whom the assertion is about, then what may be had for them. */
export const vouchedRequestChecks: readonly Check<VouchedRequest, 'token'>[] = [
  {
    // An address that nobody verified may be that of somebody else (OIDCC-5.7); ours counts as little as theirs.
    name: 'bearer-email-verified',
    spec: 'OIDCC-5.7',
    at,
    run: ({ trusted, claims }) =>
      trusted.subjectMeaning !== 'email' || claims['email_verified'] === true
        ? undefined
        : { reason: 'bearer_email_unverified', expected: 'email_verified true' },
  },
  {
    name: 'bearer-account-known',
    spec: 'RFC7523-3',
    at,
    run: ({ account, trusted }) =>
      account === undefined || (trusted.subjectMeaning === 'email' && account.claims.email_verified !== true)
        ? { reason: 'bearer_account_unknown', expected: `one account by its ${trusted.subjectMeaning}` }
        : undefined,
  },
  {
    name: 'bearer-account-active',
    spec: 'RFC7523-3',
    at,
    run: ({ account }) => (account?.active === true ? undefined : { reason: 'bearer_account_inactive' }),
  },
  { name: 'bearer-resource-form', spec: 'RFC8707-2', at, run: checkResourceForm },
  { name: 'bearer-resource-enabled', spec: 'RFC8707-2', at, run: checkResourceEnabled },
  {
    name: 'bearer-resource-allowed',
    spec: 'RFC8707-2',
    at,
    run({ trusted, resources }) {
      const refused = resources.find((resource) => !trusted.resources.includes(resource))
      if (refused === undefined) return undefined
      return { reason: 'bearer_resource_not_allowed', expected: trusted.resources.join(' '), received: showValue(refused) }
    },
  },
  {
    name: 'bearer-scope',
    spec: 'RFC7521-4.1',
    at,
    run(request) {
      const allowed = vouchedScopes(request)
      const refused = request.requestedScopes?.filter((scope) => !allowed.includes(scope)) ?? []
      if (refused.length === 0) return undefined
      return { reason: 'bearer_scope_exceeded', expected: allowed.join(' '), received: showValue(refused.join(' ')) }
    },
  },
]

/**
 * The scopes that can be had: those of the issuer that there are and that the record of the client allows, and no others than the assertion
 * names, if it names any (RFC8693-4.2).
 */
export function vouchedScopes({ trusted, client, claims, knownScopes }: VouchedRequest): readonly string[] {
  const { scope } = claims
  // A restriction that is not understood is one all the same.
  const named = scope === undefined ? undefined : typeof scope === 'string' ? scope.split(' ') : []
  return trusted.scopes.filter(
    (token) => knownScopes.has(token) && mayHaveScope(client, token) && named?.includes(token) !== false,
  )
}
