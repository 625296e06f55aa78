import assert from 'node:assert/strict'
import { type JsonAnswer, type ReasonId, reasons } from '@latchkey/core'

/** The answer is this refusal: wire code, reason, status and fixed text. */
export function expectRefusal(answer: JsonAnswer, error: string, reason: ReasonId, status = 400): void {
  assert.equal(answer.refusal?.reason, reason)
  assert.deepEqual(answer.body, { error, error_description: reasons[reason].text })
  assert.equal(answer.status, status)
}

/** The member of a successful answer, a text. */
export function textOf(answer: JsonAnswer, member: string): string {
  assert.equal(answer.status, 200, `${answer.refusal?.reason}`)
  const value = answer.body?.[member]
  assert.equal(typeof value, 'string', `${member} is not a text`)
  return String(value)
}
