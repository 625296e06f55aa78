import type { Answer } from '../load/connection.ts'

interface TokenAnswer {
  readonly access_token?: unknown
  readonly id_token?: unknown
  readonly token_type?: unknown
}

/** What is wrong with a token response that must carry an ID token of this algorithm (RFC6749-5.1, OIDCC-3.1.3.3). */
export function findTokenProblem(answer: Answer, algorithm: 'ES256' | 'RS256'): string | undefined {
  if (answer.status !== 200) return `status ${answer.status}`
  const tokens = JSON.parse(answer.body) as TokenAnswer
  if (typeof tokens.access_token !== 'string' || tokens.access_token === '') return 'no access token'
  if (typeof tokens.token_type !== 'string' || tokens.token_type.toLowerCase() !== 'bearer') return 'token type is not bearer'
  if (typeof tokens.id_token !== 'string') return 'no id token'
  return algorithmOf(tokens.id_token) === algorithm ? undefined : 'id token of another algorithm'
}

/** The ID token of a token response that had no problem. */
export function idTokenOf(answer: Answer): string {
  return String((JSON.parse(answer.body) as TokenAnswer).id_token)
}

const algorithmOfHeader = new Map<string, unknown>()

function algorithmOf(jwt: string): unknown {
  const header = jwt.slice(0, jwt.indexOf('.'))
  if (!algorithmOfHeader.has(header)) {
    algorithmOfHeader.set(header, JSON.parse(Buffer.from(header, 'base64url').toString()).alg)
  }
  return algorithmOfHeader.get(header)
}
