import { parseJwks, parseKeysUri, parseSubjectDn } from '@latchkey/core'
import { shortestSecret } from '../../objects/oauth-client/client-input.ts'
import type { JsonValue } from '../../ports/json.ts'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'
import { attributeText } from './client-settings.ts'

/** How a client authenticates, in wire properties; `left`: in a way that is none here, so it cannot be the same client. */
export type Authentication = Readonly<Record<string, JsonValue>> | { readonly left: string }

/**
 * What a client authenticates with. One that has keys or a certificate never becomes one with a secret: whoever has not its keys could not
 * be it before.
 */
export function authenticationOf(
  client: Members,
  attributes: Members | undefined,
  name: string,
  translation: Translation,
): Authentication {
  const method = client.text('clientAuthenticatorType') ?? 'client-secret'
  const keys = attributes === undefined ? {} : keysOf(attributes)
  const isPublic = client.flag('publicClient') === true
  const given = client.text('secret')
  if (isPublic) return { tokenEndpointAuthMethod: 'none', ...keys }
  switch (method) {
    case 'client-secret':
      return { ...secretOf(given, name, translation), ...keys }
    case 'client-secret-jwt':
      return { ...secretOf(given, name, translation), tokenEndpointAuthMethod: 'client_secret_jwt', ...keys }
    case 'client-jwt':
      if (Object.keys(keys).length === 0) return { left: 'by a key of which there is neither jwks.url nor jwks.string' }
      return { tokenEndpointAuthMethod: 'private_key_jwt', ...keys }
    case 'client-x509':
      return attributes === undefined ? { left: 'by a certificate without a subject' } : certificateOf(attributes, keys)
    default:
      return { left: `by ${method.slice(0, 40)}` }
  }
}

/** Only a secret that this server takes is one; without one it makes a new one and tells it once. */
function secretOf(secret: string | undefined, name: string, translation: Translation): Readonly<Record<string, JsonValue>> {
  if (secret === undefined || secret === '' || /^\*+$/.test(secret) || secret.startsWith('${')) {
    translation.leave('client secret that the file does not hold: a new one is made', name)
    return {}
  }
  if (secret.length < shortestSecret || !/^[\x21-\x7e]{1,255}$/.test(secret)) {
    translation.leave(`client secret that is not ${shortestSecret} to 255 visible ASCII characters: a new one is made`, name)
    return {}
  }
  return { secret }
}

function keysOf(attributes: Members): Readonly<Record<string, JsonValue>> {
  const url = attributeText(attributes, 'jwks.url') ?? ''
  const set = attributeText(attributes, 'jwks.string') ?? ''
  const usesUrl = attributeText(attributes, 'use.jwks.url') === 'true'
  const usesSet = attributeText(attributes, 'use.jwks.string') === 'true'
  if (usesUrl && parseKeysUri(url) !== undefined) return { jwksUri: url }
  return usesSet && parseJwks(parsed(set)) !== undefined ? { jwks: set } : {}
}

function certificateOf(attributes: Members, keys: Readonly<Record<string, JsonValue>>): Authentication {
  const subject = attributeText(attributes, 'x509.subjectdn') ?? ''
  const isPattern = attributeText(attributes, 'x509.allow.regex.pattern.comparison') === 'true'
  if (isPattern || parseSubjectDn(subject) === undefined) return { left: 'by a certificate whose subject is a pattern' }
  return { tokenEndpointAuthMethod: 'tls_client_auth', tlsClientAuthSubjectDn: subject, ...keys }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
