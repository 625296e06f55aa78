import type { Posture, ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import { postureOf } from '../posture/posture-of.ts'

/** Whether a client has to sign its requests: as it registered, else as the rule is applied to it. @see RFC9101-10.5 */
export function signedRequestPosture({
  client,
  security,
}: {
  readonly client: Client
  readonly security?: ServerPosture | undefined
}): Posture {
  return client.requireSignedRequestObject === true ? 'enforce' : postureOf('signed-request-object-required', client, security)
}
