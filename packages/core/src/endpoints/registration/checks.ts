import { missingGrantTypes, parseResponseType, responseTypeNames } from '../../authorization-request/response-types.ts'
import type { Check, Finding } from '../../checks/check.ts'
import { fitsMethod } from '../../client-auth/assertion-algorithms.ts'
import { isOwnOrigin } from '../../clients/logout-uris.ts'
import { checkRedirectUri } from '../../clients/redirect-uri-rules.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import { algorithmNamed } from '../../keys/algorithms.ts'
import { showValue } from '../../trace/show-value.ts'
import { backchannelMetadataChecks } from './backchannel-checks.ts'
import type { RegistrationRequest } from './parse-metadata.ts'
import { protectionChecks } from './protection-checks.ts'
import { requestObjectChecks } from './request-object-checks.ts'

/** The rules between and about the values of a registration, in their order. */
export const registrationChecks: readonly Check<RegistrationRequest, 'registration'>[] = [
  {
    name: 'registration-redirect-uris',
    spec: 'RFC7591-2',
    at: ['registration'],
    run: ({ metadata: { redirectUris, responseTypes } }) =>
      redirectUris.length === 0 && responseTypes.length > 0 ? { reason: 'redirect_uris_missing' } : undefined,
  },
  {
    name: 'registration-redirect-uri-rules',
    spec: 'RFC9700-2.1',
    at: ['registration'],
    run: ({ metadata }) => findMistake(metadata.redirectUris, 'redirect_uris_not_allowed'),
  },
  {
    name: 'registration-post-logout-redirect-uri-rules',
    spec: 'OIDCRPL-3.1',
    at: ['registration'],
    run: ({ metadata }) => findMistake(metadata.postLogoutRedirectUris, 'post_logout_redirect_uris_not_allowed'),
  },
  {
    name: 'registration-response-types',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ metadata: { responseTypes } }) =>
      responseTypes.every((type) => parseResponseType(type) !== undefined)
        ? undefined
        : {
            reason: 'response_types_unsupported',
            expected: `some of ${responseTypeNames.join(', ')}`,
            received: showValue(responseTypes.join(', ')),
          },
  },
  {
    name: 'registration-grant-types',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ metadata }) => (metadata.grantTypes.length === 0 ? { reason: 'grant_types_unsupported' } : undefined),
  },
  {
    name: 'registration-grant-types-agree',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ metadata: { grantTypes, responseTypes } }) => {
      const missing = missingGrantTypes(responseTypes, grantTypes)
      const yieldsCode = responseTypes.some((type) => parseResponseType(type)?.code)
      if (missing.length === 0 && grantTypes.includes('authorization_code') === yieldsCode) return undefined
      return { reason: 'grant_types_mismatch', received: showValue(`${grantTypes.join(', ')} with ${responseTypes.join(', ')}`) }
    },
  },
  {
    name: 'registration-implicit-redirect-uris',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ metadata: { redirectUris, grantTypes, applicationType } }) =>
      grantTypes.includes('implicit') && applicationType === 'web' && !redirectUris.every(isRemoteHttps)
        ? { reason: 'redirect_uris_implicit_web', expected: 'https and a host other than localhost' }
        : undefined,
  },
  {
    name: 'registration-frontchannel-logout-uri',
    spec: 'OIDCFCL-2',
    at: ['registration'],
    run: ({ metadata: { frontchannelLogoutUri: uri, redirectUris } }) =>
      uri === undefined || isOwnOrigin(uri, redirectUris)
        ? undefined
        : { reason: 'frontchannel_logout_uri_foreign', received: showValue(new URL(uri).origin) },
  },
  {
    name: 'registration-id-token-alg',
    spec: 'OIDCC-10.1',
    at: ['registration'],
    run: ({ metadata: { idTokenSignedResponseAlg = 'RS256', tokenEndpointAuthMethod } }) =>
      tokenEndpointAuthMethod === 'none' && algorithmNamed(idTokenSignedResponseAlg)?.family === 'hmac'
        ? { reason: 'id_token_signed_response_alg_needs_secret', received: idTokenSignedResponseAlg }
        : undefined,
  },
  {
    name: 'registration-authorization-response-alg',
    spec: 'JARM-3',
    at: ['registration'],
    run: ({ metadata: { authorizationSignedResponseAlg: name = 'RS256', tokenEndpointAuthMethod } }) =>
      tokenEndpointAuthMethod === 'none' && algorithmNamed(name)?.family === 'hmac'
        ? { reason: 'authorization_signed_response_alg_needs_secret', received: name }
        : undefined,
  },
  {
    name: 'registration-subject-type',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ subjectType }) =>
      subjectType === 'public' || subjectType === 'pairwise'
        ? undefined
        : { reason: 'subject_type_unsupported', expected: 'public or pairwise' },
  },
  {
    name: 'registration-one-key-set',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ metadata: { jwks, jwksUri } }) =>
      jwks !== undefined && jwksUri !== undefined ? { reason: 'jwks_with_jwks_uri' } : undefined,
  },
  {
    name: 'registration-keys-of-assertions',
    spec: 'OIDCC-9',
    at: ['registration'],
    run: ({ metadata: { tokenEndpointAuthMethod, jwks, jwksUri } }) =>
      usesKeys(tokenEndpointAuthMethod) && jwks === undefined && jwksUri === undefined
        ? { reason: 'jwks_missing', expected: 'jwks or jwks_uri' }
        : undefined,
  },
  {
    name: 'registration-assertion-alg',
    spec: 'OIDCR-2',
    at: ['registration'],
    run: ({ metadata: { tokenEndpointAuthMethod: method, tokenEndpointAuthSigningAlg: name } }) =>
      name === undefined || fitsMethod(name, method)
        ? undefined
        : { reason: 'token_endpoint_auth_signing_alg_mismatch', received: showValue(`${name} with ${method}`) },
  },
  ...protectionChecks,
  ...requestObjectChecks,
  ...backchannelMetadataChecks,
]

/** OIDCC-9, RFC8705-2.2.2. */
function usesKeys(method: string | undefined): boolean {
  return method === 'private_key_jwt' || method === 'self_signed_tls_client_auth'
}

function isRemoteHttps(uri: string): boolean {
  const url = URL.parse(uri)
  return url?.protocol === 'https:' && url.hostname !== 'localhost'
}

function findMistake(uris: readonly string[], reason: ReasonId): Finding | undefined {
  for (const uri of uris) {
    const mistake = checkRedirectUri(uri)
    if (mistake !== undefined) return { reason, expected: mistake.text, received: showValue(uri.replace(/[?#].*$/, '')) }
  }
  return undefined
}
