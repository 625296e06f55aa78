import { OAuthError } from '../errors/oauth-error.ts'
import type { AuthenticationMethod } from './credentials.ts'

const scheme = /^basic /i
const maxLength = 8_192
/** What most credentials are: nothing to decode. */
const ascii = /^[\x20-\x7e]*$/
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * `client_secret_basic`: id and secret in the `Authorization` header, each form-encoded first. An empty password is a public client
 * that names itself this way.
 * @see RFC6749-2.3.1, RFC7617-2
 */
export const clientSecretBasic: AuthenticationMethod = {
  names: ['client_secret_basic'],
  spec: 'RFC6749-2.3.1',
  read({ authorization }) {
    if (authorization === undefined) return undefined
    if (!scheme.test(authorization)) throw new OAuthError('client_auth_scheme_unsupported')
    const pair = decodePair(authorization.slice('basic '.length).trim())
    if (pair === undefined) throw new OAuthError('client_auth_header_malformed')
    const { clientId, secret } = pair
    return secret === '' ? { method: 'none', clientId } : { method: 'client_secret_basic', clientId, secret }
  },
}

function decodePair(encoded: string): { readonly clientId: string; readonly secret: string } | undefined {
  if (encoded.length > maxLength) return undefined
  try {
    const binary = atob(encoded)
    const text = ascii.test(binary) ? binary : strictUtf8.decode(octetsOf(binary))
    const colon = text.indexOf(':')
    if (colon < 1) return undefined
    return { clientId: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) }
  } catch {
    return undefined
  }
}

function octetsOf(binary: string): Uint8Array {
  const octets = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) octets[index] = binary.charCodeAt(index)
  return octets
}

/** RFC6749-B. @throws URIError */
function formDecode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced
}
