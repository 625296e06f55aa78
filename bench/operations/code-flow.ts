import { createHash } from 'node:crypto'
import { type Answer, headerField } from '../load/connection.ts'
import type { Operation } from './operation.ts'
import { getRequest, tokenRequest } from './request.ts'
import { findTokenProblem } from './token-answer.ts'

const codeVerifier = 'the-generator-measures-the-provider-so-one-verifier-is-enough'
export const codeChallenge: string = createHash('sha256').update(codeVerifier).digest('base64url')
const state = 'af0ifjsldkj'

/** Authorize with a session, which answers at once with a code, then its redemption: one rate for both requests. */
export const codeFlow: Operation = {
  name: 'code-flow',
  algorithm: 'ES256',
  steps: (target, person) => {
    const { clientId } = target.clients.es256
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: target.redirectUri,
      scope: 'openid profile email',
      state,
      nonce: 'n-0S6_WzA2Mj',
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    })
    const authorize = getRequest(target, `${target.paths.authorize}?${query}`, { Cookie: person.cookie })
    return [
      { request: () => authorize, findProblem: (answer) => (readCode(answer) === undefined ? 'no code' : undefined) },
      {
        request: (previous) =>
          tokenRequest(
            target,
            target.clients.es256,
            new URLSearchParams({
              grant_type: 'authorization_code',
              code: (previous && readCode(previous)) ?? '',
              redirect_uri: target.redirectUri,
              code_verifier: codeVerifier,
            }),
          ),
        findProblem: (answer) => findTokenProblem(answer, 'ES256'),
      },
    ]
  },
}

/** The code of a redirect that carries the request's `state`. */
function readCode(answer: Answer): string | undefined {
  if (answer.status !== 302 && answer.status !== 303) return undefined
  const location = headerField(answer.head, 'location')
  if (location === undefined || !URL.canParse(location)) return undefined
  const parameters = new URL(location).searchParams
  return parameters.get('state') === state ? (parameters.get('code') ?? undefined) : undefined
}
