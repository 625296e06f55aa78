import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitLines } from './split-lines.ts'

test('lines are the same however their octets are cut', async () => {
  const octets = new TextEncoder().encode('ä€\r\n\nlast 😀')
  for (let size = 1; size <= octets.length; size++) {
    async function* pieces() {
      for (let from = 0; from < octets.length; from += size) yield octets.subarray(from, from + size)
    }
    const lines: string[] = []
    for await (const line of splitLines(pieces())) lines.push(line)
    assert.deepEqual(lines, ['ä€', '', 'last 😀'], `pieces of ${size}`)
  }
})
