import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parametersOfObject } from './parameters-of-object.ts'

describe('OIDCC-6.1 parameters in a request object', () => {
  test('texts stay, numbers and JSON values become what a form would carry, lists are repeated', () => {
    const inside = parametersOfObject({
      client_id: 'rp',
      max_age: 0,
      claims: { userinfo: { name: null } },
      resource: ['https://a.example', 'https://b.example'],
      state: '',
      'x-own': 'kept',
    })
    assert.deepEqual(inside, [
      ['client_id', 'rp'],
      ['max_age', '0'],
      ['claims', '{"userinfo":{"name":null}}'],
      ['resource', 'https://a.example'],
      ['resource', 'https://b.example'],
      ['state', ''],
      ['x-own', 'kept'],
    ])
  })

  test('what is said of the object itself is no parameter, and unknown claims that are no texts mean nothing', () => {
    const registered = { iss: 'rp', aud: ['x'], exp: 1, nbf: 1, iat: 1, jti: 'j', sub: 's' }
    assert.deepEqual(parametersOfObject({ ...registered, scope: 'openid', 'x-own': { a: 1 }, other: true }), [
      ['scope', 'openid'],
    ])
  })

  for (const [name, value] of [
    ['scope', ['openid', 'email']],
    ['redirect_uri', ['https://rp.example/cb']],
    ['state', null],
    ['nonce', { a: 1 }],
    ['response_type', true],
    ['claims', 5],
    ['claims', null],
    ['resource', ['https://a.example', 1]],
    ['resource', { a: 1 }],
    ['prompt', ['login']],
    ['code_challenge', false],
  ] as const) {
    test(`${name} as ${JSON.stringify(value)} is of the wrong kind`, () => {
      assert.deepEqual(parametersOfObject({ client_id: 'rp', [name]: value }), { malformed: name })
    })
  }
})
