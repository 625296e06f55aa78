import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ipv4Within, isPublicAddress, networkOf } from './public-address.ts'

describe('addresses that fetches may reach without being allowed to', () => {
  const cases: readonly (readonly [address: string, kind: string])[] = [
    ['0.0.0.0', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.8', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarking'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback in full'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:7f00:1', 'mapped loopback in hexadecimal'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'mapped link-local in full'],
    ['::ffff:0:127.0.0.1', 'translated'],
    ['64:ff9b::10.0.0.1', 'private behind NAT64'],
    ['64:ff9b::a00:1', 'private behind NAT64 in hexadecimal'],
    ['64:ff9b:1::8.8.8.8', 'local NAT64'],
    ['100::1', 'discard-only'],
    ['2001::1', 'Teredo'],
    ['2001:0:7f00:1::', 'Teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'ORCHID'],
    ['2001:20::1', 'ORCHIDv2'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['2002:808:808::', '6to4'],
    ['3fff::1', 'documentation'],
    ['4000::1', 'unassigned'],
    ['5f00::1', 'segment routing'],
    ['fc00::1', 'unique local'],
    ['fd12:3456::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['localhost', 'no address'],
    ['', 'no address'],
  ]
  for (const [address, kind] of cases) {
    test(`${address} (${kind}) is not public`, () => assert.equal(isPublicAddress(address), false))
  }

  for (const address of [
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '198.20.0.1',
    '223.255.255.255',
  ]) {
    test(`${address} is public`, () => assert.equal(isPublicAddress(address), true))
  }

  for (const address of ['2606:4700::1111', '2a00:1450:4001::1', '2001:200::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8']) {
    test(`${address} is public`, () => assert.equal(isPublicAddress(address), true))
  }

  test('only mapped and NAT64 addresses are an IPv4 address', () => {
    assert.equal(ipv4Within('::FFFF:1.2.3.4'), '1.2.3.4')
    assert.equal(ipv4Within('64:ff9b::102:304'), '1.2.3.4')
    assert.equal(ipv4Within('2001:db8::102:304'), undefined)
    assert.equal(ipv4Within('1.2.3.4'), undefined)
  })

  const networks: readonly (readonly [address: string, network: string])[] = [
    ['8.8.8.8', '8.8.8.8'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['2a00:1450:4001:81c::200e', '2a00:1450:4001:81c/64'],
    ['2A00:1450:4001:081c:1:2:3:4', '2a00:1450:4001:81c/64'],
    ['2a00:1450::1', '2a00:1450:0:0/64'],
  ]
  for (const [address, network] of networks) {
    test(`${address} counts as ${network}`, () => assert.equal(networkOf(address), network))
  }
})
