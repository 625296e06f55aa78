import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isFromAllowedNetwork, isNetwork } from './allowed-networks.ts'

describe('an address', () => {
  const table: readonly (readonly [address: string, networks: readonly string[], expected: boolean])[] = [
    ['192.0.2.1', [], true],
    ['unknown', [], true],
    ['192.0.2.1', ['192.0.2.0/24'], true],
    ['192.0.3.1', ['192.0.2.0/24'], false],
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.2', ['192.0.2.1'], false],
    ['192.0.2.2', ['198.51.100.1', '192.0.2.0/30'], true],
    ['::ffff:192.0.2.1', ['192.0.2.0/24'], true],
    ['2001:db8::7', ['2001:db8::/32'], true],
    ['[2001:db8::7]', ['2001:db8::/32'], true],
    ['2001:db9::7', ['2001:db8::/32'], false],
    ['2001:db8::7', ['0.0.0.0/0'], false],
    ['fe80::1%eth0', ['fe80::/10'], true],
    ['192.0.2.1', ['nonsense'], false],
    ['unknown', ['0.0.0.0/0'], false],
    ['', ['::/0'], false],
  ]
  for (const [address, networks, expected] of table) {
    test(`${address} ${expected ? 'is' : 'is not'} within ${networks.join(', ') || 'no limit'}`, () => {
      assert.equal(isFromAllowedNetwork(address, networks), expected)
    })
  }
})

test('networks are addresses with or without a length', () => {
  for (const text of ['192.0.2.1', '192.0.2.0/0', '192.0.2.0/32', '2001:db8::/128', '::1']) assert.ok(isNetwork(text), text)
  for (const text of [
    '',
    '192.0.2',
    '192.0.2.0/33',
    '::/129',
    '192.0.2.0/',
    '192.0.2.0/x',
    '192.0.2.0/8/8',
    'host',
    'fe80::1%eth0',
  ]) {
    assert.ok(!isNetwork(text), text)
  }
})
