import type { Fields } from '../../declarations/declaration.ts'
import { webUri } from './field-parts.ts'

/** How the client asks people who are elsewhere (CIBA-4). */
export const backchannelFields: Fields = {
  backchannelTokenDeliveryMode: {
    label: 'Delivery of Tokens',
    description: 'How the client learns what a person has decided elsewhere',
    type: { type: 'enum', enumName: 'OAuthDeliveryMode' },
    default: 'poll',
    update: 'mutable',
  },
  backchannelClientNotificationEndpoint: {
    label: 'Notification Endpoint',
    description: 'Where the server of the client is told what a person has decided, by ping or push',
    type: webUri,
    update: 'mutable',
  },
  backchannelAuthenticationRequestSigningAlg: {
    label: 'Signature Algorithm of Backchannel Requests',
    description: 'Algorithm by which the client signs all of its backchannel requests; without one it need not sign them',
    type: { type: 'enum', enumName: 'OAuthBackchannelSignature', nullable: true },
    update: 'mutable',
  },
}
