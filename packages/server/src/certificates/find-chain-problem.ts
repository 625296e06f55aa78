import type { Certificate } from './certificate.ts'

/** Certificates between the client's and the authority. */
const maxIntermediates = 6
/** Signatures that one certificate may cost: a client sends what it likes. */
const maxSignatures = 32

/** RFC5280-4.2.1.12: for clients of TLS, or for anything. */
const clientUses: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'])

/** Signatures whose hash no longer keeps two certificates apart: with MD5 and SHA-1. */
const weakSignatures: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
  '1.3.14.3.2.29',
])

export interface ChainParts {
  /** Everybody whom one of these vouches for is trusted, whether it signed itself or not. */
  readonly authorities: readonly Certificate[]
  /** What came with the certificate; nothing of it is trusted by itself. */
  readonly intermediates: readonly Certificate[]
}

/**
 * Why no trusted authority vouches for a certificate as a client's at a time, a sentence for the trace; `undefined`: one does. Revocation lists are
 * not read, name constraints and policies neither: a chain that has constraints, or critical extensions that are not known here, is refused.
 * @param now milliseconds since the epoch
 * @see RFC5280-6.1
 */
export function findChainProblem(leaf: Certificate, { authorities, intermediates }: ChainParts, now: number): string | undefined {
  if (authorities.length === 0) return 'no authorities are configured'
  const ofLeaf = problemOf(leaf, now) ?? problemOfLeaf(leaf)
  if (ofLeaf !== undefined) return `the certificate ${ofLeaf}`
  let signatures = 0
  let reason = 'no trusted authority issued the certificate'

  /** Whether a trusted authority is reached from `child`, below which are `depth` intermediates. */
  function reaches(child: Certificate, depth: number, used: ReadonlySet<Certificate>): boolean {
    const isIssuer = (candidate: Certificate): boolean => candidate.subjectDer === child.issuerDer && !used.has(candidate)
    for (const [issuer, isTrusted] of [
      ...authorities.filter(isIssuer).map((each) => [each, true] as const),
      ...intermediates.filter(isIssuer).map((each) => [each, false] as const),
    ]) {
      const problem = problemOf(issuer, now) ?? problemOfIssuer(issuer, depth)
      if (problem !== undefined) {
        reason = `an issuer ${problem}`
        continue
      }
      signatures += 1
      if (signatures > maxSignatures) return false
      if (!isSignedBy(child, issuer)) {
        reason = 'a signature in the chain is not that of its issuer'
        continue
      }
      if (isTrusted || (depth < maxIntermediates && reaches(issuer, depth + 1, new Set([...used, issuer])))) return true
    }
    return false
  }

  return reaches(leaf, 0, new Set([leaf])) ? undefined : reason
}

/** What no certificate of a chain may be. */
function problemOf({ validFrom, validTo, signatureAlgorithm, x509, extensions }: Certificate, now: number): string | undefined {
  if (!(validFrom <= now && now <= validTo)) return 'is not valid at this time'
  if (weakSignatures.has(signatureAlgorithm)) return 'is signed with a weak hash'
  const [notUnderstood] = extensions.notUnderstood
  if (notUnderstood !== undefined) return `has an extension that is not understood here, ${notUnderstood}`
  const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey
  const isWeak = asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < 2_048
  if (isWeak) return 'has a weak key'
  const { extendedKeyUsage: uses } = extensions
  return uses === undefined || uses.some((use) => clientUses.has(use)) ? undefined : 'is not for clients (extendedKeyUsage)'
}

function problemOfLeaf({ extensions: { keyUsage } }: Certificate): string | undefined {
  return keyUsage === undefined || keyUsage.digitalSignature ? undefined : 'is not for signatures (keyUsage)'
}

function problemOfIssuer({ extensions: { authority, keyUsage } }: Certificate, depth: number): string | undefined {
  if (authority === undefined) return 'is no authority (basicConstraints)'
  if (keyUsage?.keyCertSign === false) return 'is not for certificates (keyUsage)'
  return depth <= (authority.maxIntermediates ?? depth) ? undefined : 'allows fewer intermediates (basicConstraints)'
}

function isSignedBy(child: Certificate, issuer: Certificate): boolean {
  try {
    return child.x509.verify(issuer.x509.publicKey)
  } catch {
    return false
  }
}
