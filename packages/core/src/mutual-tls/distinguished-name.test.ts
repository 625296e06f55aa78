import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DistinguishedName, NameAttribute } from '../ports/client-certificate.ts'
import { isSameName, parseDistinguishedName } from './distinguished-name.ts'

const types = { C: '2.5.4.6', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3', DC: '0.9.2342.19200300.100.1.25' } as const

function attribute(type: keyof typeof types, text: string): NameAttribute {
  return { type: types[type], text, der: `0c${text.length.toString(16).padStart(2, '0')}${Buffer.from(text).toString('hex')}` }
}

/** As in a certificate: the country first. */
const acme: DistinguishedName = [[attribute('C', 'DE')], [attribute('O', 'Acme, Inc.')], [attribute('CN', 'billing')]]

function matches(text: string, name: DistinguishedName = acme): boolean {
  const wanted = parseDistinguishedName(text)
  return wanted !== undefined && isSameName(wanted, name)
}

test('RFC5280-7.1 an RDN with one more attribute is another one, in the certificate as in the text', () => {
  const two: DistinguishedName = [[attribute('CN', 'billing'), attribute('OU', 'guests')]]
  assert.equal(matches('OU=guests+CN=billing', two), true)
  assert.equal(matches('CN=billing', two), false)
  assert.equal(matches('CN=billing+OU=guests', [[attribute('CN', 'billing')]]), false)
  assert.equal(matches('CN=billing+CN=billing', two), false)
})

describe('RFC4514-3 a distinguished name is read', () => {
  for (const text of [
    'CN=billing,O=Acme\\, Inc.,C=DE',
    'cn=billing,o=Acme\\2C Inc.,c=DE',
    'CN=billing, O=Acme\\, Inc., C=DE',
    'CN = billing,O = Acme\\, Inc. ,C=DE',
    '2.5.4.3=billing,2.5.4.10=Acme\\, Inc.,2.5.4.6=DE',
    'CN=BILLING,O=ACME\\,   INC.,C=de',
    'CN=#0c0762696c6c696e67,O=Acme\\, Inc.,C=DE',
    'CN=#0C0762696C6C696E67,O=Acme\\, Inc.,C=DE',
    'CN=b\\69lling,O=Acme\\, Inc.,C=DE',
  ]) {
    test(`${text} is the same name`, () => assert.equal(matches(text), true))
  }

  for (const text of [
    'C=DE,O=Acme\\, Inc.,CN=billing',
    'CN=billing,C=DE,O=Acme\\, Inc.',
    'CN=billing,O=Acme\\, Inc.',
    'O=Acme\\, Inc.,C=DE',
    'CN=billing,O=Acme\\, Inc.,C=DE,C=DE',
    'CN=billing+O=Acme\\, Inc.,C=DE',
    'CN=billing,O=Acme\\, Inc\\.,C=DE',
    'CN=billing,O=Acme Inc.,C=DE',
    'OU=billing,O=Acme\\, Inc.,C=DE',
    'CN=#130762696c6c696e67,O=Acme\\, Inc.,C=DE',
    'CN=billing\\00,O=Acme\\, Inc.,C=DE',
    'CN=billing\\,O=Acme\\, Inc.\\,C=DE',
    'CN=*,O=Acme\\, Inc.,C=DE',
  ]) {
    test(`${text} is another name`, () => assert.equal(matches(text), false))
  }

  for (const text of [
    '',
    'billing',
    '=billing',
    'CN=',
    'CN=a,',
    ',CN=a',
    'CN=a,,O=b',
    'CN=a+',
    'XX=a',
    'CN=a;O=b',
    'CN="a"',
    'CN=a<b',
    'CN=a\\',
    'CN=a\\zz',
    'CN=a\\c3',
    'CN=#',
    'CN=#0',
    'CN=#zz',
    '/C=DE/CN=a',
    `CN=${'a'.repeat(3_000)}`,
  ]) {
    test(`${JSON.stringify(text.slice(0, 20))} is no name`, () => assert.equal(parseDistinguishedName(text), undefined))
  }
})

describe('RFC5280-7.1 names are compared', () => {
  test('the attributes of one RDN in any order, each once', () => {
    const name: DistinguishedName = [[attribute('C', 'DE')], [attribute('OU', 'a'), attribute('CN', 'b')]]
    assert.equal(matches('CN=b+OU=a,C=DE', name), true)
    assert.equal(matches('OU=a+CN=b,C=DE', name), true)
    assert.equal(matches('CN=b+CN=b,C=DE', name), false)
    assert.equal(matches('OU=a,CN=b,C=DE', name), false)
  })

  test('texts beyond ASCII, escaped or not, composed or not', () => {
    const name: DistinguishedName = [[attribute('CN', 'Bücher')]]
    for (const text of ['CN=Bücher', 'CN=B\\c3\\bccher', 'CN=BÜCHER', 'CN=Bu\u0308cher'])
      assert.equal(matches(text, name), true, text)
    assert.equal(matches('CN=Bucher', name), false)
  })

  test('escaped spaces at the ends count for as little as others', () => {
    const name: DistinguishedName = [[attribute('CN', ' a b ')]]
    assert.equal(matches('CN=\\ a b\\ ', name), true)
    assert.equal(matches('CN=a b', name), true)
    assert.equal(matches('CN=ab', name), false)
  })

  test('a value that is no text only by its encoding', () => {
    const name: DistinguishedName = [[{ type: types.CN, der: '03020780' }]]
    assert.equal(matches('CN=#03020780', name), true)
    assert.equal(matches('CN=x', name), false)
  })
})
