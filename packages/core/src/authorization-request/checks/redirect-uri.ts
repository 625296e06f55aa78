import type { Finding } from '../../checks/check.ts'
import { isConfidential } from '../../clients/client.ts'
import type { RedirectInput } from '../check-inputs.ts'
import { compareRedirectUri } from '../describe-redirect-uri.ts'
import {
  hasApplicationScheme,
  hasUriCharacters,
  isAllowedUnregistered,
  isLoopbackUri,
  matchesRegistered,
} from '../redirect-uri.ts'

/**
 * May be left out by a client with exactly one (RFC6749-3.1.2.3), but not in an OpenID request (OIDCC-3.1.2.1).
 * @see RFC6749-3.1.2.3, OIDCC-3.1.2.1
 */
export function checkRedirectUriPresent({ client, redirectUri, scope }: RedirectInput): Finding | undefined {
  if (redirectUri !== undefined) return undefined
  const isOpenid = scope?.split(' ').includes('openid') ?? false
  if (client.redirectUris.length === 1 && !isOpenid) return undefined
  return {
    reason: 'redirect_uri_missing',
    expected: isOpenid ? 'a redirect_uri, since scope has openid' : 'a redirect_uri',
    received: `none; ${client.redirectUris.length} registered`,
  }
}

/** Even of a client with exactly one. @see FAPI2SP-5.3.2.2 */
export function checkRedirectUriNamed({ redirectUri }: RedirectInput): Finding | undefined {
  return redirectUri === undefined ? { reason: 'redirect_uri_not_named', expected: 'a redirect_uri' } : undefined
}

/**
 * Answers must not cross a network in clear: `http` is only for programs on the device of the browser. Those without credentials count as such:
 * many of them register without saying what they are, which means `web` (OIDCR-2).
 * @see RFC9700-2.6
 */
export function checkRedirectUriSecure(input: RedirectInput): Finding | undefined {
  const isNative = input.client.applicationType === 'native' || !isConfidential(input.client)
  return whenBroken(input, 'redirect_uri_not_secure', (uri) => !/^http:/i.test(uri) || (isNative && isLoopbackUri(uri)))
}

/** Only what a `Location` header can carry. @see RFC3986-2 */
export function checkRedirectUriCharacters(input: RedirectInput): Finding | undefined {
  return whenBroken(input, 'redirect_uri_characters', hasUriCharacters)
}

/** @see RFC6749-3.1.2 */
export function checkRedirectUriFragment(input: RedirectInput): Finding | undefined {
  return whenBroken(input, 'redirect_uri_fragment', (uri) => !uri.includes('#'))
}

/** Also of registered ones: what a browser would run or open itself is never a redirect target. @see RFC6749-3.1.2 */
export function checkRedirectUriScheme(input: RedirectInput): Finding | undefined {
  return whenBroken(input, 'redirect_uri_scheme', hasApplicationScheme)
}

/** @see RFC9700-2.1, RFC8252-7.3 */
export function checkRedirectUriRegistered(input: RedirectInput): Finding | undefined {
  const { client } = input
  return whenBroken(input, 'redirect_uri_mismatch', (uri) =>
    client.redirectUris.some((registered) => matchesRegistered(uri, registered, client.applicationType)),
  )
}

/** @see RFC8252-7 */
export function checkRedirectUriUnregistered(input: RedirectInput): Finding | undefined {
  if (input.client.origin !== 'unregistered') return undefined
  return whenBroken(input, 'redirect_uri_unregistered_client', isAllowedUnregistered)
}

function whenBroken(
  { client, redirectUri }: RedirectInput,
  reason: Finding['reason'],
  holds: (uri: string) => boolean,
): Finding | undefined {
  const uri = redirectUri ?? client.redirectUris[0]
  if (uri === undefined || holds(uri)) return undefined
  return { reason, ...compareRedirectUri(uri, client.origin === 'unregistered' ? [] : client.redirectUris) }
}
