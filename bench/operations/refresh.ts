import type { Operation } from './operation.ts'
import { tokenRequest } from './request.ts'
import { findTokenProblem } from './token-answer.ts'

/** A refresh that yields an access token and an ID token signed with ES256. */
export const refreshEs256: Operation = refresh('es256', 'ES256')

/** The same with RS256. */
export const refreshRs256: Operation = refresh('rs256', 'RS256')

function refresh(client: 'es256' | 'rs256', algorithm: 'ES256' | 'RS256'): Operation {
  return {
    name: `refresh-${client}`,
    algorithm,
    steps: (target, person) => {
      const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: person.refreshTokens[client] })
      const request = tokenRequest(target, target.clients[client], form)
      return [{ request: () => request, findProblem: (answer) => findTokenProblem(answer, algorithm) }]
    },
  }
}
