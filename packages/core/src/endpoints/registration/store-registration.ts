import type { Client } from '../../clients/client.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { ClientId, Digest } from '../../ids.ts'
import type { Ports } from '../../ports/ports.ts'
import { type NewRegistration, newRegistration, sharedRegistration } from './new-client.ts'
import { policyOf, type Registrant, tokenRefused } from './registrant.ts'

/** For how long metadata count as seen whose clients never expire, milliseconds. */
const seenFor = 90 * 24 * 60 * 60 * 1000
/** Anonymous registrations are counted by the hour. */
const hour = 60 * 60 * 1000
/** An expired shared record may have to be swept away first, by whomever. */
const attempts = 3

/**
 * Stores what was accepted. Who registers anonymously what somebody has registered so before gets the record that all share who do so,
 * if the client is public (LATCHKEY-0034-clients-nobody-vouches-for); everybody else gets one of their own.
 * @throws OAuthError `invalid_token` when an initial access token was used up meanwhile, `temporarily_unavailable` when a network registers too many
 */
export async function storeRegistration(
  metadata: ClientMetadata,
  registrant: Registrant,
  address: string | undefined,
  ports: Ports,
): Promise<NewRegistration> {
  const now = ports.clock()
  if (registrant.kind === 'anonymous') {
    const sharing = isShareable(metadata) ? sharingOf(metadata, registrant, now, ports) : undefined
    const known = sharing && (await findShared(sharing, ports))
    if (known !== undefined) return known
    // Before anything is written: what is refused leaves no row.
    await countAnonymous(address, ports)
    const shared = sharing && !(await isFirst(sharing, ports)) ? await shareRecord(sharing, ports) : undefined
    if (shared !== undefined) return shared
  }
  const made = newRegistration(metadata, registrant, { crypto: ports.crypto, now })
  const { client } = made
  const { token, origin } = registrant
  const outcome =
    token === undefined
      ? await ports.stores.clients.insert(client, origin)
      : await ports.stores.initialAccessTokens.register({ digest: token, client, now, origin })
  if (outcome === 'refused') throw tokenRefused()
  if (outcome === 'exists') throw new Error('a new random client_id exists already')
  return made
}

/** A client without secret and without keys: to know its id is to be it, so one record is as good as many. */
function isShareable(metadata: ClientMetadata & Pick<Client, 'jwksUri'>): boolean {
  const { tokenEndpointAuthMethod, jwks, jwksUri, softwareStatement } = metadata
  return tokenEndpointAuthMethod === 'none' && jwks === undefined && jwksUri === undefined && softwareStatement === undefined
}

/** A public client that many may register, and the digest of what they say of it. */
interface Sharing {
  readonly made: NewRegistration
  readonly fingerprint: Digest
  readonly registrant: Registrant
  readonly now: number
}

function sharingOf(metadata: ClientMetadata, registrant: Registrant, now: number, { crypto }: Ports): Sharing {
  const fingerprint = crypto.digest(`shared registration\n${JSON.stringify(sorted(metadata))}`)
  return {
    made: sharedRegistration(metadata, `shared-${fingerprint}` as ClientId, registrant, now),
    fingerprint,
    registrant,
    now,
  }
}

/** Whether nobody registered so before; from now on somebody has. */
function isFirst({ fingerprint, registrant, now }: Sharing, { stores }: Ports): Promise<boolean> {
  const expiresAt = now + (registrant.rules.unusedLife ?? seenFor)
  return stores.singleUse.claim({ purpose: 'registration', digest: fingerprint, expiresAt, now })
}

/** `undefined`: there is none, or an administrator has made another client of it, so that it does for nobody who registers. */
async function findShared({ made, now }: Sharing, ports: Ports): Promise<NewRegistration | undefined> {
  const known = await ports.stores.clients.find(made.client.clientId, now)
  const isTheirs = known?.origin === 'dynamic' && known.secrets.length === 0 && known.registrationToken === undefined
  return isTheirs ? { ...made, client: await keptFor(made.client, known, ports) } : undefined
}

/** `undefined`: the record is another client now. */
async function shareRecord(sharing: Sharing, ports: Ports): Promise<NewRegistration | undefined> {
  const { made, registrant, now } = sharing
  const { clients } = ports.stores
  const { clientId } = made.client
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await clients.insert(made.client, registrant.origin)) === 'inserted') return made
    const shared = await findShared(sharing, ports)
    if (shared !== undefined) return shared
    // One that has expired, or that somebody has just inserted.
    const there = await clients.find(clientId, 0)
    if (there?.expiresAt === undefined || there.expiresAt > now) return undefined
    await clients.remove(clientId, now)
  }
  return undefined
}

/** Somebody counts on it from now: it is not left with less time than a new one would have, but for a part that is not worth a write. */
async function keptFor(fresh: Client, known: Client, { stores }: Ports): Promise<Client> {
  const [wanted, has] = [fresh.expiresAt, known.expiresAt]
  if (wanted === undefined || has === undefined || has - fresh.createdAt > (wanted - fresh.createdAt) / 2) return known
  const kept = { ...known, expiresAt: wanted, updatedAt: fresh.createdAt }
  return (await stores.clients.replace(kept, known.updatedAt)) === 'replaced' ? kept : known
}

/** Members in the order of their names, so that only what they say counts. */
function sorted(metadata: ClientMetadata): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(metadata).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

async function countAnonymous(address: string | undefined, ports: Ports): Promise<void> {
  const made = (await ports.countRegistration?.(address ?? '', hour)) ?? 0
  const { anonymousPerHour } = policyOf(ports)
  if (made > anonymousPerHour) {
    throw new OAuthError('registration_too_many', { detail: { expected: `${anonymousPerHour} an hour`, received: String(made) } })
  }
}
