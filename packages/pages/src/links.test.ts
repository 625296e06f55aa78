import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkRedirectTarget, findLogo, findWebLink, languageLink } from './links.ts'

describe('a redirect target', () => {
  for (const location of [
    'https://app.example/cb?code=1&state=%22',
    'http://127.0.0.1:49152/cb',
    'com.example.app:/oauth2redirect?code=1',
  ]) {
    test(`${location} is followed as it is`, () => assert.equal(checkRedirectTarget(location), location))
  }

  for (const location of [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:https://x/y',
    'file:///etc/passwd',
    '/relative',
    '//host/path',
    '',
  ]) {
    test(`${JSON.stringify(location)} is a bug of the caller`, () =>
      assert.throws(() => checkRedirectTarget(location), TypeError))
  }
})

describe('an address that a client states', () => {
  test('is shown if it is a web address', () => {
    assert.equal(findWebLink('https://app.example/a'), 'https://app.example/a')
    assert.equal(findWebLink('http://app.example'), 'http://app.example/')
  })

  test('is left out otherwise', () => {
    for (const address of [
      undefined,
      '',
      'javascript:alert(1)',
      'data:text/html,x',
      'mailto:a@b.example',
      'app.example',
      '//x',
    ]) {
      assert.equal(findWebLink(address), undefined)
    }
  })

  test('a logo comes from this server, a data URL of an image, or an https address that a policy can name', () => {
    for (const address of ['/logo/app', 'data:image/png;base64,AA==', 'https://app.example/logo.png?v=1']) {
      assert.equal(findLogo(address), address)
    }
    for (const address of [
      undefined,
      'http://app.example/logo.png',
      'https://a@app.example/logo.png',
      'https://[2001:db8::1]/logo.png',
      'https://app.example;script-src/logo.png',
      "https://app.example'/logo.png",
      'javascript:alert(1)',
      '//app.example/x.png',
      '/\\app.example',
      'data:text/html,x',
      '',
    ]) {
      assert.equal(findLogo(address), undefined)
    }
  })
})

describe('the language link', () => {
  const cases: readonly (readonly [self: string, link: string])[] = [
    ['/login', '/login?ui_locale=de'],
    ['/id/login?transaction=a%26b', '/id/login?transaction=a%26b&ui_locale=de'],
    ['/login?ui_locale=en&x=1', '/login?ui_locale=de&x=1'],
    ['//evil.example/x', '/x?ui_locale=de'],
    ['/\\evil.example/x', '/x?ui_locale=de'],
    ['/.//evil.example/x', '/evil.example/x?ui_locale=de'],
    ['https://evil.example/x', '/x?ui_locale=de'],
    ['javascript:alert(1)', '/alert(1)?ui_locale=de'],
    ['http://[', '/?ui_locale=de'],
  ]
  for (const [self, link] of cases) {
    test(`from ${self} stays on this server`, () => assert.equal(languageLink(self, 'de'), link))
  }
})
