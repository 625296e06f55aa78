import type { Client } from '@latchkey/core'
import type { ClientView } from '@latchkey/pages'
import { isLoopbackHost } from '../net/networks.ts'

/** What the pages show of a client. `redirectUri`: where the answer of this request goes, if that is known. */
export function clientView(client: Client, redirectUri: string | undefined): ClientView {
  const target = redirectUri === undefined ? null : URL.parse(redirectUri)
  const isRegistered = client.origin !== 'unregistered'
  const isDescribed = !isRegistered && /^https?:/i.test(client.clientId)
  return {
    name: client.name ?? client.clientId,
    redirectHost: target?.host ?? '',
    kind: kindOf(target),
    registered: isRegistered,
    ...(isDescribed ? { describedBy: URL.parse(client.clientId)?.host ?? '' } : {}),
    ...(client.clientUri === undefined ? {} : { clientUri: client.clientUri }),
    // Nobody vouches for the picture of a client that is not registered: it could be somebody else's.
    ...(client.logoUri === undefined || !isRegistered ? {} : { logoUri: client.logoUri }),
    ...(client.policyUri === undefined ? {} : { policyUri: client.policyUri }),
    ...(client.tosUri === undefined ? {} : { tosUri: client.tosUri }),
  }
}

function kindOf(target: URL | null): ClientView['kind'] {
  if (target === null) return 'web'
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return 'private-use'
  return isLoopbackHost(target.hostname) ? 'loopback' : 'web'
}
