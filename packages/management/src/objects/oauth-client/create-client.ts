import type { Origin } from '@latchkey/core'
import * as v from 'valibot'
import type { CreatedClient, CreateResult, ManagementPorts } from '../../contract.ts'
import { inputIssues, setErrorOfIssues, unknownPropertyError } from '../set-error-of-issues.ts'
import { assembleClient } from './assemble-client.ts'
import { type ClientMembers, clientMembers, secretProperties } from './client-input.ts'
import { isDefinedScope } from './is-defined-scope.ts'

/** What to say of a new client; only `name` is always needed. Durations are in seconds, as in the metadata of OIDCR-2. */
export type NewClient = ClientMembers & { readonly name: string; readonly public?: boolean }

type Ports = Pick<ManagementPorts, 'clock' | 'crypto' | 'objects' | 'fetch'> & {
  readonly stores: Pick<ManagementPorts['stores'], 'clients'>
}

const { name, ...others } = clientMembers
const newClient = v.object({ name, ...v.partial(v.object(others)).entries, public: v.optional(clientMembers.skipConsent, false) })

/**
 * Creates a client for an administrator. `clientId` and `secret` are made unless they are given, as an import does; a secret that was made
 * is in the answer and cannot be read again.
 * @param input A `NewClient`; anything else is refused with the property and the rule that it breaks.
 */
export async function createClient(ports: Ports, input: NewClient, origin?: Origin): Promise<CreateResult<CreatedClient>> {
  const unknown = unknownPropertyError(input, newClient.entries, 'OAuthClient')
  if (unknown !== undefined) return { error: unknown }
  const result = v.safeParse(newClient, input)
  if (!result.success) return { error: setErrorOfIssues(inputIssues(result.issues, secretProperties)) }
  const { public: isPublic, ...members } = result.output
  const assembled = await assembleClient(members, {
    crypto: ports.crypto,
    now: ports.clock(),
    isDefinedScope: isDefinedScope(ports.objects),
    fetch: ports.fetch,
    isPublic,
  })
  if ('issues' in assembled) return { error: setErrorOfIssues(assembled.issues) }
  const { client, madeSecret } = assembled
  if ((await ports.stores.clients.insert(client, origin)) === 'exists') {
    return {
      error: {
        type: 'primaryKeyViolation',
        description: 'A client with this clientId exists.',
        properties: ['clientId'],
      },
    }
  }
  return { created: madeSecret === undefined ? { client } : { client, clientSecret: madeSecret } }
}
