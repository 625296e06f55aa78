import { runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { lookUpClient } from '../clients/find-client.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import type { Parameters } from '../wire/parameters.ts'
import { clientChecks } from './checks.ts'
import { readOnce } from './read-once.ts'

/** The client of a request, with the redirect URI as the request named it. Nothing else was looked at. */
export interface IdentifiedClient {
  readonly client: Client
  readonly redirectUri: string | undefined
}

/** The parameters on which it depends whether the client can be answered at all. */
const identifying: ReadonlySet<string> = new Set(['client_id', 'redirect_uri'])

/**
 * Who asks. Only `client_id` and `redirect_uri` are read, so that whatever is wrong with the rest can still be sent to the client.
 * @throws OAuthError for the person in front of the browser
 */
export async function identifyClient(parameters: Parameters, ports: Ports, outcomes: CheckOutcome[]): Promise<IdentifiedClient> {
  const values = readOnce(
    parameters.filter(([name]) => identifying.has(name)),
    outcomes,
  )
  const clientId = values.get('client_id')
  const redirectUri = values.get('redirect_uri')
  const lookup = clientId === undefined ? undefined : await lookUpClient(clientId, ports, { redirectUri })
  runChecks(clientChecks, 'authorize', { lookup }, outcomes)
  if (lookup?.kind !== 'found') throw new TypeError('a client that was not found passed the checks')
  return { client: lookup.client, redirectUri }
}
