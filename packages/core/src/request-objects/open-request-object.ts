import type { AuthorizationEndpoint } from '../authorization-request/check-inputs.ts'
import { runChecks } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import { findTimeProblem } from '../client-keys/claim-times.ts'
import { type JwsForm, parseJws } from '../client-keys/parse-jws.ts'
import { clientSignatures, type VerifiedJws, verifyClientJws } from '../client-keys/verify-client-jws.ts'
import type { Client } from '../clients/client.ts'
import { requestEncryptionOf } from '../encryption/answer-encryption.ts'
import { type Decryption, decryptForUs, isJwe } from '../encryption/decrypt-for-us.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import { type ObjectInput, objectChecks } from './object-checks.ts'
import { objectSkew } from './object-freshness.ts'
import type { ObjectUse } from './object-use.ts'
import { parametersOfObject } from './parameters-of-object.ts'
import { signedRequestPosture } from './signed-request-posture.ts'

/** How long a `jti` is remembered at most, milliseconds. */
const maxJtiLife = 24 * 60 * 60 * 1000
/** Values of `typ` (RFC9101-10.8); none is allowed too, as OIDCC-6 has none. */
const explicitType = 'oauth-authz-req+jwt'
const types = [explicitType, 'jwt'] as const

/** What request objects are read with. */
export interface RequestEngine {
  readonly ports: Ports
  readonly keys: Pick<KeyRing, 'decryptionKeysFor'>
  readonly issuer: string
}

/** A request object as it came, with what stands beside it. */
export interface PresentedObject {
  readonly text: string
  readonly way: ObjectInput['way']
  readonly client: Client
  readonly endpoint: AuthorizationEndpoint
  readonly outer: { readonly scope: string | undefined; readonly responseType: string | undefined }
}

/** What a request object asks for, once it was found to be the client's. */
export interface OpenedObject {
  readonly inside: Parameters
  /** Nothing beside the object counts. */
  readonly onlyInside: boolean
  /** Of its `jti`, where it has one: a request of it is answered once. */
  readonly objectUse?: ObjectUse
}

/**
 * Decides whether a request object is one of this client for this server now, and what it asks for. Not whether it was used before: that
 * is decided when the request is answered.
 * @see OIDCC-6.1, RFC9101-6
 * @throws OAuthError `invalid_request_object`, `request_not_supported`, `request_uri_not_supported`
 */
export async function openRequestObject(
  object: PresentedObject,
  engine: RequestEngine,
  outcomes: CheckOutcome[],
): Promise<OpenedObject> {
  const { client, endpoint, way } = object
  const { ports, issuer } = engine
  const decryption = await decrypt(object, engine)
  const form = parseJws(decryption === undefined ? object.text : textOf(decryption))
  const claims = form.kind === 'parsed' ? form.jws.claims : {}
  const inside = parametersOfObject(claims)
  const security = ports.security?.()
  const onlyInside = countsAlone(object, form, security)
  const now = ports.clock()
  const { exp, jti } = claims
  const input: ObjectInput = {
    ...{ client, issuer, way, decryption, form, claims, inside, onlyInside, security, now },
    signature: await signatureOf(form, client, ports),
    timeProblem: findTimeProblem(claims, { now, skew: objectSkew, expRequired: false }),
    isBrief: typeof exp === 'number' && exp * 1000 <= now + maxJtiLife,
    outerResponseType: object.outer.responseType,
  }
  runChecks(objectChecks, endpoint, input, outcomes)
  if ('malformed' in inside) throw new TypeError('a malformed request object passed the checks')
  if (jti === undefined || typeof exp !== 'number') return { inside, onlyInside }
  const digest = ports.crypto.digest(JSON.stringify([client.clientId, jti]))
  return { inside, onlyInside, objectUse: { digest, expiresAt: exp * 1000 + objectSkew } }
}

/**
 * RFC9101-6.3: only what is inside counts. OIDCC-6.1 lets parameters outside supplement it, in a request that is an OpenID request outside
 * too; an object that says by its type that it is one of RFC 9101, and whatever is pushed, goes by the stricter rule
 * (LATCHKEY-0031-what-counts-beside-a-request-object).
 */
function countsAlone({ client, endpoint, outer }: PresentedObject, form: JwsForm, security: ServerPosture | undefined): boolean {
  if (endpoint === 'par' || signedRequestPosture({ client, security }) === 'enforce') return true
  if (form.kind === 'parsed' && form.jws.type === explicitType) return true
  return outer.scope?.split(' ').includes('openid') !== true
}

/**
 * What is inside of an encrypted object; `undefined`: it is not encrypted, which it need not be (OIDCR-2).
 * Deviation: OIDCR-2 lets a client use other algorithms than it registered; here a record that names one is kept to
 * (LATCHKEY-0031-what-counts-beside-a-request-object).
 */
async function decrypt({ text, client }: PresentedObject, engine: RequestEngine): Promise<Decryption | undefined> {
  return isJwe(text) ? decryptForUs(text, { client, allowed: requestEncryptionOf(client) }, engine) : undefined
}

function textOf(decryption: Decryption): string {
  return decryption.kind === 'decrypted' ? decryption.text : ''
}

async function signatureOf(form: JwsForm, client: Client, ports: Ports): Promise<VerifiedJws | 'unsigned'> {
  if (form.kind === 'refused') return { kind: 'refused', problem: 'signature' }
  const { jws } = form
  if (jws.algorithm === 'none' && jws.text.endsWith('.')) {
    const isOurs = jws.type === undefined || types.some((type) => type === jws.type)
    return isOurs ? 'unsigned' : { kind: 'refused', problem: 'type' }
  }
  const { requestObjectSigningAlg } = client
  const algorithms = requestObjectSigningAlg === undefined ? clientSignatures : [requestObjectSigningAlg]
  return verifyClientJws(jws, { signer: client, algorithms, types }, ports)
}
