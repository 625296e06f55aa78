import type { Check } from '../../checks/check.ts'
import type { Client } from '../../clients/client.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import type { Grant } from '../../ports/stores.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import type { AuthenticationDemand } from '../../resources/authentication-demand.ts'
import { isForIssuer } from '../../resources/own-audience.ts'
import { isActiveFor } from '../../subjects/subject-for.ts'
import type { AccessToken } from '../../tokens/access-token.ts'
import type { TokenScheme } from './presented-token.ts'

/** A request for claims with what was loaded for it. */
export interface TokenUse {
  /** What is wrong with how the token was presented. */
  readonly mistake?: ReasonId
  /** `undefined`: not a token that this provider sealed under its present key. */
  readonly token?: AccessToken | undefined
  readonly scheme?: TokenScheme
  /** The token as sent. */
  readonly text?: string
  /** Thumbprint of the key that the sender has proved to hold for this token. */
  readonly jkt?: string | undefined
  /** Thumbprint of the certificate of the sender. */
  readonly x5tS256?: string | undefined
  /** `undefined`: expired. */
  readonly grant?: Grant | undefined
  readonly account?: SubjectRecord | undefined
  /** `undefined`: one without record. */
  readonly client?: Client | undefined
  /** The client described itself in a document that is not there now. */
  readonly isClientUnreadable?: boolean
  /** Of a token that can be revoked without its grant. */
  readonly isRevokedAlone?: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What this endpoint wants of the sign-in behind the token. */
  readonly demand?: AuthenticationDemand
  /** The resource that this endpoint belongs to. */
  readonly issuer: string
}

/** In their order. The state of grant and account is that of this moment, so a revocation counts from the next request. */
export const tokenUseChecks: readonly Check<TokenUse, 'userinfo'>[] = [
  {
    name: 'access-token-presented',
    spec: 'RFC6750-2',
    at: ['userinfo'],
    run: ({ mistake }) => (mistake === undefined ? undefined : { reason: mistake }),
  },
  {
    name: 'access-token-known',
    spec: 'RFC6750-3.1',
    at: ['userinfo'],
    run: ({ token }) => (token === undefined ? { reason: 'access_token_unknown' } : undefined),
  },
  {
    name: 'access-token-dpop-bound',
    spec: 'RFC9449-7.1',
    at: ['userinfo'],
    run({ token, scheme, jkt }) {
      if (token?.jkt === undefined) return scheme === 'DPoP' ? { reason: 'access_token_not_bound' } : undefined
      if (scheme === 'DPoP' && token.jkt === jkt) return undefined
      return { reason: 'access_token_needs_proof', expected: token.jkt, received: jkt ?? 'no proof' }
    },
  },
  {
    name: 'access-token-certificate-bound',
    spec: 'RFC8705-3',
    at: ['userinfo'],
    run: ({ token, x5tS256 }) =>
      token?.x5tS256 === undefined || token.x5tS256 === x5tS256
        ? undefined
        : {
            reason: 'access_token_certificate_mismatch',
            expected: token.x5tS256,
            received: x5tS256 ?? 'no certificate',
          },
  },
  {
    name: 'access-token-not-expired',
    spec: 'RFC6750-3.1',
    at: ['userinfo'],
    run({ token, now }) {
      if (token === undefined || token.expiresAt > now) return undefined
      return { reason: 'access_token_expired', expected: `a request before ${token.expiresAt}`, received: String(now) }
    },
  },
  {
    name: 'access-token-audience',
    spec: 'RFC9700-4.10.2',
    at: ['userinfo'],
    run({ token, issuer }) {
      if (token === undefined || isForIssuer(token, issuer)) return undefined
      return { reason: 'access_token_other_audience', expected: issuer, received: token.audience.join(' ') }
    },
  },
  {
    name: 'access-token-of-person',
    spec: 'OIDCC-5.3',
    at: ['userinfo'],
    run: ({ token }) => (token?.grantId === undefined ? { reason: 'access_token_without_person' } : undefined),
  },
  {
    name: 'access-token-grant-live',
    spec: 'RFC7009-2.1',
    at: ['userinfo'],
    run: ({ grant, isRevokedAlone }) =>
      grant === undefined || grant.revokedAt !== undefined || isRevokedAlone === true
        ? { reason: 'access_token_revoked' }
        : undefined,
  },
  {
    name: 'access-token-account-active',
    spec: 'RFC6750-3.1',
    at: ['userinfo'],
    run: ({ account, grant }) =>
      grant !== undefined && isActiveFor(account, grant) ? undefined : { reason: 'access_token_account_inactive' },
  },
  {
    name: 'access-token-acr',
    spec: 'RFC9470-3',
    at: ['userinfo'],
    run({ grant, demand }) {
      if (demand?.acr === undefined || grant?.acr === demand.acr) return undefined
      return { reason: 'access_token_acr_insufficient', expected: demand.acr, received: grant?.acr ?? '' }
    },
  },
  {
    name: 'access-token-authentication-age',
    spec: 'RFC9470-3',
    at: ['userinfo'],
    run({ grant, demand, now }) {
      if (demand?.maxAge === undefined || grant === undefined || now - grant.authTime <= demand.maxAge) return undefined
      return {
        reason: 'access_token_sign_in_too_old',
        expected: `at most ${demand.maxAge} ms`,
        received: `${now - grant.authTime} ms`,
      }
    },
  },
  {
    name: 'access-token-scope',
    spec: 'OIDCC-5.3',
    at: ['userinfo'],
    run({ token }) {
      if (token?.scopes.includes('openid') === true) return undefined
      return { reason: 'access_token_without_openid', expected: 'openid', received: token?.scopes.join(' ') ?? '' }
    },
  },
  {
    // Plain claims would be more than a client gets that asks for encrypted ones.
    name: 'access-token-client-readable',
    spec: 'CIMD-4',
    at: ['userinfo'],
    run: ({ isClientUnreadable }) => (isClientUnreadable === true ? { reason: 'access_token_client_unreadable' } : undefined),
  },
]
