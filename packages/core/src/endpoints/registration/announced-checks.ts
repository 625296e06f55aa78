import type { Check } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { announcedAlgorithms } from '../../keys/algorithms.ts'

interface Asked {
  readonly metadata: ClientMetadata
  readonly security: ServerPosture | undefined
}

/** What a client can ask to be signed for it. */
const signatures = [
  'idTokenSignedResponseAlg',
  'userinfoSignedResponseAlg',
  'authorizationSignedResponseAlg',
  'introspectionSignedResponseAlg',
] as const satisfies readonly (keyof ClientMetadata)[]

/** A client that registers itself gets what is announced and no more. */
export const announcedChecks: readonly Check<Asked, 'registration'>[] = [
  {
    name: 'registration-post-quantum-signature',
    spec: 'LATCHKEY-0049-ml-dsa',
    at: ['registration'],
    run({ metadata, security }) {
      const announced: readonly string[] = announcedAlgorithms(security).map(({ name }) => name)
      const asked = signatures.flatMap((member) => metadata[member] ?? [])
      const name = asked.find((each) => each.startsWith('ML-DSA') && !announced.includes(each))
      return name === undefined ? undefined : { reason: 'post_quantum_signature_not_offered', received: name }
    },
  },
]
