import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OAuthError } from '@latchkey/core'
import { createLog, type LogRecord } from './log.ts'

function written(form: 'json' | 'text', level: 'error' | 'info' | 'debug', record: LogRecord): readonly string[] {
  const lines: string[] = []
  createLog({ form, level, clock: () => 0, sink: (line) => lines.push(line) }).write(record)
  return lines
}

describe('log', () => {
  const refused: LogRecord = {
    level: 'info',
    event: 'refused',
    path: '/auth/token',
    error: new OAuthError('body_not_form', { detail: { expected: 'a\nb', received: 'x'.repeat(500) } }),
    traceId: 'trc_1',
  }

  test('a refusal names its reason, its trace and what differed, on one bounded line', () => {
    const [line = ''] = written('json', 'info', refused)
    const record: unknown = JSON.parse(line)
    assert.deepEqual(record, {
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      event: 'refused',
      path: '/auth/token',
      reason: 'body_not_form',
      error: 'invalid_request',
      traceId: 'trc_1',
      expected: 'a?b',
      received: 'x'.repeat(300),
    })
    assert.equal(written('text', 'info', refused)[0]?.includes('\n'), false)
  })

  test('a link stands on a line of its own for people, and in a member of its own for machines', () => {
    const notice: LogRecord = { level: 'info', event: 'notice', message: 'Open this:', link: 'https://id.example/setup' }
    assert.deepEqual(written('text', 'info', notice), ['Open this:\n\n  https://id.example/setup\n'])
    const { message, link } = JSON.parse(written('json', 'info', notice)[0] ?? '') as Record<string, unknown>
    assert.deepEqual([message, link], ['Open this:', 'https://id.example/setup'])
  })

  test('records below the level are not written', () => {
    assert.deepEqual(written('json', 'error', refused), [])
  })

  test('a failure has the whole chain of causes', () => {
    const cause = new Error('outer', { cause: new TypeError('inner') })
    const [line = ''] = written('json', 'error', { level: 'error', event: 'failure', at: '/x', cause })
    assert.match(line, /outer/)
    assert.match(line, /caused by TypeError: inner/)
  })

  test('a notice is a sentence on a terminal', () => {
    assert.deepEqual(written('text', 'info', { level: 'info', event: 'notice', message: 'Hello.' }), ['Hello.'])
  })
})
