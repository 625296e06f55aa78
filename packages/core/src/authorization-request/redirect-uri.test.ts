import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hasApplicationScheme, hasUriCharacters, isAllowedUnregistered, matchesRegistered } from './redirect-uri.ts'

const registered = 'https://app.example/callback'

/** Another text is another URI, whatever a browser makes of it. */
const altered: readonly string[] = [
  'https://app.example/callback/',
  'https://app.example/Callback',
  'https://APP.example/callback',
  'HTTPS://app.example/callback',
  'http://app.example/callback',
  'https://app.example:443/callback',
  'https://app.example:8443/callback',
  'https://app.example./callback',
  'https://app.example//callback',
  'https://app.example/./callback',
  'https://app.example/x/../callback',
  'https://app.example/callback/%2e%2e/x',
  'https://app.example/c%61llback',
  'https://app.example/callback?',
  'https://app.example/callback?a=b',
  'https://app.example/callback#',
  'https://app.example/callback#x',
  'https://app.example/callback;x',
  'https://user@app.example/callback',
  'https://app.example@evil.example/callback',
  'https://evil.example\\@app.example/callback',
  'https://app.example.evil.example/callback',
  'https://sub.app.example/callback',
  'https://аpp.example/callback',
  ' https://app.example/callback',
  'https://app.example/callback\n',
  '//app.example/callback',
  '/callback',
  'javascript:alert(1)//https://app.example/callback',
  'data:text/html,https://app.example/callback',
]

describe('RFC9700-2.1 redirect URIs are compared character by character', () => {
  test('the registered one matches', () => {
    assert.equal(matchesRegistered(registered, registered, 'web'), true)
  })
  for (const uri of altered) {
    test(`${JSON.stringify(uri)} does not match ${registered}`, () => {
      assert.equal(matchesRegistered(uri, registered, 'web'), false)
      assert.equal(matchesRegistered(uri, registered, 'native'), false)
    })
  }
})

describe('RFC8252-7.3 the port of a loopback redirect URI may differ', () => {
  const cases: readonly (readonly [requested: string, registered: string, matches: boolean])[] = [
    ['http://127.0.0.1:5000/cb', 'http://127.0.0.1/cb', true],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:5000/cb', true],
    ['http://127.0.0.1:1/cb', 'http://127.0.0.1:65535/cb', true],
    ['http://[::1]:5000/cb', 'http://[::1]/cb', true],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1', true],
    ['http://127.0.0.1:5000', 'http://127.0.0.1/', true],
    ['http://127.0.0.1:5000?a=b', 'http://127.0.0.1/?a=b', true],
    ['http://127.0.0.1:65536/cb', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:/cb', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:5000x/cb', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:5000@evil.example/cb', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1.evil.example/cb', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:5000/cb/', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:5000/cb?a=b', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:5000/CB', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.1:5000/cb#x', 'http://127.0.0.1/cb', false],
    ['http://127.0.0.2:5000/cb', 'http://127.0.0.1/cb', false],
    ['http://127.1:5000/cb', 'http://127.0.0.1/cb', false],
    ['http://2130706433:5000/cb', 'http://127.0.0.1/cb', false],
    ['http://[::1]:5000/cb', 'http://127.0.0.1/cb', false],
    ['http://[0:0:0:0:0:0:0:1]:5000/cb', 'http://[::1]/cb', false],
    ['http://localhost:5000/cb', 'http://127.0.0.1/cb', false],
    ['https://127.0.0.1:5000/cb', 'http://127.0.0.1/cb', false],
    ['https://127.0.0.1:5000/cb', 'https://127.0.0.1/cb', false],
    ['http://app.example:5000/cb', 'http://app.example/cb', false],
  ]
  for (const [requested, registeredUri, matches] of cases) {
    test(`${requested} ${matches ? 'matches' : 'does not match'} ${registeredUri}`, () => {
      assert.equal(matchesRegistered(requested, registeredUri, 'native'), matches)
      assert.equal(matchesRegistered(requested, registeredUri, 'web'), matches)
    })
  }

  test('with the name localhost it may differ for native clients only', () => {
    const [requested, uri] = ['http://localhost:5000/cb', 'http://localhost/cb']
    assert.equal(matchesRegistered(requested, uri, 'native'), true)
    assert.equal(matchesRegistered(requested, uri, 'web'), false)
    assert.equal(matchesRegistered(uri, uri, 'web'), true)
  })
})

describe('RFC8252-7 where an unregistered client may be answered', () => {
  for (const uri of [
    'https://app.example/cb',
    'https://app.example',
    'https://app.example:8443/cb?a=b',
    'http://127.0.0.1:5000/cb',
    'http://[::1]/cb',
    'http://localhost:3000/cb',
    'com.example.app:/cb',
    'com.example.app://cb',
  ]) {
    test(`${uri} is allowed`, () => assert.equal(isAllowedUnregistered(uri), true))
  }
  for (const uri of [
    'http://app.example/cb',
    'http://10.0.0.1/cb',
    'http://127.0.0.1.evil.example/cb',
    'https://user@app.example/cb',
    'https://',
    'https:/app.example/cb',
    'https:app.example/cb',
    'https://app.example/cb#x',
    'https://[::1/cb',
    'myapp:/cb',
    'javascript:alert(1)',
    'urn:ietf:wg:oauth:2.0:oob',
    '/cb',
    '',
  ]) {
    test(`${JSON.stringify(uri)} is refused`, () => assert.equal(isAllowedUnregistered(uri), false))
  }
})

describe('RFC6749-3.1.2 form of redirect URIs', () => {
  for (const uri of [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'blob:https://a/b',
    '/cb',
    '//a/b',
    '1a:b',
  ]) {
    test(`${uri} leads to no application`, () => assert.equal(hasApplicationScheme(uri), false))
  }
  for (const uri of ['https://a/b', 'com.example.app:/cb', 'x+y-1.z:cb']) {
    test(`${uri} leads to an application`, () => assert.equal(hasApplicationScheme(uri), true))
  }
  for (const uri of [
    'https://a/ b',
    'https://a\\b',
    'https://a/\r\nx: y',
    'https://a/"',
    'https://bücher.example/',
    'https://a/\0',
    '',
  ]) {
    test(`${JSON.stringify(uri)} holds what a URI cannot hold`, () => assert.equal(hasUriCharacters(uri), false))
  }
})

/** Every text that differs from `text` in one character: changed, inserted or left out. */
function* neighbours(text: string): Generator<string> {
  const characters = [...Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code)), 'é', '\u2024', '\uff0f', '\u3002']
  for (let at = 0; at <= text.length; at += 1) {
    const [before, after] = [text.slice(0, at), text.slice(at)]
    if (after !== '') yield before + after.slice(1)
    for (const character of characters) {
      yield before + character + after
      if (after !== '' && character !== after[0]) yield before + character + after.slice(1)
    }
  }
}

describe('RFC9700-2.1 no single change of a character makes another URI match', () => {
  for (const uri of [
    'https://app.example/callback?a=b',
    'com.example.app:/done',
    'http://app.example/cb',
    'https://127.0.0.1/cb',
  ]) {
    test(uri, () => {
      const matching = [...neighbours(uri)].filter((other) => matchesRegistered(other, uri, 'native'))
      assert.deepEqual(matching, [])
    })
  }

  test('http://127.0.0.1:50/cb, but for the digits of its port', () => {
    const uri = 'http://127.0.0.1:50/cb'
    const matching = [...neighbours(uri)].filter((other) => matchesRegistered(other, uri, 'native'))
    assert.ok(matching.length > 40)
    assert.deepEqual(
      matching.filter((other) => !/^http:\/\/127\.0\.0\.1:\d{1,3}\/cb$/.test(other)),
      [],
    )
  })
})
