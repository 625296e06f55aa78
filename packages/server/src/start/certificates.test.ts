import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { TestAuthority, temporaryFolder } from '@latchkey/testing'
import { Authorities } from '../certificates/authorities.ts'
import type { LogRecord } from '../log/log.ts'
import { StartRefused } from '../options/option.ts'
import { readOptions } from '../options/read-options.ts'
import { openCertificates } from './certificates.ts'

const folder = temporaryFolder()
after(() => folder.remove())

const authority = TestAuthority.make(folder.path)
const log = { isDebug: false, write: (_record: LogRecord): void => {} }

function optionsWith(file: string) {
  const environment = { LATCHKEY_TRUSTED_PROXIES: '::1', LATCHKEY_MTLS_HEADER: 'pem:X-Cert', LATCHKEY_MTLS_CA: file }
  return readOptions({ environment, args: [] })
}

describe('the authorities of client certificates at the start', () => {
  for (const [name, text] of [
    ['that is not there', undefined],
    ['without a certificate', 'nothing'],
    ['with the certificate of a client', authority.issue({ subject: '/CN=client' }).certificate],
  ] as const) {
    test(`a file ${name} ends it, with its name and what is wrong`, () => {
      const file = join(folder.path, `${name}.pem`)
      if (text !== undefined) writeFileSync(file, text)
      assert.throws(
        () => openCertificates(optionsWith(file), log),
        (error) =>
          error instanceof StartRefused && error.mistakes[0]?.name === 'LATCHKEY_MTLS_CA' && error.mistakes[0].value === file,
      )
    })
  }

  test('a certificate of the file counts, and without options none does', () => {
    const opened = openCertificates(optionsWith(authority.file), log)
    opened.close()
    const headers = new Headers({ 'x-cert': encodeURIComponent(authority.issue({ subject: '/CN=client' }).certificate) })
    const certificate = opened.certificates?.of({ remoteAddress: '::1' }, headers)
    assert.equal(certificate?.findChainProblem(Date.now()), undefined)
    assert.equal(certificate?.subject[0]?.[0]?.text, 'client')
    assert.equal(opened.certificates?.of({ remoteAddress: '::2' }, headers), undefined)
    assert.equal(openCertificates(readOptions({ environment: {}, args: [] }), log).certificates, undefined)
  })

  test('those from before stay when the file is broken, and others come when it is changed', () => {
    const file = join(folder.path, 'changing.pem')
    writeFileSync(file, authority.certificate)
    const authorities = new Authorities(file)
    writeFileSync(file, 'broken')
    assert.throws(() => authorities.reload())
    assert.equal(authorities.known.length, 1)
    writeFileSync(file, authority.certificate + TestAuthority.make(folder.path).certificate)
    authorities.reload()
    assert.equal(authorities.known.length, 2)
  })
})
