import { createHash } from 'node:crypto'
import type { ClientCertificate } from '@latchkey/core'
import { type Certificate, readCertificate } from './certificate.ts'
import { findChainProblem } from './find-chain-problem.ts'

/** What somebody sent to show who they are: DER or PEM, the certificate first. */
export type SentCertificates = readonly (Uint8Array | string)[]

/** More than these are not looked at. */
const maxSent = 8

/**
 * A certificate as the engine sees it. Intermediates that cannot be read do not count.
 * @param authorities Asked for at each use, so that a changed file counts from then on.
 * @returns `undefined`: there is none that this server reads
 */
export function clientCertificateOf(
  sent: SentCertificates,
  authorities: () => readonly Certificate[],
): ClientCertificate | undefined {
  const [first, ...others] = sent.slice(0, maxSent)
  const leaf = first === undefined ? undefined : readCertificate(first)
  if (leaf === undefined) return undefined
  const { alternativeNames } = leaf.extensions
  return {
    thumbprint: createHash('sha256').update(leaf.raw).digest('base64url'),
    encoded: Buffer.from(leaf.raw).toString('base64'),
    publicKey: jwkOf(leaf),
    validFrom: leaf.validFrom,
    validTo: leaf.validTo,
    subject: leaf.subject,
    ...alternativeNames,
    findChainProblem(now) {
      const intermediates = others.flatMap((each) => readCertificate(each) ?? [])
      return findChainProblem(leaf, { authorities: authorities(), intermediates }, now)
    },
  }
}

function jwkOf({ x509 }: Certificate): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...x509.publicKey.export({ format: 'jwk' }) }
  } catch {
    return undefined
  }
}
