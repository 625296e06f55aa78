import { type Client, type ClientId, definedMembers, newClientId, newClientSecret, storedClientSecret } from '@latchkey/core'
import * as v from 'valibot'
import type { CreatedClient, CreateResult, ManagementPorts } from '../../contract.ts'
import { inputIssues, setErrorOfIssues, unknownPropertyError } from '../set-error-of-issues.ts'
import { type ClientInput, checkClient, clientInput, recordMembers, secretProperties } from './client-input.ts'

/** What to say of a new client; only `name` is always needed. Durations are in seconds, as in the metadata of OIDCR-2. */
export type NewClient = Partial<ClientInput> & Pick<ClientInput, 'name'>

type Ports = Pick<ManagementPorts, 'clock' | 'crypto'> & { readonly stores: Pick<ManagementPorts['stores'], 'clients'> }

/**
 * Creates a client for an administrator. `clientId` and `secret` are made unless they are given, as an import does; a secret that was made
 * is in the answer and cannot be read again.
 * @param input A `NewClient`; anything else is refused with the property and the rule that it breaks.
 */
export async function createClient(ports: Ports, input: NewClient): Promise<CreateResult<CreatedClient>> {
  const unknown = unknownPropertyError(input, clientInput.entries, 'OAuthClient')
  if (unknown !== undefined) return { error: unknown }
  const result = v.safeParse(clientInput, input)
  const issues = result.success ? checkClient(result.output) : inputIssues(result.issues, secretProperties)
  if (!result.success || issues.length > 0) return { error: setErrorOfIssues(issues) }
  const secret = result.output.public ? undefined : (result.output.secret ?? newClientSecret(ports.crypto.randomBytes))
  const client = clientOf(ports, result.output, secret)
  if ((await ports.stores.clients.insert(client)) === 'exists') {
    return {
      error: {
        type: 'primaryKeyViolation',
        description: 'A client with this clientId exists.',
        properties: ['clientId'],
      },
    }
  }
  const wasMade = secret !== undefined && result.output.secret === undefined
  return { created: wasMade ? { client, clientSecret: secret } : { client } }
}

function clientOf({ clock, crypto }: Ports, input: ClientInput, secret: string | undefined): Client {
  const now = clock()
  return {
    ...definedMembers(recordMembers(input)),
    ...(input.public ? { tokenEndpointAuthMethod: 'none' as const } : {}),
    clientId: (input.clientId as ClientId | undefined) ?? newClientId(crypto.randomBytes),
    origin: 'administrator',
    secrets: secret === undefined ? [] : [storedClientSecret(crypto, secret, now)],
    postures: {},
    createdAt: now,
    updatedAt: now,
  }
}
