import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mutualTlsOf, sharesListener } from './mutual-tls.ts'
import { StartRefused } from './option.ts'
import { readOptions } from './read-options.ts'

const tls = {
  LATCHKEY_URL: 'https://id.example/base',
  LATCHKEY_LISTEN: '127.0.0.1:443',
  LATCHKEY_TLS_CERT: '/tls.crt',
  LATCHKEY_TLS_KEY: '/tls.key',
}

function refusedNames(environment: Record<string, string>): readonly string[] {
  try {
    readOptions({ environment, args: [] })
    return []
  } catch (error) {
    assert.ok(error instanceof StartRefused)
    return error.mistakes.map(({ name }) => name)
  }
}

describe('options about certificates of clients', () => {
  for (const [environment, name] of [
    [{ LATCHKEY_MTLS_LISTEN: '127.0.0.1:8443' }, 'LATCHKEY_MTLS_LISTEN'],
    [{ ...tls, LATCHKEY_MTLS_LISTEN: '127.0.0.1:0', LATCHKEY_WORKERS: '2' }, 'LATCHKEY_MTLS_LISTEN'],
    [{ ...tls, LATCHKEY_MTLS_LISTEN: '8443' }, 'LATCHKEY_MTLS_LISTEN'],
    [{ ...tls, LATCHKEY_MTLS_CA: '/ca.pem' }, 'LATCHKEY_MTLS_CA'],
    [{ ...tls, LATCHKEY_MTLS_URL: 'https://mtls.example' }, 'LATCHKEY_MTLS_URL'],
    [{ ...tls, LATCHKEY_MTLS_LISTEN: '127.0.0.1:8443', LATCHKEY_MTLS_URL: 'http://mtls.example' }, 'LATCHKEY_MTLS_URL'],
    [{ LATCHKEY_MTLS_HEADER: 'pem:X-Cert' }, 'LATCHKEY_MTLS_HEADER'],
    [{ LATCHKEY_TRUSTED_PROXIES: '::1', LATCHKEY_MTLS_HEADER: 'X-Cert' }, 'LATCHKEY_MTLS_HEADER'],
    [{ LATCHKEY_TRUSTED_PROXIES: '::1', LATCHKEY_MTLS_HEADER: 'der:X-Cert' }, 'LATCHKEY_MTLS_HEADER'],
    [{ LATCHKEY_TRUSTED_PROXIES: '::1', LATCHKEY_MTLS_HEADER: 'pem:X Cert' }, 'LATCHKEY_MTLS_HEADER'],
  ] as const) {
    test(`${JSON.stringify(environment)} is refused`, () => assert.deepEqual(refusedNames(environment), [name]))
  }

  test('a header of a proxy is enough', () => {
    const environment = {
      LATCHKEY_TRUSTED_PROXIES: '::1',
      LATCHKEY_MTLS_HEADER: 'rfc9440:Client-Cert',
      LATCHKEY_MTLS_CA: '/ca.pem',
    }
    const options = readOptions({ environment, args: [] })
    assert.deepEqual(options.mtlsHeader, { form: 'rfc9440', name: 'client-cert' })
    assert.deepEqual(mutualTlsOf(options, 'https://id.example', undefined), { hasAuthorities: true })
  })

  test('endpoints have the host and path of the issuer and the port of their own, unless they are named', () => {
    const listening = readOptions({ environment: { ...tls, LATCHKEY_MTLS_LISTEN: '127.0.0.1:8443' }, args: [] })
    assert.equal(sharesListener(listening), false)
    assert.deepEqual(mutualTlsOf(listening, 'https://id.example/base', 8443), {
      hasAuthorities: false,
      endpoints: 'https://id.example:8443/base',
    })
    const environment = { ...tls, LATCHKEY_MTLS_LISTEN: '127.0.0.1:8443', LATCHKEY_MTLS_URL: 'https://mtls.example' }
    const named = readOptions({ environment, args: [] })
    assert.equal(mutualTlsOf(named, 'https://id.example/base', 8443)?.endpoints, 'https://mtls.example')
  })

  test('the port of everybody can ask for certificates', () => {
    const options = readOptions({ environment: { ...tls, LATCHKEY_MTLS_LISTEN: '127.0.0.1:443' }, args: [] })
    assert.equal(sharesListener(options), true)
    assert.deepEqual(mutualTlsOf(options, 'https://id.example/base', undefined), { hasAuthorities: false })
  })

  test('without a source there is nothing', () => {
    assert.equal(mutualTlsOf(readOptions({ environment: tls, args: [] }), 'https://id.example', undefined), undefined)
  })
})
