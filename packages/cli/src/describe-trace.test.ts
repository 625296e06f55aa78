import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Trace } from '@latchkey/server'
import { describeTrace } from './describe-trace.ts'

const trace: Trace = {
  traceId: 'trc_1',
  clientId: 'wiki\u001b[2J' as NonNullable<Trace['clientId']>,
  startedAt: 0,
  updatedAt: 1_500,
  droppedSteps: 2,
  steps: [
    {
      at: 0,
      endpoint: 'authorize',
      outcome: 'refused',
      reason: 'redirect_uri_mismatch',
      checks: [
        { check: 'client-known', spec: 'RFC6749-4.1.2.1', outcome: 'passed' },
        {
          check: 'redirect-uri-registered',
          spec: 'RFC9700-2.1',
          outcome: 'failed',
          reason: 'redirect_uri_mismatch',
          expected: 'https://wiki.example/',
          received: 'https://wiki.example/x\r\nok',
        },
      ],
    },
    { at: 1_500, endpoint: 'login', outcome: 'completed', note: 'signed in', checks: [] },
  ],
}

test('a trace shows each check in order, what was expected and what came, and nothing that steers the terminal', () => {
  assert.equal(
    describeTrace(trace).join('\n'),
    `Trace trc_1
  client   wiki?[2J
  started  1970-01-01T00:00:00.000Z

1970-01-01T00:00:00.000Z  authorize: refused (redirect_uri_mismatch)
  ok    client-known             RFC6749-4.1.2.1
  FAIL  redirect-uri-registered  RFC9700-2.1  redirect_uri_mismatch
        expected  https://wiki.example/
        received  https://wiki.example/x??ok

1970-01-01T00:00:01.500Z  login: completed (signed in)

2 more steps like these were counted but not kept.`,
  )
})
