import type { Client } from '../clients/client.ts'
import type { Mint } from './issue.ts'

/** How long a response may take from here to its client through the browser, milliseconds (JARM-2.1 wants at most ten minutes). */
const responseLife = 10 * 60 * 1_000

/**
 * The parameters of an authorization response as one signed JWT, each a member of its own beside `iss`, `aud` and `exp`.
 * @see JARM-2.1, JARM-2.2
 */
export async function signResponse(
  parameters: readonly (readonly [name: string, value: string])[],
  client: Client,
  { issuer, ports, keys }: Mint,
): Promise<string> {
  const key = await keys.responseKeyFor(client)
  const { algorithm, kid } = key
  const header = algorithm.family === 'hmac' ? { alg: algorithm.name, typ: 'JWT' } : { alg: algorithm.name, kid, typ: 'JWT' }
  const exp = Math.floor((ports.clock() + responseLife) / 1_000)
  return ports.crypto.signJwt(key, header, { iss: issuer, aud: client.clientId, exp, ...Object.fromEntries(parameters) })
}
