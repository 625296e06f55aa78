import { personOrigin } from '../audit/origins.ts'
import type { ClientId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Provider, ProviderOptions } from '../provider-contract.ts'
import { describeAccess } from './describe-access.ts'
import { ownClaims } from './own-claims.ts'
import { endOwnSessions, ownSessions } from './own-sessions.ts'

/** RFC6749-A.1: nothing else is the id of a client, so nothing is to be changed. */
const possibleId = /^[ -~]+$/

/** What a person sees of their own account, and takes back. Everything is of the account of the session, so nothing else can be named. */
export function createAccountAccess(
  { issuer }: ProviderOptions,
  ports: Ports,
): Pick<Provider, 'ownClaims' | 'accessOf' | 'accessOfClient' | 'removeAccess' | 'ownSessions' | 'endOwnSessions'> {
  const { accountAccess, clients } = ports.stores
  return {
    ownClaims: ({ accountId }) => ownClaims(accountId, ports),
    async accessOf({ accountId }, { offset, limit }) {
      const now = ports.clock()
      const all = await accountAccess.listClients(accountId, now)
      const shown = all.slice(offset, offset + limit).map(async (found) => {
        // Metadata documents are not fetched for a list.
        const client = await clients.find(found.clientId, now)
        return client === undefined ? found : { ...found, client }
      })
      return { clients: await Promise.all(shown), total: all.length }
    },
    accessOfClient: ({ accountId }, clientId) => describeAccess(accountId, clientId as ClientId, ports),
    async removeAccess({ session: { accountId }, clientId, address }) {
      if (!possibleId.test(clientId)) return false
      const origin = await personOrigin(accountId, { address }, ports)
      return accountAccess.removeClient({ accountId, clientId: clientId as ClientId, now: ports.clock(), origin })
    },
    ownSessions: (session) => ownSessions(session, ports),
    endOwnSessions: (input) => endOwnSessions(input, { issuer, ports }),
  }
}
