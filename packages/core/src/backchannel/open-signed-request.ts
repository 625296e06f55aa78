import { runChecks } from '../checks/check.ts'
import { findTimeProblem } from '../client-keys/claim-times.ts'
import { publicKeySignatures } from '../client-keys/key-fit.ts'
import { type JwsForm, parseJws } from '../client-keys/parse-jws.ts'
import { type VerifiedJws, verifyClientJws } from '../client-keys/verify-client-jws.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Digest } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import { parametersOfObject } from '../request-objects/parameters-of-object.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import { signedRequestChecks } from './signed-request-checks.ts'

/** How far the clock of a client may differ from ours, milliseconds. */
const clockSkew = 30_000
/** How long a request lives at most, and how long ago its life may have begun, milliseconds (FAPICIBA-5.2.2). */
const maxLife = 60 * 60 * 1000
/** Values of `typ` (RFC9101-10.8); none is allowed too. */
const types = ['oauth-authz-req+jwt', 'jwt'] as const
/** What authenticates a client and so stands beside a signed request. */
const credentials: ReadonlySet<string> = new Set([
  ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'request'],
])

/** What a signed request asks for, and what makes it one that is answered once. */
export interface SignedRequest {
  readonly parameters: Parameters
  readonly use: { readonly digest: Digest; readonly expiresAt: number }
}

/**
 * Decides whether a signed backchannel request is one of this client for this server now, and what it asks for. Not whether it was used
 * before, see `takeSignedRequest`.
 * @param sent the form, with the request among its parameters
 * @see CIBA-7.1.1
 * @throws OAuthError `invalid_request`
 */
export async function openSignedRequest(
  { text, sent, client }: { readonly text: string; readonly sent: Parameters; readonly client: Client },
  { issuer, ports }: { readonly issuer: string; readonly ports: Ports },
  outcomes: CheckOutcome[],
): Promise<SignedRequest> {
  const form = parseJws(text)
  const claims = form.kind === 'parsed' ? form.jws.claims : {}
  const inside = parametersOfObject(claims)
  const now = ports.clock()
  const input = {
    ...{ client, issuer, form, claims, inside, security: ports.security?.() },
    signature: await signatureOf(form, client, ports),
    beside: sent.flatMap(([name]) => (credentials.has(name) ? [] : [name])),
    isTimely: isTimely(claims, now),
  }
  runChecks(signedRequestChecks, 'backchannel', input, outcomes)
  const { exp, jti } = claims
  if ('malformed' in inside || typeof exp !== 'number') throw new TypeError('a malformed backchannel request passed the checks')
  const digest = ports.crypto.digest(JSON.stringify([client.clientId, jti]))
  return { parameters: inside, use: { digest, expiresAt: exp * 1000 + clockSkew } }
}

/**
 * Takes a signed request for answered; of concurrent calls one passes.
 * @throws OAuthError `backchannel_request_used`
 */
export async function takeSignedRequest(use: SignedRequest['use'] | undefined, { stores, clock }: Ports): Promise<void> {
  if (use === undefined) return
  const isFirst = await stores.singleUse.claim({ purpose: 'backchannel-request', ...use, now: clock() })
  if (!isFirst) throw new OAuthError('backchannel_request_used')
}

/** A key of the client and never a secret: a MAC would not tell who of the two made the request. */
function signatureOf(form: JwsForm, client: Client, ports: Ports): Promise<VerifiedJws> | VerifiedJws {
  if (form.kind === 'refused') return { kind: 'refused', problem: 'signature' }
  const { backchannelAuthenticationRequestSigningAlg: registered } = client
  const algorithms = registered === undefined ? publicKeySignatures : [registered]
  return verifyClientJws(form.jws, { signer: client, algorithms, types }, ports)
}

function isTimely(claims: Readonly<Record<string, unknown>>, now: number): boolean {
  const { exp, nbf } = claims
  if (typeof exp !== 'number' || typeof nbf !== 'number') return false
  if (findTimeProblem(claims, { now, skew: clockSkew, expRequired: true }) !== undefined) return false
  return (exp - nbf) * 1000 <= maxLife && nbf * 1000 >= now - maxLife - clockSkew
}
