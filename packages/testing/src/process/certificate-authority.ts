import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a client shows in its handshake, as PEM texts. */
export interface ClientIdentity {
  /** The certificate, then the intermediates. */
  readonly certificate: string
  readonly key: string
}

export interface CertificateRequest {
  /** As `openssl` takes it: `/C=DE/O=Example/CN=billing`. */
  readonly subject: string
  /** Alternative names, such as `DNS:billing.example,IP:192.0.2.1`. */
  readonly names?: string
  /** Days for which it is valid from now on; below zero: it has expired. */
  readonly days?: number
  /** More lines of extensions, such as `extendedKeyUsage=serverAuth`. */
  readonly extensions?: readonly string[]
  /** Arguments for the key; default: P-256. */
  readonly newKey?: readonly string[]
  /** Default: SHA-256. */
  readonly hash?: string
}

const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
let count = 0

/** An authority that issues certificates with the `openssl` command, in a folder of the test. */
export class TestAuthority {
  /** PEM file with its own certificate. */
  readonly file: string
  readonly #folder: string
  readonly #keyFile: string
  /** From itself up to below the root. */
  readonly #chain: string

  private constructor(folder: string, files: { readonly file: string; readonly keyFile: string }, chain: string) {
    this.#folder = folder
    this.file = files.file
    this.#keyFile = files.keyFile
    this.#chain = chain
  }

  /** A root. */
  static make(folder: string, request: CertificateRequest = { subject: '/CN=Test Root' }): TestAuthority {
    const files = selfSignedFiles(folder, { ...request, extensions: request.extensions ?? authorityExtensions })
    return new TestAuthority(folder, files, '')
  }

  get certificate(): string {
    return readFileSync(this.file, 'utf8')
  }

  issue(request: CertificateRequest): ClientIdentity {
    const { file, keyFile } = this.#issueFiles(request)
    return { certificate: readFileSync(file, 'utf8') + this.#chain, key: readFileSync(keyFile, 'utf8') }
  }

  /** Another authority below this one. */
  intermediate(request: CertificateRequest): TestAuthority {
    const files = this.#issueFiles({ ...request, extensions: request.extensions ?? authorityExtensions })
    return new TestAuthority(this.#folder, files, readFileSync(files.file, 'utf8') + this.#chain)
  }

  #issueFiles(request: CertificateRequest): { readonly file: string; readonly keyFile: string } {
    const { file, keyFile, requestFile, extensionFile } = filesIn(this.#folder)
    writeFileSync(extensionFile, linesOf(request).join('\n'))
    const asked = ['req', ...(request.newKey ?? p256), '-nodes', '-keyout', keyFile, '-out', requestFile, ...subjectOf(request)]
    openssl(asked)
    const signed = ['x509', '-req', '-in', requestFile, '-CA', this.file, '-CAkey', this.#keyFile, '-set_serial', `${count}`]
    openssl([...signed, `-${request.hash ?? 'sha256'}`, '-days', `${request.days ?? 2}`, '-extfile', extensionFile, '-out', file])
    return { file, keyFile }
  }
}

/** A certificate that nobody vouches for. */
export function selfSignedIdentity(folder: string, request: CertificateRequest): ClientIdentity {
  const { file, keyFile } = selfSignedFiles(folder, request)
  return { certificate: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}

const authorityExtensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']

function selfSignedFiles(folder: string, request: CertificateRequest): { readonly file: string; readonly keyFile: string } {
  const { file, keyFile, requestFile, extensionFile } = filesIn(folder)
  writeFileSync(extensionFile, linesOf(request).join('\n'))
  openssl(['req', ...(request.newKey ?? p256), '-nodes', '-keyout', keyFile, '-out', requestFile, ...subjectOf(request)])
  const signed = [
    'x509',
    '-req',
    '-in',
    requestFile,
    '-signkey',
    keyFile,
    '-set_serial',
    `${count}`,
    '-days',
    `${request.days ?? 2}`,
  ]
  openssl([...signed, `-${request.hash ?? 'sha256'}`, '-extfile', extensionFile, '-out', file])
  return { file, keyFile }
}

function filesIn(folder: string) {
  count += 1
  const path = (extension: string): string => join(folder, `certificate-${count}.${extension}`)
  return { file: path('crt'), keyFile: path('key'), requestFile: path('csr'), extensionFile: path('ext') }
}

function linesOf({ names, extensions = [] }: CertificateRequest): readonly string[] {
  return [...(names === undefined ? [] : [`subjectAltName=${names}`]), ...extensions, '']
}

function subjectOf({ subject }: CertificateRequest): readonly string[] {
  return ['-utf8', '-subj', subject]
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' })
}
