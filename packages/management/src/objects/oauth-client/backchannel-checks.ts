import { backchannelGrantName, type Client } from '@latchkey/core'
import { type InputIssue, invalidIssue, requiredIssue } from '../set-error-of-issues.ts'
import type { SecretOfClient } from './secret-checks.ts'

export type BackchannelMembers = Pick<
  Client,
  | 'grantTypes'
  | 'backchannelTokenDeliveryMode'
  | 'backchannelClientNotificationEndpoint'
  | 'dpopBoundAccessTokens'
  | 'tlsClientCertificateBoundAccessTokens'
>

/** CIBA-4, CIBA-7.1: whoever is told has an address, and whoever asks proves who it is. */
export function checkBackchannel(client: BackchannelMembers, { isPublic }: SecretOfClient): readonly InputIssue[] {
  const { backchannelTokenDeliveryMode: mode = 'poll', backchannelClientNotificationEndpoint: address } = client
  const isBound = client.dpopBoundAccessTokens === true || client.tlsClientCertificateBoundAccessTokens === true
  return [
    ...(mode !== 'poll' && address === undefined ? [requiredIssue('backchannelClientNotificationEndpoint')] : []),
    ...(mode === 'push' && isBound
      ? [invalidIssue('backchannelTokenDeliveryMode', 'must not be push where tokens are bound to a key or a certificate', mode)]
      : []),
    ...(isPublic && client.grantTypes.includes(backchannelGrantName)
      ? [invalidIssue('grantTypes', `must not hold ${backchannelGrantName} for a public client`, client.grantTypes)]
      : []),
  ]
}
