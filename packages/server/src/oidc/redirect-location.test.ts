import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needsGesture, redirectLocation, toAscii } from './redirect-location.ts'

const parameters = [
  ['code', 'a b'],
  ['state', 'ü&='],
] as const

describe('RFC6749-3.1.2 where an authorization response goes', () => {
  const cases: readonly (readonly [redirectUri: string, mode: 'query' | 'fragment', expected: string])[] = [
    ['https://app.example/cb', 'query', 'https://app.example/cb?code=a+b&state=%C3%BC%26%3D'],
    ['https://app.example/cb?x=%20y', 'query', 'https://app.example/cb?x=%20y&code=a+b&state=%C3%BC%26%3D'],
    ['https://app.example/cb?', 'query', 'https://app.example/cb?code=a+b&state=%C3%BC%26%3D'],
    ['https://app.example/cb?x&', 'query', 'https://app.example/cb?x&code=a+b&state=%C3%BC%26%3D'],
    ['com.example.app:/cb', 'query', 'com.example.app:/cb?code=a+b&state=%C3%BC%26%3D'],
    ['https://app.example/cb?x=1', 'fragment', 'https://app.example/cb?x=1#code=a+b&state=%C3%BC%26%3D'],
  ]
  for (const [redirectUri, mode, expected] of cases) {
    test(`${redirectUri} by ${mode}`, () => assert.equal(redirectLocation({ redirectUri, mode, parameters }), expected))
  }

  test('the result fits into a header', () => {
    assert.equal(toAscii('https://ä.example/\r\nSet-Cookie: x\ud800'), 'https://%C3%A4.example/%0D%0ASet-Cookie:%20x%EF%BF%BD')
  })

  test('apps on the device need a click', () => {
    assert.equal(needsGesture('com.example.app:/cb'), true)
    assert.equal(needsGesture('HTTPS://app.example'), false)
  })
})
