import type { Check } from '../checks/check.ts'
import type { AdjustableCheck, Posture, ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import { checkStrongSignatures } from '../keys/strong-signatures.ts'
import { postureOf } from '../posture/posture-of.ts'
import { detailRows } from '../rich-authorization/detail-checks.ts'
import type { AuthorizationEndpoint, ClientInput, RedirectInput, RequestInput } from './check-inputs.ts'
import { acrValuesPosture, checkAcrValues } from './checks/acr-values.ts'
import { checkClaimsForm, checkEssentialAcr } from './checks/claims.ts'
import { checkClientIdPresent, checkClientKnown } from './checks/client-id.ts'
import { checkDisplay } from './checks/display.ts'
import { checkDpopJkt } from './checks/dpop-jkt.ts'
import { checkIdTokenHint, checkOneSubject } from './checks/id-token-hint.ts'
import { checkMaxAge } from './checks/max-age.ts'
import { checkNonceLength, checkNoncePresent } from './checks/nonce.ts'
import { checkPkceChallenge, checkPkceMethod, checkPkceMethodAlone, checkPkcePresent } from './checks/pkce.ts'
import { checkPromptCreateAlone, checkPromptKnown, checkPromptNoneAlone } from './checks/prompt.ts'
import {
  checkRedirectUriCharacters,
  checkRedirectUriFragment,
  checkRedirectUriNamed,
  checkRedirectUriPresent,
  checkRedirectUriRegistered,
  checkRedirectUriScheme,
  checkRedirectUriSecure,
  checkRedirectUriUnregistered,
} from './checks/redirect-uri.ts'
import { checkRequestedResourceEnabled, checkRequestedResourceForm, checkRequestedResourceKnown } from './checks/resource.ts'
import { checkNoTokenInQuery, checkResponseMode, checkSignedResponse } from './checks/response-mode.ts'
import {
  checkCodeFlow,
  checkFrontChannelToken,
  checkResponseTypeAllowed,
  checkResponseTypePresent,
  checkResponseTypeSupported,
} from './checks/response-type.ts'
import { checkOfflineAccess, checkOpenidForIdToken, checkScopeAllowed, checkScopeForm, checkScopeKnown } from './checks/scope.ts'
import { checkNoRegistration } from './checks/unsupported-parameters.ts'

/*
 * The rules of an authorization request, in the order in which they run. A failure in the first two tables is shown to the person; one in
 * the third is sent to the client. Of a pushed request every failure is the answer to the push.
 */

type Row<Input> = Check<Input, AuthorizationEndpoint>

const at: readonly AuthorizationEndpoint[] = ['authorize', 'par']
const report = () => 'report' as const

/** Of a rule that can be adjusted. */
function as(rule: AdjustableCheck) {
  return ({ client, security }: { readonly client: Client; readonly security?: ServerPosture | undefined }): Posture =>
    postureOf(rule, client, security)
}

/** Who asks. */
export const clientChecks: readonly Row<ClientInput>[] = [
  { name: 'client-id-present', spec: 'RFC6749-4.1.1', at, run: checkClientIdPresent },
  { name: 'client-known', spec: 'RFC6749-4.1.2.1', at, run: checkClientKnown },
]

/** Where the answer may go. */
export const redirectChecks: readonly Row<RedirectInput>[] = [
  { name: 'redirect-uri-present', spec: 'OIDCC-3.1.2.1', at, run: checkRedirectUriPresent },
  { name: 'redirect-uri-named', spec: 'FAPI2SP-5.3.2.2', at, posture: as('redirect-uri-named'), run: checkRedirectUriNamed },
  { name: 'redirect-uri-characters', spec: 'RFC3986-2', at, run: checkRedirectUriCharacters },
  { name: 'redirect-uri-no-fragment', spec: 'RFC6749-3.1.2', at, run: checkRedirectUriFragment },
  { name: 'redirect-uri-scheme', spec: 'RFC6749-3.1.2', at, run: checkRedirectUriScheme },
  { name: 'redirect-uri-https', spec: 'RFC9700-2.6', at, posture: as('redirect-uri-https'), run: checkRedirectUriSecure },
  { name: 'redirect-uri-registered', spec: 'RFC9700-2.1', at, run: checkRedirectUriRegistered },
  { name: 'redirect-uri-of-unregistered-client', spec: 'RFC8252-7', at, run: checkRedirectUriUnregistered },
]

/** What is asked. */
export const requestChecks: readonly Row<RequestInput>[] = [
  { name: 'no-registration', spec: 'OIDCC-7.2.1', at, run: checkNoRegistration },
  { name: 'response-type-present', spec: 'RFC6749-3.1.1', at, run: checkResponseTypePresent },
  { name: 'response-type-supported', spec: 'RFC6749-3.1.1', at, run: checkResponseTypeSupported },
  { name: 'code-flow-only', spec: 'FAPI2SP-5.3.2.2', at, posture: as('code-flow-only'), run: checkCodeFlow },
  { name: 'response-type-allowed', spec: 'RFC6749-4.1.2.1', at, run: checkResponseTypeAllowed },
  {
    name: 'front-channel-token',
    spec: 'RFC9700-2.1.2',
    at,
    posture: as('front-channel-token'),
    run: checkFrontChannelToken,
  },
  { name: 'response-mode', spec: 'OMRT-2.1', at, run: checkResponseMode },
  { name: 'response-mode-not-query', spec: 'OMRT-5', at, run: checkNoTokenInQuery },
  {
    name: 'signed-response-required',
    spec: 'FAPI2MS-5.4.1',
    at,
    posture: as('signed-response-required'),
    run: checkSignedResponse,
  },
  {
    name: 'signature-strong-algorithm',
    spec: 'FAPI2SP-5.4.1',
    at,
    posture: as('signature-strong-algorithm'),
    run: checkStrongSignatures,
  },
  { name: 'scope-form', spec: 'RFC6749-3.3', at, run: checkScopeForm },
  { name: 'scope-known', spec: 'RFC6749-3.3', at, posture: report, run: checkScopeKnown },
  { name: 'scope-allowed', spec: 'RFC6749-4.1.2.1', at, run: checkScopeAllowed },
  { name: 'resource-form', spec: 'RFC8707-2.1', at, run: checkRequestedResourceForm },
  { name: 'resource-known', spec: 'RFC8707-2.1', at, posture: as('resource-known'), run: checkRequestedResourceKnown },
  { name: 'resource-enabled', spec: 'RFC8707-2.1', at, run: checkRequestedResourceEnabled },
  ...detailRows<RequestInput, AuthorizationEndpoint>('', at, ({ details }) => details),
  { name: 'openid-for-id-token', spec: 'OIDCC-3.2.2.1', at, run: checkOpenidForIdToken },
  { name: 'offline-access-consent', spec: 'OIDCC-11', at, posture: report, run: checkOfflineAccess },
  { name: 'nonce-required', spec: 'OIDCC-3.2.2.1', at, run: checkNoncePresent },
  { name: 'nonce-length', spec: 'OIDCC-3.1.2.1', at, run: checkNonceLength },
  { name: 'pkce-method-alone', spec: 'RFC7636-4.3', at, run: checkPkceMethodAlone },
  { name: 'pkce-method', spec: 'RFC9700-2.1.1', at, run: checkPkceMethod },
  { name: 'pkce-challenge', spec: 'RFC7636-4.2', at, run: checkPkceChallenge },
  { name: 'dpop-jkt', spec: 'RFC9449-10', at, run: checkDpopJkt },
  { name: 'pkce-required', spec: 'RFC9700-2.1.1', at, posture: as('pkce-required'), run: checkPkcePresent },
  { name: 'prompt-known', spec: 'OIDCC-3.1.2.1', at, run: checkPromptKnown },
  { name: 'prompt-none-alone', spec: 'OIDCC-3.1.2.1', at, run: checkPromptNoneAlone },
  { name: 'prompt-create-alone', spec: 'OIDCIUR-4', at, posture: report, run: checkPromptCreateAlone },
  { name: 'max-age', spec: 'OIDCC-3.1.2.1', at, run: checkMaxAge },
  { name: 'acr-values-reachable', spec: 'RFC9470-5', at, posture: acrValuesPosture, run: checkAcrValues },
  { name: 'display', spec: 'OIDCC-3.1.2.1', at, posture: report, run: checkDisplay },
  { name: 'claims-form', spec: 'OIDCC-5.5', at, run: checkClaimsForm },
  { name: 'claims-essential-acr', spec: 'OIDCC-5.5.1.1', at, run: checkEssentialAcr },
  { name: 'id-token-hint', spec: 'OIDCC-3.1.2.1', at, run: checkIdTokenHint },
  { name: 'one-subject', spec: 'OIDCC-5.5.1', at, run: checkOneSubject },
]
