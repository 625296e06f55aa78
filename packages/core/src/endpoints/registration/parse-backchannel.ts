import { parseLogoutUri } from '../../clients/logout-uris.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { parseBackchannelSignature, parseDeliveryMode } from '../../clients/metadata-values.ts'
import type { MemberReader } from './parse-protection.ts'

type Backchannel = Pick<
  ClientMetadata,
  'backchannelTokenDeliveryMode' | 'backchannelClientNotificationEndpoint' | 'backchannelAuthenticationRequestSigningAlg'
>

/** How a client asks people who are elsewhere (CIBA-4). */
export function readBackchannel(read: MemberReader): { readonly [Name in keyof Backchannel]-?: Backchannel[Name] | undefined } {
  return {
    backchannelTokenDeliveryMode: read(
      'backchannel_token_delivery_mode',
      'backchannel_token_delivery_mode_unsupported',
      parseDeliveryMode,
    ),
    backchannelClientNotificationEndpoint: read(
      'backchannel_client_notification_endpoint',
      'backchannel_client_notification_endpoint_malformed',
      parseLogoutUri,
    ),
    backchannelAuthenticationRequestSigningAlg: read(
      'backchannel_authentication_request_signing_alg',
      'backchannel_authentication_request_signing_alg_unsupported',
      parseBackchannelSignature,
    ),
  }
}
