import type { Posture, ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import { postureOf } from '../posture/posture-of.ts'

/** Whether tokens of a client must be bound to a key of it, which those that are pushed cannot be: nobody proves anything then. @see RFC9449-5.2 */
export function unboundPushPosture({
  client,
  security,
}: {
  readonly client: Client
  readonly security?: ServerPosture | undefined
}): Posture {
  return client.dpopBoundAccessTokens === true || client.tlsClientCertificateBoundAccessTokens === true
    ? 'enforce'
    : postureOf('dpop-proof-required', client, security)
}
