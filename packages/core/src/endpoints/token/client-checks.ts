import type { Check } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import type { Client } from '../../clients/client.ts'
import { checkStrongSignatures } from '../../keys/strong-signatures.ts'
import { postureOf } from '../../posture/posture-of.ts'

/** A client that has proved who it is. */
export interface KnownClient {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
}

/** What is asked of a client whatever its grant is. */
export const tokenClientChecks: readonly Check<KnownClient, 'token'>[] = [
  {
    name: 'token-signature-strong-algorithm',
    spec: 'FAPI2SP-5.4.1',
    at: ['token'],
    posture: ({ client, security }) => postureOf('signature-strong-algorithm', client, security),
    run: checkStrongSignatures,
  },
]
