import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { zoneOf } from './zone-of.ts'

describe('whose name servers are waited for', () => {
  const cases: readonly (readonly [hostname: string, zone: string])[] = [
    ['rp.example', 'rp.example'],
    ['a.b.rp.example', 'rp.example'],
    ['rp.example.', 'rp.example'],
    ['localhost', 'localhost'],
    ['192.0.2.1', '192.0.2.1'],
    ['[2001:db8::1]', '[2001:db8::1]'],
  ]
  for (const [hostname, zone] of cases) {
    test(`of ${hostname}: ${zone}`, () => assert.equal(zoneOf(hostname), zone))
  }
})
