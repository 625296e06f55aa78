import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareRedirectUri } from './describe-redirect-uri.ts'

const registered = 'https://app.example/callback?tenant=1'

const cases: readonly (readonly [received: string, shown: string])[] = [
  ['http://app.example/callback?tenant=1', 'http://app.example/callback?tenant=1 (differs in scheme)'],
  ['https://evil.example/callback?tenant=1', 'https://evil.example/callback?tenant=1 (differs in host)'],
  ['https://APP.example/callback?tenant=1', 'https://APP.example/callback?tenant=1 (differs in letter case of the host)'],
  ['https://app.example:443/callback?tenant=1', 'https://app.example:443/callback?tenant=1 (differs in port)'],
  ['https://app.example/call?tenant=1', 'https://app.example/call?tenant=1 (differs in path)'],
  ['https://app.example/callback/?tenant=1', 'https://app.example/callback/?tenant=1 (differs in trailing slash)'],
  ['https://app.example/callback?tenant=2', 'https://app.example/callback?tenant=... (differs in query)'],
  ['https://app.example/callback?tenant=1&token=s3cret', 'https://app.example/callback?tenant=1&token=... (differs in query)'],
  ['https://app.example/callback?s3cret', 'https://app.example/callback?... (differs in query)'],
  ['https://app.example/callback', 'https://app.example/callback (differs in query)'],
  ['https://app.example/callback?tenant=1#s3cret', 'https://app.example/callback?tenant=1#... (differs in fragment)'],
  ['https://me:s3cret@app.example/callback?tenant=1', 'https://...@app.example/callback?tenant=1 (differs in user info)'],
  ['https://аpp.example/callback?tenant=1', 'https://<U+0430>pp.example/callback?tenant=1 (differs in host)'],
  ['https://app.example/\r\ncallback?tenant=1', 'https://app.example/<U+000D><U+000A>callback?tenant=1 (differs in path)'],
]

describe('what a developer sees of a refused redirect URI', () => {
  for (const [received, shown] of cases) {
    test(shown, () => {
      assert.deepEqual(compareRedirectUri(received, [registered]), { expected: registered, received: shown })
    })
  }

  test('of several registered ones the nearest is shown, and how many there are', () => {
    const all = ['https://other.example/cb', 'https://app.example/callback', 'com.example.app:/cb']
    assert.deepEqual(compareRedirectUri('https://app.example/callback/', all), {
      expected: 'https://app.example/callback (or 2 others)',
      received: 'https://app.example/callback/ (differs in trailing slash)',
    })
  })

  test('without a registered one it says so', () => {
    assert.deepEqual(compareRedirectUri('https://app.example/?a=b', []), {
      expected: 'no redirect URI is registered',
      received: 'https://app.example/?a=...',
    })
  })

  test('a very long one is cut', () => {
    const { received } = compareRedirectUri(`https://app.example/${'x'.repeat(5000)}`, [registered])
    assert.ok(received.length < 500)
    assert.match(received, /\(5020 characters\)/)
  })
})
