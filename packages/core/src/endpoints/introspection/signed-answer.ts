import type { Client } from '../../clients/client.ts'
import { chosenAlgorithm } from '../../keys/strong-signatures.ts'
import type { Mint } from '../../tokens/issue.ts'

/** RFC9701-10.3. */
export const introspectionMediaType = 'application/token-introspection+jwt'
/** RFC9701-5: no other JWT of this server has it. */
const type = 'token-introspection+jwt'

/**
 * An answer of introspection that its receiver can keep as evidence; signed as the client registered, else with RS256
 * unless the rule `signature-strong-algorithm` is enforced.
 * @see RFC9701-5, RFC9701-6
 */
export async function signIntrospection(
  body: Readonly<Record<string, unknown>>,
  client: Client,
  { issuer, ports, keys }: Mint,
): Promise<string> {
  const key = await keys.keyNamed(client.introspectionSignedResponseAlg ?? chosenAlgorithm('RS256', client, ports), client)
  const { algorithm, kid } = key
  const header = algorithm.family === 'hmac' ? { alg: algorithm.name, typ: type } : { alg: algorithm.name, kid, typ: type }
  const iat = Math.floor(ports.clock() / 1_000)
  return ports.crypto.signJwt(key, header, { iss: issuer, aud: client.clientId, iat, token_introspection: body })
}
