import { runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { type HintEngine, openIdTokenHint } from '../encryption/open-hint.ts'
import { type IdTokenHint, verifyIdTokenHint } from '../keys/verify-own-token.ts'
import { resourcesOf } from '../resources/named-resources.ts'
import { resourceTable } from '../resources/resource-table.ts'
import { detailTypeTable } from '../rich-authorization/detail-type-table.ts'
import { acceptedDetails, parseDetails } from '../rich-authorization/parse-details.ts'
import { scopeTable } from '../scopes/known-scopes.ts'
import { parseScope } from '../scopes/parse-scope.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import { type AuthorizationRequest, isPrompt } from './authorization-request.ts'
import type { AuthorizationEndpoint, RequestInput } from './check-inputs.ts'
import { requestChecks } from './checks.ts'
import { parseClaimsRequest } from './claims-request.ts'
import { readOnce } from './read-once.ts'
import type { RedirectTarget } from './redirect-target.ts'
import { parseResponseType } from './response-types.ts'

/** Tags of `ui_locales`, and of `claims_locales`, that are looked at, in the order of preference. */
const maxLocales = 10

/** Who asks and where the answer goes: what must be known before the rest of a request is read. */
export interface RequestOrigin {
  readonly client: Client
  readonly target: RedirectTarget
  /** Where the request was sent. */
  readonly endpoint: AuthorizationEndpoint
}

/**
 * Holds the rest of a request against the check table.
 * @throws OAuthError for the client: to be sent to `target`, or the answer to its push
 */
export async function acceptRequest(
  parameters: Parameters,
  origin: RequestOrigin,
  engine: HintEngine & { readonly issuer: string },
  outcomes: CheckOutcome[],
): Promise<AuthorizationRequest> {
  const { ports, issuer } = engine
  const values = readOnce(parameters, outcomes)
  const hint = values.get('id_token_hint')
  const claims = values.get('claims')
  const resources = resourcesOf(parameters)
  const details = values.get('authorization_details')
  const input: RequestInput = {
    client: origin.client,
    security: ports.security?.(),
    values,
    responseType: parseResponseType(values.get('response_type') ?? ''),
    scopes: parseScope(values.get('scope')),
    knownScopes: scopeTable(ports.scopes?.()),
    ...(resources.length > 0 && {
      named: { client: origin.client, resources, table: resourceTable(ports.resources?.()), issuer },
    }),
    ...(details !== undefined && {
      details: {
        client: origin.client,
        parsed: parseDetails(details),
        table: detailTypeTable(ports.detailTypes?.()),
      },
    }),
    prompts: words(values.get('prompt')),
    opensAccounts: ports.opensAccounts?.() ?? false,
    claims: claims === undefined ? undefined : (parseClaimsRequest(claims) ?? 'malformed'),
    idTokenHint: hint === undefined ? undefined : ((await readHint(hint, origin.client, engine)) ?? 'invalid'),
  }
  runChecks(requestChecks, origin.endpoint, input, outcomes)
  return toRequest(origin, input)
}

async function readHint(
  hint: string,
  client: Client,
  engine: HintEngine & { readonly issuer: string },
): Promise<IdTokenHint | undefined> {
  const signed = await openIdTokenHint(hint, client, engine)
  return signed === undefined ? undefined : verifyIdTokenHint(signed, client, engine.ports, engine.issuer)
}

/** Only for input that passed all checks. */
function toRequest({ client, target }: RequestOrigin, input: RequestInput): AuthorizationRequest {
  const { values, responseType } = input
  if (responseType === undefined) throw new TypeError('a request without a response type passed the checks')
  const nonce = values.get('nonce')
  const codeChallenge = values.get('code_challenge')
  const dpopJkt = values.get('dpop_jkt')
  const loginHint = values.get('login_hint')
  const claims = values.get('claims')
  const maxAge = values.get('max_age')
  const claimsLocales = words(values.get('claims_locales')).slice(0, maxLocales)
  const subjects = subjectsOf(input)
  const details = acceptedDetails(input.details?.parsed)
  return {
    clientId: client.clientId,
    target,
    responseType: responseType.name,
    scopes: (input.scopes ?? []).filter(input.knownScopes.has),
    ...(input.named === undefined ? {} : { resources: input.named.resources }),
    ...(details === undefined ? {} : { authorizationDetails: details }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    ...(dpopJkt === undefined ? {} : { dpopJkt }),
    ...(loginHint === undefined ? {} : { loginHint }),
    ...(claims === undefined ? {} : { claims }),
    ...(claimsLocales.length === 0 ? {} : { claimsLocales }),
    prompts: input.prompts.filter(isPrompt),
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    uiLocales: words(values.get('ui_locales')).slice(0, maxLocales),
    authTimeRequested: maxAge !== undefined || isAuthTimeEssential(input),
    ...(subjects === undefined ? {} : { subjects }),
  }
}

function subjectsOf({ idTokenHint, claims }: RequestInput): readonly string[] | undefined {
  if (idTokenHint !== undefined && idTokenHint !== 'invalid') return [idTokenHint.subject]
  if (claims === undefined || claims === 'malformed') return undefined
  return claims.idToken.get('sub')?.values?.filter((value) => typeof value === 'string')
}

/** OIDCC-5.5.1: `auth_time` may be asked for as an essential claim. */
function isAuthTimeEssential({ claims }: RequestInput): boolean {
  return claims !== undefined && claims !== 'malformed' && claims.idToken.get('auth_time')?.essential === true
}

/** Values of a list separated by blanks, each once. */
function words(text: string | undefined): readonly string[] {
  return [...new Set(text?.split(' ').filter((word) => word !== '') ?? [])]
}
