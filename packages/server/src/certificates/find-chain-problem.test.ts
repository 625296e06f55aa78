import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type ClientIdentity, TestAuthority, temporaryFolder } from '@latchkey/testing'
import { readAuthorities } from './authorities.ts'
import { clientCertificateOf } from './client-certificate.ts'

const folder = temporaryFolder()
after(() => folder.remove())

const root = TestAuthority.make(folder.path)
const trusted = readAuthorities(root.certificate)
const day = 24 * 60 * 60 * 1_000

function problemOf(
  { certificate }: Pick<ClientIdentity, 'certificate'>,
  now = Date.now(),
  authorities = trusted,
): string | undefined {
  const sent = certificate.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  const read = clientCertificateOf(sent, () => authorities)
  assert.ok(read, 'the certificate cannot be read')
  return read.findChainProblem(now)
}

const billing = { subject: '/CN=billing' }
const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']

describe('RFC5280-6.1 a trusted authority vouches for a certificate', () => {
  const right: Readonly<Record<string, () => ClientIdentity>> = {
    'that it issued': () => root.issue(billing),
    'through intermediates': () => root.intermediate({ subject: '/CN=a' }).intermediate({ subject: '/CN=b' }).issue(billing),
    'that says it is for clients': () =>
      root.issue({ ...billing, extensions: ['extendedKeyUsage=clientAuth', 'keyUsage=digitalSignature'] }),
    'that is for anything': () => root.issue({ ...billing, extensions: ['extendedKeyUsage=anyExtendedKeyUsage'] }),
    'with an RSA key': () => root.issue({ ...billing, newKey: ['-newkey', 'rsa:2048'] }),
    'with an Ed25519 key': () => root.issue({ ...billing, newKey: ['-newkey', 'ed25519'] }),
    'of an intermediate that may have none below it': () =>
      root.intermediate({ subject: '/CN=a', extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0'] }).issue(billing),
  }
  for (const [name, make] of Object.entries(right)) test(name, () => assert.equal(problemOf(make()), undefined))

  test('where an intermediate itself is the trusted one', () => {
    const below = root.intermediate({ subject: '/CN=a' })
    const [own = ''] = below.certificate.split(/(?<=-----END CERTIFICATE-----\n)/)
    assert.equal(problemOf(below.issue(billing), Date.now(), readAuthorities(own)), undefined)
    assert.ok(problemOf(root.issue(billing), Date.now(), readAuthorities(own)))
  })
})

describe('RFC5280-6.1 nobody vouches for a certificate', () => {
  const wrong: readonly (readonly [make: () => Pick<ClientIdentity, 'certificate'>, expected: RegExp, days?: number])[] = [
    [() => TestAuthority.make(folder.path).issue(billing), /signature/],
    [() => TestAuthority.make(folder.path, { subject: '/CN=Other' }).issue(billing), /no trusted authority/],
    [
      () => ({
        certificate:
          root
            .intermediate({ subject: '/CN=a' })
            .issue(billing)
            .certificate.split(/(?<=-----END CERTIFICATE-----\n)/)[0] ?? '',
      }),
      /no trusted authority/,
    ],
    [() => root.issue(billing), /not valid at this time/, 3],
    [() => root.issue(billing), /not valid at this time/, -1],
    [() => root.issue({ ...billing, days: -1 }), /not valid at this time/],
    [() => root.intermediate({ subject: '/CN=a', days: -1 }).issue(billing), /an issuer is not valid/],
    [() => root.intermediate({ subject: '/CN=a', extensions: [] }).issue(billing), /no authority/],
    [() => root.intermediate({ subject: '/CN=a', extensions: ['basicConstraints=CA:FALSE'] }).issue(billing), /no authority/],
    [
      () =>
        root
          .intermediate({ subject: '/CN=a', extensions: ['basicConstraints=CA:TRUE', 'keyUsage=digitalSignature'] })
          .issue(billing),
      /not for certificates/,
    ],
    [
      () =>
        root
          .intermediate({ subject: '/CN=a', extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0'] })
          .intermediate({ subject: '/CN=b' })
          .issue(billing),
      /fewer intermediates/,
    ],
    [() => root.issue({ ...billing, extensions: ['extendedKeyUsage=serverAuth'] }), /not for clients/],
    [
      () => root.intermediate({ subject: '/CN=a', extensions: [...authority, 'extendedKeyUsage=serverAuth'] }).issue(billing),
      /not for clients/,
    ],
    [() => root.issue({ ...billing, extensions: ['keyUsage=keyEncipherment'] }), /not for signatures/],
    [() => root.issue({ ...billing, extensions: ['1.2.3.4=critical,ASN1:NULL'] }), /1\.2\.3\.4/],
    [
      () => root.intermediate({ subject: '/CN=a', extensions: [...authority, 'nameConstraints=permitted;DNS:a'] }).issue(billing),
      /2\.5\.29\.30/,
    ],
    [() => root.issue({ ...billing, hash: 'sha1' }), /weak hash/],
    [() => root.issue({ ...billing, newKey: ['-newkey', 'rsa:1024'] }), /weak key/],
  ]
  for (const [index, [make, expected, days]] of wrong.entries()) {
    test(`${expected.source} (${index})`, () => assert.match(problemOf(make(), Date.now() + (days ?? 0) * day) ?? '', expected))
  }

  test('more intermediates than anybody has', () => {
    let below = root
    for (let depth = 0; depth < 7; depth++) below = below.intermediate({ subject: `/CN=${depth}` })
    assert.ok(problemOf(below.issue(billing)))
  })

  test('where there are no authorities', () =>
    assert.match(problemOf(root.issue(billing), Date.now(), []) ?? '', /no authorities/))
})

describe('what a certificate says', () => {
  test('its names, each of its own kind', () => {
    const named = root.issue({
      subject: '/C=DE/O=Bücher, Inc./OU=a+CN=b',
      names: 'DNS:b.example,URI:urn:b,IP:192.0.2.1,IP:2001:db8::1,email:b@b.example',
    })
    const read = clientCertificateOf([named.certificate], () => trusted)
    assert.deepEqual(
      read?.subject.map((rdn) => rdn.map(({ type, text }) => [type, text])),
      [
        [['2.5.4.6', 'DE']],
        [['2.5.4.10', 'Bücher, Inc.']],
        [
          ['2.5.4.3', 'b'],
          ['2.5.4.11', 'a'],
        ],
      ],
    )
    assert.deepEqual([read?.dnsNames, read?.uris, read?.emails], [['b.example'], ['urn:b'], ['b@b.example']])
    assert.deepEqual(read?.addresses, ['192.0.2.1', '2001:0db8:0000:0000:0000:0000:0000:0001'])
    assert.equal(read?.publicKey?.['kty'], 'EC')
  })

  test('a DNS name that looks like several is one', () => {
    const named = root.issue({ subject: '/CN=x', names: '@names', extensions: ['[names]', 'DNS.1=a, DNS:b.example'] })
    const read = clientCertificateOf([named.certificate], () => trusted)
    assert.deepEqual(read?.dnsNames, ['a, DNS:b.example'])
  })

  for (const sent of ['junk', '', new Uint8Array(), new Uint8Array([0x30, 0x80]), Buffer.from('3003020101', 'hex')]) {
    test(`nothing in ${JSON.stringify(sent)}`, () =>
      assert.equal(
        clientCertificateOf([sent], () => trusted),
        undefined,
      ))
  }
})

test('authorities are read from PEM, all or none', () => {
  const stranger = TestAuthority.make(folder.path)
  assert.equal(readAuthorities(root.certificate + stranger.certificate).length, 2)
  assert.throws(() => readAuthorities('nothing'), /no PEM certificate/)
  assert.throws(
    () => readAuthorities(root.certificate + root.issue(billing).certificate),
    /certificate 2 is not that of an authority/,
  )
})
