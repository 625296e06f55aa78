import type { Check } from '../../../checks/check.ts'
import type { Client } from '../../../clients/client.ts'
import { scopesInForce } from '../../../consent/granted-scopes.ts'
import type { Grant, RefreshToken } from '../../../ports/stores.ts'
import type { SubjectRecord } from '../../../ports/subjects.ts'
import type { ScopeTable } from '../../../scopes/known-scopes.ts'
import { isActiveFor } from '../../../subjects/subject-for.ts'
import { showValue } from '../../../trace/show-value.ts'

/** A refresh with what was loaded for it. */
export interface Refresh {
  readonly client: Client
  /** Named by the request. */
  readonly resources: readonly string[]
  /** `authorization_details` of the request. */
  readonly detailsText?: string | undefined
  /** Network address of the client. */
  readonly address?: string | undefined
  /** `undefined`: unknown or expired. */
  readonly token: RefreshToken | undefined
  /** `undefined`: expired. */
  readonly grant: Grant | undefined
  readonly account: SubjectRecord | undefined
  /** `undefined`: all that was granted. */
  readonly requestedScopes: readonly string[] | undefined
  readonly knownScopes: ScopeTable
  /** Thumbprint of the DPoP key of the request. */
  readonly jkt?: string | undefined
  /** Thumbprint of the certificate of the request. */
  readonly x5tS256?: string | undefined
}

/** In their order. Whether the token was replaced before is decided by the statement that replaces it. */
export const refreshChecks: readonly Check<Refresh, 'token'>[] = [
  {
    name: 'refresh-token-known',
    spec: 'RFC6749-6',
    at: ['token'],
    run: ({ token }) => (token === undefined ? { reason: 'refresh_token_unknown' } : undefined),
  },
  {
    name: 'refresh-token-client',
    spec: 'RFC6749-6',
    at: ['token'],
    run: ({ token, client }) =>
      token?.clientId === client.clientId
        ? undefined
        : { reason: 'refresh_token_client_mismatch', expected: token?.clientId ?? '', received: client.clientId },
  },
  {
    name: 'refresh-grant-live',
    spec: 'RFC6749-5.2',
    at: ['token'],
    run: ({ grant }) => (grant === undefined || grant.revokedAt !== undefined ? { reason: 'refresh_token_revoked' } : undefined),
  },
  {
    name: 'refresh-token-dpop-key',
    spec: 'RFC9449-5',
    at: ['token'],
    run: ({ token, jkt }) =>
      token?.jkt === undefined || token.jkt === jkt
        ? undefined
        : { reason: 'refresh_token_key_mismatch', expected: token.jkt, received: jkt ?? 'no proof' },
  },
  {
    name: 'refresh-token-certificate',
    spec: 'RFC8705-4',
    at: ['token'],
    run: ({ token, x5tS256 }) =>
      token?.x5tS256 === undefined || token.x5tS256 === x5tS256
        ? undefined
        : {
            reason: 'refresh_token_certificate_mismatch',
            expected: token.x5tS256,
            received: x5tS256 ?? 'no certificate that tokens are bound to',
          },
  },
  {
    name: 'refresh-account-active',
    spec: 'RFC6749-5.2',
    at: ['token'],
    run: ({ account, grant }) =>
      grant !== undefined && isActiveFor(account, grant) ? undefined : { reason: 'refresh_account_inactive' },
  },
  {
    name: 'refresh-scope',
    spec: 'RFC6749-6',
    at: ['token'],
    run({ grant, client, requestedScopes, knownScopes }) {
      const granted = scopesInForce(grant?.scopes ?? [], client, knownScopes)
      if (requestedScopes === undefined || requestedScopes.every((scope) => granted.includes(scope))) return undefined
      return { reason: 'refresh_scope_exceeded', expected: granted.join(' '), received: showValue(requestedScopes.join(' ')) }
    },
  },
]
