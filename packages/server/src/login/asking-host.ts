import type { BackchannelRequest, Client } from '@latchkey/core'

type Asking = Pick<Client, 'origin' | 'backchannelClientNotificationEndpoint' | 'redirectUris' | 'clientUri'>

/**
 * The host that a person is told of a client which asks for them elsewhere. One that registered itself can name the addresses of anybody, and
 * no answer goes to them but tokens that are pushed: of such a client only the host that will have those is told.
 */
export function askingHost(client: Asking, { mode }: Pick<BackchannelRequest, 'mode'>): string | undefined {
  const { origin, backchannelClientNotificationEndpoint: notified, redirectUris, clientUri } = client
  if (origin === 'administrator') return hostOf(notified ?? redirectUris[0] ?? clientUri)
  return mode === 'push' ? hostOf(notified) : undefined
}

function hostOf(address: string | undefined): string | undefined {
  const host = URL.parse(address ?? '')?.host
  return host === '' ? undefined : host
}
