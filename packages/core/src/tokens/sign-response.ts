import type { Client } from '../clients/client.ts'
import { encryptFor, recipientFor } from '../encryption/recipient.ts'
import { jwsHeader } from '../keys/jws-header.ts'
import type { Mint } from './issue.ts'

/** How long a response may take from here to its client through the browser, milliseconds (JARM-2.1 wants at most ten minutes). */
const responseLife = 10 * 60 * 1_000

/**
 * The parameters of an authorization response as one signed JWT, each a member of its own beside `iss`, `aud` and `exp`; encrypted if the
 * client wants it so.
 * @throws OAuthError `client_encryption_key_missing`: then there is no way to answer the client
 * @see JARM-2.1, JARM-2.2
 */
export async function signResponse(
  parameters: readonly (readonly [name: string, value: string])[],
  client: Client,
  { issuer, ports, keys }: Mint,
): Promise<string> {
  const recipient = await recipientFor(client, 'authorization', ports)
  const key = await keys.responseKeyFor(client)
  const exp = Math.floor((ports.clock() + responseLife) / 1_000)
  const claims = { iss: issuer, aud: client.clientId, exp, ...Object.fromEntries(parameters) }
  const signed = await ports.crypto.signJwt(key, jwsHeader(key), claims)
  return recipient === undefined ? signed : encryptFor(recipient, signed, 'jwt')
}
