import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromLocalInput, relativeTime, toLocalInput } from './times.ts'

describe('times', () => {
  const now = Date.UTC(2026, 10, 22, 12)

  test('are told by the largest unit that fits, in the language of the page', () => {
    assert.equal(relativeTime(now - 3 * 86_400_000, now, 'en'), '3 days ago')
    assert.equal(relativeTime(now + 7_200_000, now, 'de'), 'in 2 Stunden')
    assert.equal(relativeTime(now - 90_000, now, 'en'), '1 minute ago')
    assert.equal(relativeTime(now, now, 'en'), 'now')
  })

  test('go into a field of local time and come out of it as they were', () => {
    for (const wire of ['2026-11-22T19:23:13Z', '2026-06-01T00:00:00Z']) assert.equal(fromLocalInput(toLocalInput(wire)), wire)
    assert.equal(toLocalInput(null), '')
    assert.equal(fromLocalInput(''), null)
  })
})
