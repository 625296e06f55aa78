import { readFileSync } from 'node:fs'
import { type Certificate, readCertificate } from './certificate.ts'

/** Certificates of authorities in a PEM text. */
const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Whom `tls_client_auth` trusts, as a file says now. */
export class Authorities {
  readonly #path: string | undefined
  #known: readonly Certificate[] = []

  /** @throws Error, with a sentence, when the file cannot be used */
  constructor(path: string | undefined) {
    this.#path = path
    this.reload()
  }

  get known(): readonly Certificate[] {
    return this.#known
  }

  /** Reads the file again. Those known before stay when it cannot be used. @throws Error, with a sentence */
  reload(): void {
    if (this.#path !== undefined) this.#known = readAuthorities(readFileSync(this.#path, 'utf8'))
  }
}

/** @throws Error, with a sentence, unless all of the text are certificates of authorities */
export function readAuthorities(text: string): readonly Certificate[] {
  const blocks = text.match(pemBlock) ?? []
  if (blocks.length === 0) throw new Error('there is no PEM certificate in it')
  return blocks.map((block, index) => {
    const certificate = readCertificate(block)
    if (certificate === undefined) throw new Error(`certificate ${index + 1} cannot be read`)
    if (certificate.extensions.authority === undefined) throw new Error(`certificate ${index + 1} is not that of an authority`)
    return certificate
  })
}
