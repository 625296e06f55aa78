import type { Caller, Credential, Management } from '@latchkey/management'
import { credentialOfBrowser, isOfConsole, isOfOwnOrigin, type SignedInBrowserParts } from '../console/console-request.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Handler } from '../http/route.ts'
import type { RefusedSignIns } from '../login/refused-sign-ins.ts'
import { problem, signedOut, unauthorized } from './problem.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** What management routes work with. */
export interface ManagementParts extends SignedInBrowserParts {
  readonly management: Management
  readonly issuer: string
  readonly refusedSignIns: RefusedSignIns
}

/** A route that is there for those who are authenticated. */
export function authenticated(
  parts: ManagementParts,
  handle: (exchange: Exchange, caller: Caller) => Response | Promise<Response>,
): Handler {
  return async (exchange) => {
    const caller = await callerOf(parts, exchange)
    return caller instanceof Response ? caller : handle(exchange, caller)
  }
}

/** The caller of a request, or the response that refuses it. */
export async function callerOf(parts: ManagementParts, exchange: Exchange): Promise<Caller | Response> {
  const { management, issuer, refusedSignIns } = parts
  const isConsole = isOfConsole(exchange)
  if (isConsole && !isOfOwnOrigin(exchange, issuer))
    return problem(403, 'Only a page of this server may use the sign-in of a browser.')
  const credential = isConsole ? await credentialOfBrowser(parts, exchange) : parseAuthorization(exchange.header('authorization'))
  const refusal = (): Response => (isConsole ? signedOut() : unauthorized(issuer))
  if (credential === undefined) return refusal()
  if (credential.kind === 'basic' && isOfAnotherOrigin(exchange, issuer)) {
    return problem(403, 'A page of another origin must not use remembered credentials.')
  }
  const peer = {
    address: exchange.remoteAddress,
    through: isConsole ? 'console' : 'api',
    x5tS256: exchange.certificate?.thumbprint,
  } as const
  const authentication = await management.authenticate(credential, peer)
  // A bearer names nobody.
  const attempt = credential.kind === 'basic' ? { username: credential.username, ...peer } : undefined
  switch (authentication.kind) {
    case 'authenticated':
      return authentication.caller
    case 'refused':
      if (attempt !== undefined) await refusedSignIns.refused(attempt)
      return refusal()
    case 'forbidden':
      return problem(403, 'You are not authorized to use the management API with this credential from here.')
    case 'throttled':
      if (attempt !== undefined) await refusedSignIns.throttled(attempt)
      return problem(429, 'Too many failed attempts.', { headers: { 'retry-after': String(authentication.retryAfter) } })
  }
}

/** A browser sends the name and password that it remembers with what pages of others ask, too. */
function isOfAnotherOrigin(exchange: Exchange, issuer: string): boolean {
  const origin = exchange.header('origin')
  // An image or a script of another page is asked for without Origin.
  const site = exchange.header('sec-fetch-site')
  return (origin !== undefined && origin !== new URL(issuer).origin) || site === 'cross-site' || site === 'same-site'
}

/** RFC7617-2 and RFC6750-2.1; `undefined`: none of the two, or malformed. */
export function parseAuthorization(header: string | undefined): Credential | undefined {
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +([A-Za-z0-9+/=._~-]+) *$/.exec(header ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token: value }
  if (scheme.toLowerCase() !== 'basic') return undefined
  const pair = decodeBase64(value)
  const colon = pair?.indexOf(':') ?? -1
  return pair === undefined || colon < 1
    ? undefined
    : { kind: 'basic', username: pair.slice(0, colon), password: pair.slice(colon + 1) }
}

function decodeBase64(text: string): string | undefined {
  try {
    return strictUtf8.decode(Buffer.from(text, 'base64'))
  } catch {
    return undefined
  }
}
