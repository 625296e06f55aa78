import type { Answer } from '../load/connection.ts'
import type { Person, Target } from '../target.ts'

/** In the order in which they are measured and printed. */
export const operationNames = [
  'discovery',
  'jwks',
  'userinfo',
  'introspection',
  'client-credentials',
  'dpop-userinfo',
  'par',
  'refresh-es256',
  'refresh-rs256',
  'code-flow',
] as const

export type OperationName = (typeof operationNames)[number]

/** One request of an operation. */
export interface Step {
  /** The whole request; `previous` is the answer to the step before. */
  request(previous: Answer | undefined): Uint8Array
  /** What is wrong with the answer, in fixed words that can be counted; `undefined`: it is what was asked for. */
  findProblem(answer: Answer): string | undefined
}

export interface Operation {
  readonly name: OperationName
  /** Made once per connection: what can be prepared is prepared, so that the generator stays cheap. */
  steps(target: Target, person: Person): readonly Step[]
  /** The ID token of an answer, where the operation has one: some are verified after the run. */
  readonly algorithm?: 'ES256' | 'RS256'
}
