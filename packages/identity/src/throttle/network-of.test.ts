import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { networkOf, siteOf } from './network-of.ts'

describe('the network of an address', () => {
  const table: readonly (readonly [address: string, network: string])[] = [
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['[::ffff:192.0.2.1]', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['2001:db8:1:2::/64', '2001:db8:1:2::/64'],
    ['', 'unknown'],
    ['localhost', 'unknown'],
    ['192.0.2', 'unknown'],
    ['192.0.2.256', 'unknown'],
    ['1:2:3', 'unknown'],
    ['/run/socket', 'unknown'],
  ]
  for (const [address, network] of table) {
    test(`${JSON.stringify(address)} is on ${network}`, () => {
      assert.equal(networkOf(address), network)
      assert.equal(networkOf(network), network)
    })
  }
})

describe('the site of an address', () => {
  const table: readonly (readonly [address: string, site: string | undefined])[] = [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8:1:ffff::/64', '2001:db8:1::/48'],
    ['[2001:db8::1%eth0]', '2001:db8:0::/48'],
    ['192.0.2.1', undefined],
    ['::ffff:192.0.2.1', undefined],
    ['unknown', undefined],
  ]
  for (const [address, site] of table) {
    test(`${JSON.stringify(address)} is at ${site}`, () => assert.equal(siteOf(address), site))
  }
})
