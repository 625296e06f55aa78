import { type AuthenticationDemand, challengeOf } from '@latchkey/core'
import { jsonHeaders, noStore } from '../http/headers.ts'

/** Titles of the statuses that management answers. */
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
} as const

export type ProblemStatus = keyof typeof titles

const headers = { ...jsonHeaders, 'content-type': 'application/problem+json', 'cache-control': noStore }

/** RFC9457: the refusal of a management request as a whole. `members` are those of the problem's type. */
export function problem(
  status: ProblemStatus,
  detail: string,
  options: { readonly type?: string; readonly members?: object; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  const body = { type: options.type ?? 'about:blank', status, title: titles[status], detail, ...options.members }
  return new Response(JSON.stringify(body), { status, headers: { ...headers, ...options.headers } })
}

/** Nobody, or nobody that could be told, was authenticated. Says the same for every way in which a credential can be wrong. */
export function unauthorized(base: string): Response {
  const response = problem(401, 'You have to authenticate first.')
  response.headers.append(
    'www-authenticate',
    `Bearer realm="Latchkey", resource_metadata="${base}/.well-known/oauth-protected-resource"`,
  )
  response.headers.append('www-authenticate', 'Basic realm="Latchkey", charset="UTF-8"')
  return response
}

/** The same to the console: nothing that would make a browser ask for name and password in a window of its own. */
export function signedOut(): Response {
  return problem(401, 'You have to sign in first.', { headers: { 'www-authenticate': 'Session realm="Latchkey"' } })
}

/**
 * The credential is good, but the sign-in behind it is not what is wanted of it: a client signs its person in again, as the challenge says.
 * @see RFC9470-3
 */
export function signInAgain(base: string, demand: AuthenticationDemand): Response {
  const error = 'error="insufficient_user_authentication", error_description="A more recent sign-in is needed to make changes"'
  const metadata = `resource_metadata="${base}/.well-known/oauth-protected-resource"`
  return problem(401, 'A more recent sign-in is needed to make changes.', {
    headers: { 'www-authenticate': `Bearer realm="Latchkey", ${error}${challengeOf(demand)}, ${metadata}` },
  })
}
