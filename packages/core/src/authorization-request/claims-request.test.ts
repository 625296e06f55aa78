import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseClaimsRequest } from './claims-request.ts'

describe('OIDCC-5.5 the claims parameter', () => {
  for (const text of [
    '{}',
    '{"userinfo":{}}',
    '{"userinfo":{"name":null,"email":{"essential":true}},"id_token":{"acr":{"values":["1","2"]},"sub":{"value":"x"}}}',
    '{"other":17,"userinfo":{"name":{"unknown":1}}}',
    '{"userinfo":{"__proto__":null}}',
  ]) {
    test(`${text} is accepted`, () => assert.notEqual(parseClaimsRequest(text), undefined))
  }
  for (const text of [
    'x',
    '',
    'null',
    '[]',
    '17',
    '"name"',
    '{"userinfo":null}',
    '{"userinfo":[]}',
    '{"id_token":"name"}',
    '{"userinfo":{"name":true}}',
    '{"userinfo":{"name":[]}}',
    '{"userinfo":{"name":{"essential":"yes"}}}',
    '{"id_token":{"acr":{"values":"1"}}}',
    '{"userinfo":',
    '['.repeat(4000),
  ]) {
    test(`${text.slice(0, 60)} is refused`, () => assert.equal(parseClaimsRequest(text), undefined))
  }

  test('value and values become one list', () => {
    const claims = parseClaimsRequest(
      '{"id_token":{"sub":{"value":"x"},"acr":{"essential":true,"values":["1","2"]},"name":null}}',
    )
    assert.deepEqual(claims?.idToken.get('sub'), { essential: false, values: ['x'] })
    assert.deepEqual(claims?.idToken.get('acr'), { essential: true, values: ['1', '2'] })
    assert.deepEqual(claims?.idToken.get('name'), { essential: false })
  })
})
