import type { Ports } from '../ports/ports.ts'
import type { JsonAnswer } from '../provider-contract.ts'
import { currentNonce } from './nonce.ts'

/** A refusal for want of a nonce tells which one to use (RFC9449-8). */
export function withNonce(answer: JsonAnswer, ports: Ports): JsonAnswer {
  return answer.refusal?.reason === 'dpop_nonce_required' ? { ...answer, dpopNonce: currentNonce(ports) } : answer
}
