import type { NamedPerson } from '../../backchannel/login-hint-token.ts'
import { openSignedRequest, type SignedRequest } from '../../backchannel/open-signed-request.ts'
import { runChecks } from '../../checks/check.ts'
import type { ClientRequest } from '../../client-auth/authenticate.ts'
import type { Client } from '../../clients/client.ts'
import type { Ports } from '../../ports/ports.ts'
import { resourcesOf } from '../../resources/named-resources.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import { scopeTable } from '../../scopes/known-scopes.ts'
import { parseScope } from '../../scopes/parse-scope.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { type Parameters, singleValues } from '../../wire/parameters.ts'
import { type BackchannelInput, backchannelChecks, senderChecks } from './checks.ts'
import { namedPerson } from './named-person.ts'

/** What a client asks for, held against every rule that needs no account. */
export interface AcceptedRequest {
  readonly client: Client
  readonly person: NamedPerson
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  readonly acrValues: readonly string[]
  readonly bindingMessage: string | undefined
  readonly notificationToken: string | undefined
  /** Seconds. */
  readonly requestedExpiry: number | undefined
  /** Of a signed request: it is answered once. */
  readonly use?: SignedRequest['use']
}

/** Values of `acr_values` that are looked at. */
const maxAcrValues = 10

/**
 * Reads a request, signed or not, and holds it against the check tables.
 * @throws OAuthError
 */
export async function acceptBackchannelRequest(
  sent: Parameters,
  { client, values: outer }: ClientRequest,
  engine: { readonly ports: Ports; readonly issuer: string },
  outcomes: CheckOutcome[],
): Promise<AcceptedRequest> {
  const { ports, issuer } = engine
  const security = ports.security?.()
  const text = outer.get('request')
  runChecks(senderChecks, 'backchannel', { client, security, isSigned: text !== undefined }, outcomes)
  const signed = text === undefined ? undefined : await openSignedRequest({ text, sent, client }, engine, outcomes)
  const parameters = signed?.parameters ?? sent
  const values = singleValues(parameters)
  const resources = resourcesOf(parameters)
  const input: BackchannelInput = {
    ...{ client, security, values, knownScopes: scopeTable(ports.scopes?.()) },
    scopes: parseScope(values.get('scope')),
    person: await namedPerson(values, { client, ports, issuer }),
    ...(resources.length > 0 && { named: { client, resources, table: resourceTable(ports.resources?.()), issuer } }),
  }
  runChecks(backchannelChecks, 'backchannel', input, outcomes)
  const { person, scopes = [], knownScopes } = input
  if (person === undefined || typeof person === 'string') throw new TypeError('a request that names nobody passed the checks')
  const expiry = values.get('requested_expiry')
  return {
    client,
    person,
    scopes: scopes.filter(knownScopes.has),
    resources,
    acrValues: (values.get('acr_values') ?? '')
      .split(' ')
      .filter((value) => value !== '')
      .slice(0, maxAcrValues),
    bindingMessage: values.get('binding_message'),
    notificationToken: values.get('client_notification_token'),
    requestedExpiry: expiry === undefined ? undefined : Number(expiry),
    ...(signed === undefined ? {} : { use: signed.use }),
  }
}
