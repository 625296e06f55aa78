import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OAuthError, type ReasonId } from '@latchkey/core'
import { jsonDepth, readJson } from './json-body.ts'

function post(body: string, type = 'application/json'): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } })
}

function refusal(reason: ReasonId): (error: unknown) => boolean {
  return (error) => error instanceof OAuthError && error.reason === reason
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('RFC7591-3.1 JSON bodies', () => {
  test('a value is read; brackets in its texts are no nesting', async () => {
    const value = { a: ['b', { c: null }], 'd"\\[[[': `${'['.repeat(100)}"{{\\` }
    assert.deepEqual(await readJson(post(JSON.stringify(value))), value)
  })

  test('nesting is bounded, wherever it stands', async () => {
    assert.ok(await readJson(post(nested(jsonDepth))))
    for (const text of [nested(jsonDepth + 1), nested(30_000), '{"a":'.repeat(5000), `{"keys":["\\"",${nested(jsonDepth)}]}`]) {
      await assert.rejects(readJson(post(text)), refusal('body_too_deep'))
    }
  })

  test('a text of nothing but escapes that never ends is looked at once, not once for each of them', async () => {
    const bodies = ['\\"', '\\\\', '"\\"'].map((piece) => post(`"${piece.repeat(32_000 / piece.length)}`))
    const before = process.cpuUsage()
    for (const body of bodies) await readJson(body).catch(() => undefined)
    const { user } = process.cpuUsage(before)
    assert.ok(user < 300_000, `${user} microseconds`)
  })

  test('what is no JSON is undefined, another content type is refused', async () => {
    for (const text of ['', '{', '{"a"', '"', '"\\', ']']) assert.equal(await readJson(post(text)), undefined)
    await assert.rejects(readJson(post('{}', 'text/plain')), refusal('body_not_json'))
  })
})
