import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import { hasRegisteredSubject, type RegisteredSubject } from './registered-subject.ts'
import { parseSubjectAddress, parseSubjectDnsName, parseSubjectEmail, parseSubjectUri } from './subject-values.ts'

const certificate: ClientCertificate = {
  thumbprint: 'x',
  encoded: 'x',
  publicKey: undefined,
  validFrom: 0,
  validTo: 1,
  subject: [[{ type: '2.5.4.3', text: 'billing', der: '0c0762696c6c696e67' }]],
  dnsNames: ['billing.example', '*.wild.example'],
  uris: ['spiffe://example/billing'],
  addresses: ['192.0.2.1', '2001:0db8:0000:0000:0000:0000:0000:0001'],
  emails: ['Billing@Example.com'],
  findChainProblem: () => undefined,
}

describe('RFC8705-2.1.2 a certificate has the registered subject', () => {
  const table: readonly (readonly [subject: RegisteredSubject, isRight: boolean])[] = [
    [{ tlsClientAuthSubjectDn: 'cn=Billing' }, true],
    [{ tlsClientAuthSubjectDn: 'CN=other' }, false],
    [{ tlsClientAuthSubjectDn: 'no name' }, false],
    [{ tlsClientAuthSanDns: 'BILLING.example' }, true],
    [{ tlsClientAuthSanDns: 'a.billing.example' }, false],
    [{ tlsClientAuthSanDns: 'a.wild.example' }, false],
    [{ tlsClientAuthSanDns: '*.wild.example' }, true],
    [{ tlsClientAuthSanUri: 'spiffe://example/billing' }, true],
    [{ tlsClientAuthSanUri: 'spiffe://example/Billing' }, false],
    [{ tlsClientAuthSanUri: 'spiffe://example/billing/' }, false],
    [{ tlsClientAuthSanIp: '192.0.2.1' }, true],
    [{ tlsClientAuthSanIp: '192.0.2.10' }, false],
    [{ tlsClientAuthSanIp: '2001:db8::1' }, true],
    [{ tlsClientAuthSanIp: '2001:DB8:0::0:1' }, true],
    [{ tlsClientAuthSanIp: '::ffff:192.0.2.1' }, false],
    [{ tlsClientAuthSanEmail: 'Billing@EXAMPLE.com' }, true],
    [{ tlsClientAuthSanEmail: 'billing@example.com' }, false],
    [{ tlsClientAuthSanEmail: '192.0.2.1' }, false],
    [{ tlsClientAuthSanDns: '192.0.2.1' }, false],
    [{}, false],
    [{ tlsClientAuthSanDns: 'billing.example', tlsClientAuthSanUri: 'spiffe://example/billing' }, false],
  ]
  for (const [subject, isRight] of table) {
    test(`${JSON.stringify(subject)}: ${isRight}`, () => assert.equal(hasRegisteredSubject(subject, certificate), isRight))
  }
})

describe('RFC8705-2.1.2 what can be registered', () => {
  for (const [parse, right, wrong] of [
    [
      parseSubjectDnsName,
      ['a', 'a-b.example', '*.example', 'xn--bcher-kva.example'],
      ['', '.', 'a..b', 'a.', 'a b', 'ä.example', '*', 1],
    ],
    [parseSubjectUri, ['urn:x', 'https://a.example/b?c#d'], ['', 'x', '/a', 'https://a b', 'urn:', 1]],
    [
      parseSubjectAddress,
      ['0.0.0.0', '255.255.255.255', '::', '2001:db8::1'],
      ['', '1.2.3', '1.2.3.256', '01.2.3.4', '::1/64', 'fe80::1%eth0', ':', 'a', 1],
    ],
    [parseSubjectEmail, ['a@b', 'a.b+c@d.example'], ['', 'a', '@b', 'a@', 'a@b@c', 'a b@c', 1]],
  ] as const) {
    test(parse.name, () => {
      for (const value of right) assert.equal(parse(value), value)
      for (const value of wrong) assert.equal(parse(value), undefined, String(value))
    })
  }
})
