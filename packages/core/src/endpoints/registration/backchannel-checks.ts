import { backchannelGrantName } from '../../backchannel/grant-name.ts'
import type { Check } from '../../checks/check.ts'
import type { RegistrationRequest } from './parse-metadata.ts'

/** The rules about how a client says that it asks people who are elsewhere. */
export const backchannelMetadataChecks: readonly Check<Pick<RegistrationRequest, 'metadata'>, 'registration'>[] = [
  {
    name: 'registration-backchannel-mode',
    spec: 'CIBA-4',
    at: ['registration'],
    run: ({ metadata: { grantTypes, backchannelTokenDeliveryMode } }) =>
      grantTypes.includes(backchannelGrantName) && backchannelTokenDeliveryMode === undefined
        ? { reason: 'backchannel_token_delivery_mode_missing', expected: 'poll, ping or push' }
        : undefined,
  },
  {
    name: 'registration-backchannel-client',
    spec: 'CIBA-7.1',
    at: ['registration'],
    run: ({ metadata: { grantTypes, tokenEndpointAuthMethod } }) =>
      grantTypes.includes(backchannelGrantName) && tokenEndpointAuthMethod === 'none'
        ? { reason: 'backchannel_client_public' }
        : undefined,
  },
  {
    name: 'registration-backchannel-endpoint',
    spec: 'CIBA-4',
    at: ['registration'],
    run: ({ metadata: { backchannelTokenDeliveryMode = 'poll', backchannelClientNotificationEndpoint } }) =>
      backchannelTokenDeliveryMode !== 'poll' && backchannelClientNotificationEndpoint === undefined
        ? { reason: 'backchannel_client_notification_endpoint_missing', received: backchannelTokenDeliveryMode }
        : undefined,
  },
  {
    name: 'registration-backchannel-bound-tokens',
    spec: 'RFC9449-5.2',
    at: ['registration'],
    run: ({ metadata: { backchannelTokenDeliveryMode, dpopBoundAccessTokens, tlsClientCertificateBoundAccessTokens } }) =>
      backchannelTokenDeliveryMode === 'push' &&
      (dpopBoundAccessTokens === true || tlsClientCertificateBoundAccessTokens === true)
        ? { reason: 'backchannel_push_unbound' }
        : undefined,
  },
]
