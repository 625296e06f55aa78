import type { KeyRing } from '../../keys/key-ring.ts'
import type { Provider } from '../../provider-contract.ts'

/**
 * The public keys of the ring; the same object while nothing changes.
 * @see RFC7517-5, OIDCD-3
 */
export function createJwksEndpoint(keys: KeyRing): Pick<Provider, 'jwks'> {
  return { jwks: () => keys.jwks() }
}
