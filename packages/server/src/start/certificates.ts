import { Authorities } from '../certificates/authorities.ts'
import { ClientCertificates } from '../certificates/client-certificates.ts'
import type { Log } from '../log/log.ts'
import type { StartOptions } from '../options/declarations.ts'
import { StartRefused } from '../options/option.ts'
import { sentenceOf } from './sentence-of.ts'
import { watchFiles } from './watch-files.ts'

/** Where certificates of clients are found, with the authorities kept up to date. */
export interface OpenCertificates {
  /** `undefined`: none arrive. */
  readonly certificates: ClientCertificates | undefined
  close(): void
}

/** @throws StartRefused when the file of the authorities cannot be used */
export function openCertificates(options: StartOptions, log: Log): OpenCertificates {
  const { mtlsListen, mtlsHeader: header, mtlsCa, trustedProxies } = options
  if (mtlsListen === undefined && header === undefined) return { certificates: undefined, close: () => {} }
  const authorities = readAuthorities(mtlsCa)
  const certificates = new ClientCertificates({ header, trustedProxies, authorities: () => authorities.known })
  if (mtlsCa === undefined) return { certificates, close: () => {} }
  const close = watchFiles([mtlsCa], () => {
    try {
      authorities.reload()
      log.write({ level: 'info', event: 'notice', message: 'The authorities of client certificates were read again.' })
    } catch (cause) {
      // Those from before stay in use.
      log.write({ level: 'error', event: 'failure', at: 'certificate', cause })
    }
  })
  return { certificates, close }
}

function readAuthorities(path: string | undefined): Authorities {
  try {
    return new Authorities(path)
  } catch (cause) {
    const remedy = `must name a file with PEM certificates of authorities: ${sentenceOf(cause)}`
    throw new StartRefused([{ name: 'LATCHKEY_MTLS_CA', ...(path !== undefined && { value: path }), remedy }])
  }
}
