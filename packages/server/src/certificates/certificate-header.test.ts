import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CertificateForm, certificatesOfHeader } from './certificate-header.ts'

const pem = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`
const encoded = (text: string): string => encodeURIComponent(pem(text))

function read(form: CertificateForm, value: string, more: Readonly<Record<string, string>> = {}): readonly string[] {
  const headers = new Headers({ 'x-cert': value, ...more })
  return certificatesOfHeader({ form, name: 'x-cert' }, headers).map((each) =>
    typeof each === 'string' ? each.replace(/-----[A-Z ]+-----|\s/g, '') : Buffer.from(each).toString(),
  )
}

describe('URL-encoded PEM', () => {
  test('of nginx, with intermediates behind it, with plus signs that are not escaped', () => {
    assert.deepEqual(read('pem', encoded('AA+/')), ['AA+/'])
    assert.deepEqual(read('pem', encoded('AAAA') + encoded('BBBB')), ['AAAA', 'BBBB'])
    assert.deepEqual(read('pem', encoded('AA+/').replaceAll('%2B', '+')), ['AA+/'])
  })

  test('not of headers that came twice, of which one is the client that wrote it', () => {
    assert.deepEqual(read('pem', `${encoded('EVIL')}, ${encoded('AAAA')}`), [])
    assert.deepEqual(read('pem', encodeURIComponent(`x${pem('AAAA')}`)), [])
  })

  for (const value of ['', 'AAAA', '%', encodeURIComponent('-----BEGIN CERTIFICATE-----AAAA'), encodeURIComponent(pem('!!'))]) {
    test(`not of ${JSON.stringify(value)}`, () => assert.deepEqual(read('pem', value), []))
  }
})

describe('RFC9440-2.2 Client-Cert', () => {
  const sequence = (text: string): string => `:${Buffer.from(text).toString('base64')}:`

  test('one byte sequence, the chain in its own header', () => {
    assert.deepEqual(read('rfc9440', sequence('leaf')), ['leaf'])
    const chain = { 'x-cert-chain': `${sequence('one')}, ${sequence('two')}` }
    assert.deepEqual(read('rfc9440', sequence('leaf'), chain), ['leaf', 'one', 'two'])
  })

  for (const value of ['', 'bGVhZg==', ':bGVhZg==', ':bGV%:', `${sequence('a')}, ${sequence('b')}`, '"bGVhZg=="']) {
    test(`not of ${JSON.stringify(value)}`, () => assert.deepEqual(read('rfc9440', value), []))
  }
})

describe('X-Forwarded-Client-Cert', () => {
  test('the last element, its chain rather than its certificate, whatever is in quotes', () => {
    assert.deepEqual(read('xfcc', `Hash=abc;Cert="${encoded('AAAA')}"`), ['AAAA'])
    assert.deepEqual(read('xfcc', `By=x;Cert="${encoded('AAAA')}";Chain="${encoded('AAAA')}${encoded('BBBB')}"`), [
      'AAAA',
      'BBBB',
    ])
    assert.deepEqual(read('xfcc', `Cert="${encoded('EVIL')}",Cert="${encoded('AAAA')}"`), ['AAAA'])
    const subject = `Subject="CN=a,O=\\"b;Cert=x\\";Cert=${encoded('EVIL')},Cert=${encoded('EVIL')}"`
    assert.deepEqual(read('xfcc', `${subject};cert=${encoded('AAAA')}`), ['AAAA'])
  })

  test('not where a quotation mark of the client would make its text that of the proxy', () => {
    const own = `Hash=abc;Cert="${encoded('AAAA')}";Subject="CN=a";URI=`
    assert.deepEqual(read('xfcc', own), ['AAAA'])
    assert.deepEqual(read('xfcc', `Cert="${encoded('EVIL')}";By=",${own}`), [])
    assert.deepEqual(read('xfcc', `Cert="${encoded('EVIL')}";By="\\,${own}`), [])
    const quoting = `Hash=abc;Cert="${encoded('AAAA')}";Subject="CN=\\"a"`
    assert.deepEqual(read('xfcc', quoting), ['AAAA'])
    assert.deepEqual(read('xfcc', `Cert="${encoded('EVIL')}";By=",${quoting}`), [])
  })

  test('with spaces, of which many cost no more than other characters', () => {
    assert.deepEqual(read('xfcc', `Cert="${encoded('EVIL')}" , Hash=abc ; Cert="${encoded('AAAA')}"`), ['AAAA'])
    const started = performance.now()
    assert.deepEqual(read('xfcc', `Hash=${' '.repeat(60_000)}"`), [])
    assert.ok(performance.now() - started < 5_000)
  })

  test('nothing of the proxies before the last one', () => {
    assert.deepEqual(read('xfcc', `Cert="${encoded('EVIL')}",Hash=abc`), [])
    assert.deepEqual(read('xfcc', ''), [])
    assert.deepEqual(read('xfcc', 'Cert='), [])
  })
})

test('a header that is longer than certificates are is not read', () => {
  assert.deepEqual(read('pem', encoded('A'.repeat(70_000))), [])
})
