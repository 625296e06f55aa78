import type { Operation, OperationName, Step } from './operation.ts'
import { getRequest } from './request.ts'

/** The discovery document; every answer must be the same bytes. */
export const discovery: Operation = document('discovery')

/** The key set; every answer must be the same bytes. */
export const jwks: Operation = document('jwks')

function document(name: 'discovery' | 'jwks'): Operation {
  return {
    name,
    steps: (target) => [sameBytes(getRequest(target, target.paths[name]), target.expected[name])],
  }
}

/** Userinfo with an opaque access token; every answer must be this person's claims. */
export const userinfo: Operation = {
  name: 'userinfo' satisfies OperationName,
  steps: (target, person) => [
    sameBytes(getRequest(target, target.paths.userinfo, { Authorization: `Bearer ${person.accessToken}` }), person.userinfo),
  ],
}

function sameBytes(request: Uint8Array, expected: string): Step {
  return {
    request: () => request,
    findProblem: ({ status, body }) => {
      if (status !== 200) return `status ${status}`
      return body === expected ? undefined : 'another body'
    },
  }
}
