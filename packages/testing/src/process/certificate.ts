import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A self-signed certificate for `localhost` and 127.0.0.1, as PEM files. */
export interface TestCertificate {
  readonly certificateFile: string
  readonly keyFile: string
  /** PEM text; also the authority that clients have to trust. */
  readonly authority: string
}

/** Makes one in `folder` with the `openssl` command, valid for two days. */
export function makeCertificate(folder: string): TestCertificate {
  const certificateFile = join(folder, 'tls.crt')
  const keyFile = join(folder, 'tls.key')
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync('openssl', [...request, ...subject, '-keyout', keyFile, '-out', certificateFile], { stdio: 'pipe' })
  return { certificateFile, keyFile, authority: readFileSync(certificateFile, 'utf8') }
}
