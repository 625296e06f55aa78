import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isHostPattern, matchesHost } from './match-host.ts'

describe('patterns of redirect hosts', () => {
  const table: readonly (readonly [pattern: string, fits: readonly string[], not: readonly string[]])[] = [
    [
      'app.example',
      ['https://app.example/cb', 'https://app.example:8443/cb', 'https://APP.example/'],
      [
        'https://app.example.evil.example/',
        'https://xapp.example/',
        'https://a.app.example/',
        'https://evil.example/app.example',
      ],
    ],
    ['app.example:8443', ['https://app.example:8443/cb'], ['https://app.example/cb', 'https://app.example:8444/cb']],
    [
      '*.app.example',
      ['https://a.app.example/cb', 'https://a.b.app.example/cb'],
      ['https://app.example/cb', 'https://xapp.example/cb', 'https://evil-app.example/cb', 'https://a.app.example.evil.example/'],
    ],
    [
      'loopback',
      ['http://127.0.0.1:4711/cb', 'http://[::1]/cb', 'http://localhost/cb'],
      ['https://loopback/cb', 'http://127.0.0.2/cb', 'http://localhost.evil.example/cb'],
    ],
    ['com.example.app:', ['com.example.app:/cb'], ['com.example.apps:/cb', 'https://com.example.app/', 'not a uri']],
    ['[2001:db8::1]', ['https://[2001:db8::1]/cb'], ['https://[2001:db8::2]/cb']],
  ]
  for (const [pattern, fits, not] of table) {
    test(`${pattern} allows what it says and nothing else`, () => {
      assert.ok(isHostPattern(pattern))
      for (const uri of fits) assert.ok(matchesHost(uri, pattern), uri)
      for (const uri of not) assert.ok(!matchesHost(uri, pattern), uri)
    })
  }

  for (const text of [
    '',
    '*',
    '*.',
    '*.*.example',
    'https://app.example',
    'app.example/cb',
    'APP.example',
    'a b',
    'javascript:',
    '.example',
    'a..b',
    '-a.example',
  ]) {
    test(`${JSON.stringify(text)} is no pattern`, () => assert.ok(!isHostPattern(text)))
  }
})
