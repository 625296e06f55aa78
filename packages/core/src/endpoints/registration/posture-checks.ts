import type { Check } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import type { Client } from '../../clients/client.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import type { ClientId } from '../../ids.ts'
import { type RuledMember, refusedMembers } from '../../posture/record-rules.ts'
import type { SpecReference } from '../../spec.ts'
import { showValue } from '../../trace/show-value.ts'

/** A record as it would be. */
export interface RuledRecord {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
}

/** What a record must not hold since a rule that is in force would refuse it at every use. The answer names the rule. */
export const recordPostureChecks: readonly Check<RuledRecord, 'registration'>[] = [
  row('auth-method', 'FAPI2SP-5.3.2.1', 'tokenEndpointAuthMethod', 'metadata_auth_method_refused'),
  row('auth-algorithm', 'FAPI2SP-5.4.1', 'tokenEndpointAuthSigningAlg', 'metadata_auth_algorithm_refused'),
  row('response-types', 'RFC9700-2.1.2', 'responseTypes', 'metadata_response_type_refused'),
  row('redirect-uris', 'RFC9700-2.6', 'redirectUris', 'metadata_redirect_uri_refused'),
  row('request-object-algorithm', 'FAPI2SP-5.4.1', 'requestObjectSigningAlg', 'metadata_request_algorithm_refused'),
  row(
    'backchannel-request-algorithm',
    'FAPI2SP-5.4.1',
    'backchannelAuthenticationRequestSigningAlg',
    'metadata_backchannel_algorithm_refused',
  ),
  row('delivery-mode', 'RFC9449-5.2', 'backchannelTokenDeliveryMode', 'metadata_delivery_mode_refused'),
  row('id-token-algorithm', 'FAPI2SP-5.4.1', 'idTokenSignedResponseAlg', 'metadata_id_token_algorithm_refused'),
  row(
    'authorization-response-algorithm',
    'FAPI2SP-5.4.1',
    'authorizationSignedResponseAlg',
    'metadata_authorization_algorithm_refused',
  ),
  row('userinfo-algorithm', 'FAPI2SP-5.4.1', 'userinfoSignedResponseAlg', 'metadata_userinfo_algorithm_refused'),
  row('introspection-algorithm', 'FAPI2SP-5.4.1', 'introspectionSignedResponseAlg', 'metadata_introspection_algorithm_refused'),
]

function row(name: string, spec: SpecReference, member: RuledMember, reason: ReasonId): Check<RuledRecord, 'registration'> {
  return {
    name: `registration-posture-${name}`,
    spec,
    at: ['registration'],
    run({ client, security }) {
      const refused = refusedMembers(client, security).find((one) => one.member === member)
      return refused && { reason, expected: refused.rule, received: showValue(refused.value.replace(/[?#].*$/, '')) }
    },
  }
}

/**
 * What metadata would make a record say to the rules.
 * @param known what an administrator said of the client that is updated; absent: a new one
 */
export function recordUnderRules(
  metadata: ClientMetadata,
  known: Pick<Client, 'profile' | 'postures'> = { postures: {} },
): Client {
  const { profile, postures } = known
  return {
    ...metadata,
    tokenEndpointAuthMethod: metadata.tokenEndpointAuthMethod ?? 'client_secret_basic',
    clientId: '' as ClientId,
    origin: 'dynamic',
    secrets: [],
    claimsInIdToken: false,
    skipConsent: false,
    postures,
    ...(profile !== undefined && { profile }),
    createdAt: 0,
    updatedAt: 0,
  }
}
