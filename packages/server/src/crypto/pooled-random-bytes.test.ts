import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pooledRandomBytes } from './pooled-random-bytes.ts'

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex')

describe('random octets from a pool', () => {
  test('have the length that was asked for, larger than the pool too', () => {
    const randomBytes = pooledRandomBytes()
    for (const length of [0, 1, 12, 32, 4_095, 4_096, 4_097, 10_000]) assert.equal(randomBytes(length).length, length)
  })

  test('never come twice, over many refills', () => {
    const randomBytes = pooledRandomBytes()
    const seen = new Set(Array.from({ length: 20_000 }, () => hex(randomBytes(16))))
    assert.equal(seen.size, 20_000)
  })

  test('are the own of whoever asked: nobody else sees what is written there', () => {
    const randomBytes = pooledRandomBytes()
    const first = randomBytes(16)
    const before = hex(first)
    const second = randomBytes(16)
    second.fill(0)
    assert.equal(hex(first), before)
    assert.notEqual(first.buffer, second.buffer)
    assert.notEqual(hex(randomBytes(16)), hex(second))
  })
})
