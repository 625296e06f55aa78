import { calculateJwkThumbprint } from 'jose'
import type { KeyHolder } from '../client-keys/find-client-keys.ts'
import { remoteKeys } from '../client-keys/remote-keys.ts'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import type { Ports } from '../ports/ports.ts'

type Jwk = Readonly<Record<string, unknown>>

/**
 * Whether a certificate is one that its client registered. A key of the set that carries its certificate (`x5c`) or names it (`x5t#S256`)
 * stands for that certificate alone; another stands for every certificate with that key. A set at an address is read anew when the certificate
 * is not in it, though not for every request.
 * @see RFC8705-2.2.2
 */
export async function isRegisteredCertificate(
  holder: KeyHolder,
  certificate: ClientCertificate,
  ports: Pick<Ports, 'fetch' | 'clock'>,
): Promise<boolean> {
  if (holder.jwks !== undefined) return isAmong(holder.jwks.keys, certificate)
  if (holder.jwksUri === undefined) return false
  for (const mode of ['cached', 'reload'] as const) {
    const remote = await remoteKeys(holder.jwksUri, mode, ports)
    if (remote.kind === 'keys' && (await isAmong(remote.keys, certificate))) return true
  }
  return false
}

async function isAmong(keys: readonly Jwk[], certificate: ClientCertificate): Promise<boolean> {
  const thumbprint = await thumbprintOf(certificate.publicKey)
  for (const jwk of keys) {
    if (await standsFor(jwk, certificate, thumbprint)) return true
  }
  return false
}

async function standsFor(jwk: Jwk, certificate: ClientCertificate, keyThumbprint: string | undefined): Promise<boolean> {
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return false
  const { x5c } = jwk
  if (x5c !== undefined) return Array.isArray(x5c) && x5c[0] === certificate.encoded
  const named = jwk['x5t#S256']
  if (named !== undefined) return named === certificate.thumbprint
  return keyThumbprint !== undefined && (await thumbprintOf(jwk)) === keyThumbprint
}

/** RFC7638-3; `undefined`: not a key that it is defined for. */
async function thumbprintOf(jwk: Jwk | undefined): Promise<string | undefined> {
  try {
    return jwk && (await calculateJwkThumbprint({ ...jwk }))
  } catch {
    return undefined
  }
}
