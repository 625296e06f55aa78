import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLoopbackHost, Networks } from './networks.ts'
import { remoteAddressOf } from './remote-address.ts'

const proxies = new Networks(['10.0.0.0/8', '2001:db8::/32'])

describe('the address that a request comes from', () => {
  const cases: readonly (readonly [title: string, peer: string, headers: Record<string, string>, expected: string])[] = [
    ['is the peer', '192.0.2.1', {}, '192.0.2.1'],
    ['ignores what an untrusted peer says', '192.0.2.1', { 'x-forwarded-for': '198.51.100.1' }, '192.0.2.1'],
    ['is what a trusted proxy says', '10.1.1.1', { 'x-forwarded-for': '198.51.100.1' }, '198.51.100.1'],
    ['ignores what the client made up', '10.1.1.1', { 'x-forwarded-for': '203.0.113.9, 198.51.100.1' }, '198.51.100.1'],
    ['passes a chain of proxies', '10.1.1.1', { 'x-forwarded-for': '198.51.100.1, 10.2.2.2' }, '198.51.100.1'],
    ['stops at nonsense', '10.1.1.1', { 'x-forwarded-for': '198.51.100.1, unknown' }, '10.1.1.1'],
    [
      'is the proxy when the two headers contradict each other: it wrote one, the client the other',
      '10.1.1.1',
      { forwarded: 'for=198.51.100.2', 'x-forwarded-for': '1.1.1.1' },
      '10.1.1.1',
    ],
    [
      'takes two headers that agree',
      '10.1.1.1',
      { forwarded: 'for=203.0.113.9, for=198.51.100.2', 'x-forwarded-for': '198.51.100.2' },
      '198.51.100.2',
    ],
    ['is the proxy when one header is nonsense', '10.1.1.1', { forwarded: 'x', 'x-forwarded-for': '198.51.100.2' }, '10.1.1.1'],
    ['reads IPv6 with a port', '10.1.1.1', { forwarded: 'proto=https;for="[2001:470::1]:4711"' }, '2001:470::1'],
    ['knows mapped addresses', '::ffff:10.1.1.1', { 'x-forwarded-for': '198.51.100.1:80' }, '198.51.100.1'],
    ['is the proxy when it says nothing', '2001:db8::5', {}, '2001:db8::5'],
  ]
  for (const [title, peer, headers, expected] of cases) {
    test(title, () => assert.equal(remoteAddressOf(peer, new Headers(headers), proxies), expected))
  }
})

test('loopback hosts are those of this machine alone', () => {
  for (const host of ['localhost', 'LOCALHOST', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]', '::1']) {
    assert.equal(isLoopbackHost(host), true, host)
  }
  for (const host of ['localhost.example', '128.0.0.1', '0.0.0.0', '::', '[::2]', '127.0.0.1.example', '']) {
    assert.equal(isLoopbackHost(host), false, host)
  }
})
