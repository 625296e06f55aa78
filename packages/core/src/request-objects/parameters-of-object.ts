import type { Parameters } from '../wire/parameters.ts'

/** Claims that say something of the object, not of the request (RFC9101-4). */
const objectClaims: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub'])
/** Parameters whose value is JSON in itself: in an object they stand as JSON (OIDCC-6.1). */
const jsonParameters: ReadonlySet<string> = new Set(['claims', 'authorization_details', 'registration'])
/** Parameters that a request may repeat: in an object they are a list (RFC8707-2). */
const repeatedParameters: ReadonlySet<string> = new Set(['resource', 'audience'])
/** All others that mean something here; a value of the wrong kind must not make them vanish. */
const textParameters: ReadonlySet<string> = new Set([
  ...['client_id', 'response_type', 'response_mode', 'redirect_uri', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'dpop_jkt', 'display', 'prompt', 'max_age', 'ui_locales', 'claims_locales'],
  ...['login_hint_token', 'client_notification_token', 'binding_message', 'user_code', 'requested_expiry'],
  ...['id_token_hint', 'login_hint', 'acr_values', 'request', 'request_uri'],
])

/**
 * The parameters in the claims of a request object, as a form would carry them; numbers and JSON values as text. Claims that mean
 * nothing here are kept if they are texts.
 * @returns the name of a parameter whose value is of the wrong kind, where there is one
 * @see RFC9101-4, OIDCC-6.1
 */
export function parametersOfObject(claims: Readonly<Record<string, unknown>>): Parameters | { readonly malformed: string } {
  const parameters: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(claims)) {
    if (objectClaims.has(name)) continue
    const texts = textsOf(name, value)
    if (texts !== undefined) parameters.push(...texts.map((text) => [name, text] as const))
    else if (isKnown(name)) return { malformed: name }
  }
  return parameters
}

function textsOf(name: string, value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return jsonParameters.has(name) ? undefined : [String(value)]
  if (jsonParameters.has(name)) return typeof value === 'object' && value !== null ? [JSON.stringify(value)] : undefined
  if (!repeatedParameters.has(name) || !Array.isArray(value)) return undefined
  const texts = value.filter((entry) => typeof entry === 'string')
  return texts.length === value.length ? texts : undefined
}

function isKnown(name: string): boolean {
  return textParameters.has(name) || jsonParameters.has(name) || repeatedParameters.has(name)
}
