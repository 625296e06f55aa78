import { type EffectRow, looser, neutral, stricter } from './effect-row.ts'

/** How a client asks people who are elsewhere. */
export const backchannelEffects: Readonly<Record<string, EffectRow>> = {
  backchannelTokenDeliveryMode: ({ after, label, isNew }) => {
    if (after === 'push') return [neutral(`pushes tokens to client ${label} when people have decided elsewhere`)]
    if (after === 'ping') return [neutral(`tells client ${label} when people have decided elsewhere`)]
    return isNew ? [] : [neutral(`lets client ${label} ask whether people have decided elsewhere`)]
  },
  backchannelClientNotificationEndpoint: ({ after, label }) => [
    after === null
      ? neutral(`tells client ${label} nothing of what people decide elsewhere`)
      : neutral(`tells client ${label} at ${String(after)} of what people decide elsewhere`),
  ],
  backchannelAuthenticationRequestSigningAlg: ({ after, label }) => [
    after === null
      ? looser(`accepts backchannel requests of client ${label} that are not signed`)
      : stricter(`accepts backchannel requests of client ${label} only if they are signed with ${String(after)}`),
  ],
}
