import { hasApplicationScheme, isLoopbackUri } from '../authorization-request/redirect-uri.ts'
import { parseResponseType } from '../authorization-request/response-types.ts'
import { backchannelGrantName } from '../backchannel/grant-name.ts'
import type { AdjustableCheck, ServerPosture } from '../checks/posture.ts'
import { strongAlgorithms } from '../client-keys/strong-algorithms.ts'
import { type Client, defaultAuthenticationMethod } from '../clients/client.ts'
import { signedForClient } from '../keys/strong-signatures.ts'
import { postureOf } from './posture-of.ts'

/** Members of a record that a rule can refuse at every use. */
export type RuledMember =
  | 'tokenEndpointAuthMethod'
  | 'tokenEndpointAuthSigningAlg'
  | 'requestObjectSigningAlg'
  | 'backchannelAuthenticationRequestSigningAlg'
  | 'backchannelTokenDeliveryMode'
  | 'idTokenSignedResponseAlg'
  | 'authorizationSignedResponseAlg'
  | 'userinfoSignedResponseAlg'
  | 'introspectionSignedResponseAlg'
  | 'responseTypes'
  | 'redirectUris'

/** A rule that looks at what a request says, as it looks at a record which allows no other requests. */
interface RecordRule {
  readonly rule: AdjustableCheck
  readonly member: RuledMember
  /** The value that the rule refuses at every use; `undefined`: there is none. */
  refused(client: Client): string | undefined
}

const recordRules: readonly RecordRule[] = [
  {
    rule: 'client-not-public',
    member: 'tokenEndpointAuthMethod',
    refused: (client) => (methodOf(client) === 'none' ? 'none' : undefined),
  },
  {
    rule: 'client-key-authentication',
    member: 'tokenEndpointAuthMethod',
    refused: (client) => (methodOf(client).startsWith('client_secret') ? methodOf(client) : undefined),
  },
  {
    rule: 'client-assertion-strong-algorithm',
    member: 'tokenEndpointAuthSigningAlg',
    refused: ({ tokenEndpointAuthSigningAlg: name }) => weak(name),
  },
  {
    rule: 'code-flow-only',
    member: 'responseTypes',
    refused: ({ responseTypes }) => responseTypes.find((type) => parseResponseType(type)?.name !== 'code'),
  },
  {
    rule: 'front-channel-token',
    member: 'responseTypes',
    refused: ({ responseTypes }) => responseTypes.find((type) => parseResponseType(type)?.token === true),
  },
  {
    rule: 'redirect-uri-https',
    member: 'redirectUris',
    refused(client) {
      const isOnDevice = client.applicationType === 'native' || methodOf(client) === 'none'
      return client.redirectUris.find(
        (uri) => hasApplicationScheme(uri) && /^http:/i.test(uri) && !(isOnDevice && isLoopbackUri(uri)),
      )
    },
  },
  {
    rule: 'request-object-strong-algorithm',
    member: 'requestObjectSigningAlg',
    refused: ({ requestObjectSigningAlg: name }) => (name === 'none' ? undefined : weak(name)),
  },
  {
    rule: 'signed-request-object-required',
    member: 'requestObjectSigningAlg',
    refused: ({ requestObjectSigningAlg: name }) => (name === 'none' ? name : undefined),
  },
  {
    rule: 'request-object-strong-algorithm',
    member: 'backchannelAuthenticationRequestSigningAlg',
    refused: ({ backchannelAuthenticationRequestSigningAlg: name }) => weak(name),
  },
  {
    // Nobody proves anything when tokens are pushed.
    rule: 'dpop-proof-required',
    member: 'backchannelTokenDeliveryMode',
    refused: ({ backchannelTokenDeliveryMode: mode, grantTypes }) =>
      mode === 'push' && grantTypes.includes(backchannelGrantName) ? mode : undefined,
  },
  ...signedForClient.map((member) => ({
    rule: 'signature-strong-algorithm' as const,
    member,
    refused: (client: Client) => weak(client[member]),
  })),
]

/** What a record holds that would be refused at every use. */
export interface RefusedMember {
  readonly rule: AdjustableCheck
  readonly member: RuledMember
  readonly value: string
}

/**
 * What of a record the rules that are enforced for its client would refuse at every use, so that it is better not stored: in the order of the
 * rules, at most one for each member that a rule looks at.
 * @param security of the server; absent: by default
 */
export function refusedMembers(client: Client, security?: ServerPosture): readonly RefusedMember[] {
  return recordRules.flatMap(({ rule, member, refused }) => {
    const value = postureOf(rule, client, security) === 'enforce' ? refused(client) : undefined
    return value === undefined ? [] : [{ rule, member, value }]
  })
}

function methodOf(client: Client): string {
  return client.tokenEndpointAuthMethod ?? defaultAuthenticationMethod(client)
}

function weak(name: string | undefined): string | undefined {
  return name === undefined || strongAlgorithms.includes(name) ? undefined : name
}
