import { clientOrigin } from '../../audit/origins.ts'
import { runChecks } from '../../checks/check.ts'
import type { Client, ClientSecret } from '../../clients/client.ts'
import { needsSecret, newClientSecret, storedClientSecret } from '../../clients/client-credentials.ts'
import { type ClientMetadata, clientMetadataMembers } from '../../clients/metadata.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { liveSecrets } from '../../keys/client-secret-keys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import type { RegistrationUpdateInput } from '../inputs.ts'
import { acceptMetadata } from './accept-metadata.ts'
import { registrationTokenWrong, rulesOfClient } from './registrant.ts'
import { updateChecks } from './update-checks.ts'

interface UpdateOptions {
  readonly grantTypes: readonly string[]
}

/**
 * Replaces the metadata of a client by those that it sends: what it does not say again is as though it had never been said. What an
 * administrator set stays, and so do its credentials; a client that needs no secret any more loses it, one that needs its first gets it.
 * @param client who sent it, authenticated by its registration access token
 * @returns the client as it is now
 * @throws OAuthError `invalid_client_metadata` and the others of a registration; nothing was written then
 * @see RFC7592-2.2
 */
export async function updateRegistration(
  client: Client,
  input: RegistrationUpdateInput,
  { grantTypes }: UpdateOptions,
  ports: Ports,
  outcomes: CheckOutcome[],
): Promise<Client> {
  const { body } = input
  if (!isObject(body)) throw new OAuthError('update_body_not_object')
  const isSecretRight = holdsSecret(client, body['client_secret'], ports)
  runChecks(updateChecks, 'registration', { body, clientId: client.clientId, isSecretRight }, outcomes)
  const metadata = await acceptMetadata(body, { grantTypes, ...rulesOfClient(client, ports), known: client }, ports, outcomes)
  const origin = clientOrigin(client.clientId, { address: input.address }, 'registration')
  let known: Client | undefined = client
  while (known !== undefined) {
    const updated = withMetadata(known, metadata, ports)
    if ((await ports.stores.clients.replace(updated, known.updatedAt, origin)) === 'replaced') return updated
    // Whatever was faster (a use that moved its end, an administrator) is not undone: only the metadata are replaced.
    known = await ports.stores.clients.find(client.clientId, ports.clock())
    // Unless it took away what this update came with.
    if (known?.registrationToken !== client.registrationToken) break
  }
  throw registrationTokenWrong()
}

function withMetadata(client: Client, metadata: ClientMetadata, { clock, crypto }: Pick<Ports, 'clock' | 'crypto'>): Client {
  const now = clock()
  const others = Object.fromEntries(
    Object.entries(client).filter(([name]) => !(clientMetadataMembers as readonly string[]).includes(name)),
  ) as Omit<Client, keyof ClientMetadata>
  return { ...others, ...metadata, secrets: secretsFor(metadata), updatedAt: Math.max(now, client.updatedAt + 1) }

  function secretsFor(said: ClientMetadata): readonly ClientSecret[] {
    if (!needsSecret(said)) return []
    const isAlive = liveSecrets(client, now).length > 0
    return isAlive ? client.secrets : [storedClientSecret(crypto, newClientSecret(crypto.randomBytes), now)]
  }
}

/** A secret that is sent must be one that works now; null counts as absent. */
function holdsSecret(client: Client, secret: unknown, { clock, crypto }: Pick<Ports, 'clock' | 'crypto'>): boolean {
  if (secret === undefined || secret === null) return true
  if (typeof secret !== 'string') return false
  const sent = crypto.digest(secret)
  return liveSecrets(client, clock()).filter(({ digest }) => crypto.equalDigests(digest, sent)).length > 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
