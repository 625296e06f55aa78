import type { Client } from '../../clients/client.ts'
import { encryptFor, recipientFor } from '../../encryption/recipient.ts'
import { jwsHeader } from '../../keys/jws-header.ts'
import type { Mint } from '../../tokens/issue.ts'

/** Whether UserInfo is a JWT for this client, and no plain JSON. */
export function wantsJwt(client: Client): boolean {
  return client.userinfoSignedResponseAlg !== undefined || client.userinfoEncryptedResponseAlg !== undefined
}

/**
 * The claims as this client registered them: signed, encrypted, or signed and then encrypted. A signed answer says who issued it and for
 * whom; it has no end, as the state of a person has none.
 * @throws OAuthError `client_encryption_key_missing`
 * @see OIDCC-5.3.2
 */
export async function protectClaims(
  claims: Readonly<Record<string, unknown>>,
  client: Client,
  { issuer, ports, keys }: Mint,
): Promise<string> {
  const recipient = await recipientFor(client, 'userinfo', ports)
  const name = client.userinfoSignedResponseAlg
  if (name === undefined) {
    if (recipient === undefined) throw new TypeError('the client wants its claims neither signed nor encrypted')
    return encryptFor(recipient, JSON.stringify(claims), 'claims')
  }
  const key = await keys.keyNamed(name, client)
  const iat = Math.floor(ports.clock() / 1_000)
  const signed = await ports.crypto.signJwt(key, jwsHeader(key), { ...claims, iss: issuer, aud: client.clientId, iat })
  return recipient === undefined ? signed : encryptFor(recipient, signed, 'jwt')
}
