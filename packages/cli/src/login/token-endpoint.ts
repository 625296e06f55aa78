import { Failure } from '../command.ts'
import { sendRequest } from '../connect/http-request.ts'
import { isObject } from '../connect/jmap.ts'
import { oneLine } from '../one-line.ts'
import type { Login } from './stored-logins.ts'

/** The server that somebody logs in to. */
export interface LoginServer {
  /** Without slash at the end. */
  readonly url: string
  readonly isInsecure: boolean
  /** Milliseconds since the epoch. */
  now(): number
}

/** Public client that the server knows without a record. */
export const clientId = 'latchkey-cli'

export interface FormAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Sends a form to an endpoint below `/auth/`. @throws Failure when the answer is no JSON object */
export async function postForm(
  { url, isInsecure }: LoginServer,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<FormAnswer> {
  const answer = await sendRequest(new URL(`${url}${path}`), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ client_id: clientId, ...fields }).toString(),
    isInsecure,
  })
  const text = await answer.text()
  if (text === '' && answer.status === 200) return { status: 200, body: {} }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  if (!isObject(body)) throw new Failure(`server returned HTTP ${answer.status}`)
  return { status: answer.status, body }
}

/** What a token response (RFC6749-5.1) is kept as; a refresh token that was not replaced stays (RFC6749-6). */
export function loginOf(body: FormAnswer['body'], now: number, previous?: Login): Login {
  const { access_token: accessToken, refresh_token: next, expires_in: seconds } = body
  if (typeof accessToken !== 'string') throw new Failure('unexpected server response: no access token')
  const refreshToken = typeof next === 'string' ? next : previous?.refreshToken
  return {
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(typeof seconds === 'number' && { expiresAt: now + seconds * 1000 }),
  }
}

/** A refusal of RFC6749-5.2 for people. */
export function describeOAuthError({ status, body }: FormAnswer): string {
  const { error, error_description: text } = body
  if (typeof error !== 'string') return `server returned HTTP ${status}`
  return oneLine(typeof text === 'string' ? `${error}: ${text}` : error)
}
