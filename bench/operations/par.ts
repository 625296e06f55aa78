import type { Answer } from '../load/connection.ts'
import { codeChallenge } from './code-flow.ts'
import type { Operation } from './operation.ts'
import { formRequest } from './request.ts'

/** An authorization request that is pushed, answered with its `request_uri`. */
export const par: Operation = {
  name: 'par',
  steps: (target) => {
    const client = target.clients.es256
    const form = new URLSearchParams({
      client_id: client.clientId,
      response_type: 'code',
      redirect_uri: target.redirectUri,
      scope: 'openid profile email',
      state: 'af0ifjsldkj',
      nonce: 'n-0S6_WzA2Mj',
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    })
    const request = formRequest(target, target.paths.par, { client, form })
    return [{ request: () => request, findProblem }]
  },
}

function findProblem({ status, body }: Answer): string | undefined {
  if (status !== 201) return `status ${status}`
  const { request_uri: requestUri, expires_in: life } = JSON.parse(body) as Readonly<Record<string, unknown>>
  if (typeof requestUri !== 'string' || !requestUri.startsWith('urn:ietf:params:oauth:request_uri:')) return 'no request_uri'
  return typeof life === 'number' && life > 0 ? undefined : 'no expires_in'
}
