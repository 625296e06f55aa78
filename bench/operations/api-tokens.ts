import type { Answer } from '../load/connection.ts'
import type { Operation } from './operation.ts'
import { formRequest, tokenRequest } from './request.ts'

/** A token of a client for itself. */
export const clientCredentials: Operation = {
  name: 'client-credentials',
  steps: (target) => {
    const request = tokenRequest(target, target.clients.es256, new URLSearchParams({ grant_type: 'client_credentials' }))
    return [{ request: () => request, findProblem: (answer) => findTextProblem(answer, 'access_token') }]
  },
}

/** What the opaque access token of a person is worth, asked by its client. */
export const introspection: Operation = {
  name: 'introspection',
  steps: (target, person) => {
    const form = new URLSearchParams({ token: person.accessToken })
    const request = formRequest(target, target.paths.introspection, { client: target.clients.es256, form })
    return [{ request: () => request, findProblem: findInactive }]
  },
}

function findInactive(answer: Answer): string | undefined {
  if (answer.status !== 200) return `status ${answer.status}`
  return (JSON.parse(answer.body) as { readonly active?: unknown }).active === true ? undefined : 'not active'
}

function findTextProblem(answer: Answer, member: string): string | undefined {
  if (answer.status !== 200) return `status ${answer.status}`
  const value = (JSON.parse(answer.body) as Readonly<Record<string, unknown>>)[member]
  return typeof value === 'string' && value !== '' ? undefined : `no ${member}`
}
