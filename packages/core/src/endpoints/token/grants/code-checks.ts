import { compareRedirectUri } from '../../../authorization-request/describe-redirect-uri.ts'
import type { Check } from '../../../checks/check.ts'
import type { ServerPosture } from '../../../checks/posture.ts'
import type { Client } from '../../../clients/client.ts'
import { isCodeVerifier } from '../../../pkce/s256.ts'
import type { AuthorizationCode } from '../../../ports/stores.ts'
import type { SubjectRecord } from '../../../ports/subjects.ts'
import { postureOf } from '../../../posture/posture-of.ts'
import { isActiveFor } from '../../../subjects/subject-for.ts'

/** How old a code may be, milliseconds, where the rule says so. */
const maxCodeAge = 60_000

/** A redemption with what was loaded for it. */
export interface CodeRedemption {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Named by the request. */
  readonly resources: readonly string[]
  /** `authorization_details` of the request. */
  readonly detailsText?: string | undefined
  /** Network address of the client. */
  readonly address?: string | undefined
  /** `undefined`: unknown, expired or dead. */
  readonly code: AuthorizationCode | undefined
  readonly account: SubjectRecord | undefined
  readonly redirectUri: string | undefined
  readonly codeVerifier: string | undefined
  /** The challenge that belongs to `codeVerifier`. */
  readonly computedChallenge: string | undefined
  /** Thumbprint of the DPoP key of the request. */
  readonly jkt?: string | undefined
}

/** In their order: who the code belongs to is settled before anything about it is told. */
export const codeChecks: readonly Check<CodeRedemption, 'token'>[] = [
  {
    name: 'code-known',
    spec: 'RFC6749-4.1.3',
    at: ['token'],
    run: ({ code }) => (code === undefined ? { reason: 'code_unknown' } : undefined),
  },
  {
    name: 'code-client',
    spec: 'RFC6749-4.1.3',
    at: ['token'],
    run: ({ code, client }) =>
      code?.grant.clientId === client.clientId
        ? undefined
        : { reason: 'code_client_mismatch', expected: code?.grant.clientId ?? '', received: client.clientId },
  },
  {
    name: 'code-age',
    spec: 'FAPI2SP-5.3.2.1',
    at: ['token'],
    posture: ({ client, security }) => postureOf('code-age', client, security),
    run({ code, now }) {
      const age = code === undefined ? 0 : now - code.grant.createdAt
      return age <= maxCodeAge
        ? undefined
        : { reason: 'code_too_old', expected: `at most ${maxCodeAge} ms`, received: `${age} ms` }
    },
  },
  {
    name: 'code-redirect-uri-present',
    spec: 'RFC6749-4.1.3',
    at: ['token'],
    run: ({ code, redirectUri }) =>
      code?.redirectUriRequested === true && redirectUri === undefined ? { reason: 'code_redirect_uri_missing' } : undefined,
  },
  {
    name: 'code-redirect-uri',
    spec: 'RFC6749-4.1.3',
    at: ['token'],
    run: ({ code, redirectUri }) =>
      redirectUri === undefined || redirectUri === code?.redirectUri
        ? undefined
        : {
            reason: 'code_redirect_uri_mismatch',
            ...compareRedirectUri(redirectUri, code === undefined ? [] : [code.redirectUri]),
          },
  },
  {
    name: 'pkce-verifier-form',
    spec: 'RFC7636-4.1',
    at: ['token'],
    run: ({ codeVerifier }) =>
      codeVerifier === undefined || isCodeVerifier(codeVerifier)
        ? undefined
        : {
            reason: 'code_verifier_malformed',
            expected: '43 to 128 unreserved characters',
            received: `${codeVerifier.length} characters`,
          },
  },
  {
    name: 'pkce-verifier-present',
    spec: 'RFC7636-4.6',
    at: ['token'],
    run: ({ code, codeVerifier }) =>
      code?.codeChallenge !== undefined && codeVerifier === undefined ? { reason: 'code_verifier_missing' } : undefined,
  },
  {
    // Without this row a stripped code_challenge would go unnoticed (RFC9700-4.8.2).
    name: 'pkce-no-downgrade',
    spec: 'RFC9700-2.1.1',
    at: ['token'],
    run: ({ code, codeVerifier }) =>
      code?.codeChallenge === undefined && codeVerifier !== undefined ? { reason: 'code_verifier_unexpected' } : undefined,
  },
  {
    name: 'pkce-match',
    spec: 'RFC7636-4.6',
    at: ['token'],
    run: ({ code, computedChallenge }) =>
      code?.codeChallenge === computedChallenge
        ? undefined
        : {
            reason: 'code_verifier_mismatch',
            expected: `the S256 challenge ${code?.codeChallenge ?? ''}`,
            received: `a verifier with the S256 challenge ${computedChallenge ?? ''}`,
          },
  },
  {
    name: 'code-dpop-key',
    spec: 'RFC9449-10',
    at: ['token'],
    run: ({ code, jkt }) =>
      code?.dpopJkt === undefined || code.dpopJkt === jkt
        ? undefined
        : { reason: 'code_key_mismatch', expected: code.dpopJkt, received: jkt ?? 'no proof' },
  },
  {
    name: 'code-account-active',
    spec: 'RFC6749-5.2',
    at: ['token'],
    run: ({ account, code }) =>
      code !== undefined && isActiveFor(account, code.grant) ? undefined : { reason: 'code_account_inactive' },
  },
]
