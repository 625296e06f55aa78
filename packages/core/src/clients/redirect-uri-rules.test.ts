import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkRedirectUri, type RedirectUriRule } from './redirect-uri-rules.ts'

describe('RFC9700-2.1 a redirect URI that a client may register', () => {
  const allowed = [
    'https://rp.example',
    'https://rp.example/',
    'https://rp.example:8443/cb?foo=bar',
    'https://[2001:db8::1]/cb',
    'https://rp.example/a..b/.well-known/cb',
    'https://rp.example/cb?path=../x',
    'http://127.0.0.1/cb',
    'http://127.0.0.1:3000',
    'http://[::1]:3000/cb',
    'http://localhost:3000/cb',
    'com.example.app:/cb',
    'com.example.app://host/cb',
    `https://rp.example/${'x'.repeat(2029)}`,
  ]
  for (const uri of allowed) test(uri.slice(0, 60), () => assert.equal(checkRedirectUri(uri), undefined))

  const refused: readonly (readonly [uri: string, rule: RedirectUriRule])[] = [
    ['', 'length'],
    [`https://rp.example/${'x'.repeat(2030)}`, 'length'],
    ['https://rp.example/a b', 'characters'],
    ['https://rp.example\\@evil.example', 'characters'],
    ['https://rp.example/\r\nSet-Cookie:a=b', 'characters'],
    ['https://rp.exämple/cb', 'characters'],
    ['https://rp.example/cb#', 'fragment'],
    ['https://rp.example/cb#a', 'fragment'],
    ['com.example.app:/cb#a', 'fragment'],
    ['https://user@rp.example/cb', 'user_info'],
    ['https://rp.example@evil.example/cb', 'user_info'],
    ['com.example.app://user:pw@host/cb', 'user_info'],
    ['https://*.rp.example/cb', 'wildcard'],
    ['https://rp.example/*', 'wildcard'],
    ['https://rp.example/a/../b', 'dot_segments'],
    ['https://rp.example/a/..', 'dot_segments'],
    ['https://rp.example/./b', 'dot_segments'],
    ['https://rp.example/%2e%2E/b', 'dot_segments'],
    ['https://rp.example/a/.%2e?x', 'dot_segments'],
    ['http://rp.example/cb', 'target'],
    ['http://127.0.0.2/cb', 'target'],
    ['http://localhost.evil.example/cb', 'target'],
    ['http://127.0.0.1:99999/cb', 'target'],
    ['https:///cb', 'target'],
    ['https://', 'target'],
    ['https:rp.example', 'target'],
    ['//rp.example/cb', 'target'],
    ['/cb', 'target'],
    ['rp.example/cb', 'target'],
    ['myapp:/cb', 'target'],
    ['javascript:alert(1)', 'target'],
    ['data:text/html,x', 'target'],
    ['file:///etc/passwd', 'target'],
    ['urn:ietf:wg:oauth:2.0:oob', 'target'],
  ]
  for (const [uri, rule] of refused) {
    test(`${JSON.stringify(uri.slice(0, 60))} is not one: ${rule}`, () => {
      assert.equal(checkRedirectUri(uri)?.rule, rule)
    })
  }
})
