import { type Client, type ClientSecret, type CryptoPort, isMethodWithKey } from '@latchkey/core'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'

export interface SecretOfClient {
  readonly isPublic: boolean
  /** A new one, in clear. */
  readonly secret: string | undefined
  /** The one that stays unless there is a new one. */
  readonly kept: ClientSecret | undefined
  readonly crypto: Pick<CryptoPort, 'openSealed'>
}

/**
 * OIDCC-10, OIDCC-16.19: where the secret of a client is a key, or makes one, the client must have one, and with as many octets as the key.
 * @param use `property` asks for `algorithm`, whose key has so many `octets`
 */
export function checkSecretAsKey(
  use: { readonly property: string; readonly algorithm: string; readonly octets: number },
  { tokenEndpointAuthMethod }: Pick<Client, 'tokenEndpointAuthMethod'>,
  { isPublic, secret, kept, crypto }: SecretOfClient,
): readonly InputIssue[] {
  const { property, algorithm, octets: required } = use
  if (isPublic) return [invalidIssue(property, 'needs a client secret, which a public client does not have', algorithm)]
  if (secret === undefined && kept === undefined && isMethodWithKey(tokenEndpointAuthMethod)) {
    return [invalidIssue(property, 'needs a client secret, which this client does not have', algorithm)]
  }
  const length = secret?.length ?? (kept === undefined ? required : crypto.openSealed(kept.sealed).length)
  if (length >= required) return []
  const rule = `must have at least ${required} characters for ${algorithm}`
  return [{ property: 'secret', rule, error: { type: 'MinLength', property: 'secret', required } }]
}
