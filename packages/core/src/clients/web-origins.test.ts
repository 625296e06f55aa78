import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from './client.ts'
import { webOriginsOf } from './web-origins.ts'

const cases: readonly (readonly [uri: string, origin: string | undefined])[] = [
  ['https://app.example/callback', 'https://app.example'],
  ['https://App.Example:443/callback?x=1', 'https://app.example'],
  ['https://app.example:8443', 'https://app.example:8443'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example'],
  ['http://localhost:3000/callback', 'http://localhost:3000'],
  ['http://[::1]:3000/callback', 'http://[::1]:3000'],
  ['http://127.0.0.1/callback', 'http://127.0.0.1'],
  ['com.example.app:/callback', undefined],
  ['blob:https://app.example/x', undefined],
  ['not a URI', undefined],
]

function clientOf(redirectUris: readonly string[], postLogoutRedirectUris: readonly string[]): Client {
  return {
    clientId: 'app' as Client['clientId'],
    origin: 'administrator',
    applicationType: 'web',
    secrets: [],
    redirectUris,
    postLogoutRedirectUris,
    responseTypes: ['code'],
    grantTypes: ['authorization_code'],
    claimsInIdToken: false,
    skipConsent: false,
    requireAuthTime: false,
    postures: {},
    createdAt: 0,
    updatedAt: 0,
  }
}

for (const [uri, origin] of cases) {
  test(`RFC6454-6.2 the origin of ${uri} is ${origin ?? 'none that a page has'}`, () => {
    const expected = origin === undefined ? [] : [origin]
    assert.deepEqual(webOriginsOf(clientOf([uri], [])), expected)
    assert.deepEqual(webOriginsOf(clientOf([], [uri])), expected)
  })
}

test('an origin is named once, however many URIs have it', () => {
  const client = clientOf(
    ['https://app.example/a', 'https://app.example/b'],
    ['https://app.example/', 'https://www.app.example/'],
  )
  assert.deepEqual(webOriginsOf(client), ['https://app.example', 'https://www.app.example'])
})
