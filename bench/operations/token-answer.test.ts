import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findTokenProblem } from './token-answer.ts'

const header = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url')
const right = { access_token: 'a', token_type: 'Bearer', id_token: `${header('ES256')}.e30.c2ln` }
const answer = (body: unknown, status = 200) => ({ status, head: '', body: JSON.stringify(body) })

describe('a token response that is measured', () => {
  test('has no problem when it carries all that was asked for', () => {
    assert.equal(findTokenProblem(answer(right), 'ES256'), undefined)
  })

  const wrong: readonly (readonly [title: string, body: unknown, status: number, problem: string])[] = [
    ['is refused', { error: 'invalid_grant' }, 400, 'status 400'],
    ['has no access token', { ...right, access_token: undefined }, 200, 'no access token'],
    ['is of another token type', { ...right, token_type: 'mac' }, 200, 'token type is not bearer'],
    ['has no id token', { ...right, id_token: undefined }, 200, 'no id token'],
    [
      'is signed with another algorithm',
      { ...right, id_token: `${header('RS256')}.e30.c2ln` },
      200,
      'id token of another algorithm',
    ],
  ]
  for (const [title, body, status, problem] of wrong) {
    test(`does not count when it ${title}`, () => {
      assert.equal(findTokenProblem(answer(body, status), 'ES256'), problem)
    })
  }
})
