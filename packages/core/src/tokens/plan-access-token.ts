import type { Awaitable } from '../awaitable.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { ClientId } from '../ids.ts'
import { algorithmOfSetting, type SigningAlgorithm } from '../keys/algorithms.ts'
import { chosenAlgorithm } from '../keys/strong-signatures.ts'
import type { PrivateKey } from '../ports/crypto.ts'
import { resourceTable } from '../resources/resource-table.ts'
import { type TokenTarget, tokenTarget } from '../resources/token-target.ts'
import { type DetailSource, detailsOfToken, type TokenDetails } from '../rich-authorization/details-of-token.ts'
import type { Mint } from './issue.ts'

/** An access token before it is issued: all that can fail has been done. */
export interface PlannedToken extends TokenTarget {
  /** `undefined`: it will be sealed. */
  readonly key: PrivateKey | undefined
  /** What it allows in detail; absent: nothing. */
  readonly details?: TokenDetails
}

/**
 * What the access token for some resources will be. Asked for before the store is written, so that a failure costs no code.
 * @param wanted `scopes`: what has been granted, or less; `resources`: none for this server's own endpoints; `details`: absent where there
 * can be none
 * @throws OAuthError `resource_is_client`, and as `tokenTarget`
 */
export function planAccessToken(
  wanted: {
    readonly client: Client
    readonly scopes: readonly string[]
    readonly resources: readonly string[]
    readonly details?: Omit<DetailSource, 'client' | 'audience'>
  },
  mint: Mint,
): Awaitable<PlannedToken> {
  const { client, resources } = wanted
  const table = resourceTable(mint.ports.resources?.())
  const unregistered = resources.filter((resource) => resource !== mint.issuer && table.named(resource) === undefined)
  if (unregistered.length === 0) return plannedToken(wanted, mint)
  return refuseOtherClients(unregistered, client, mint).then(() => plannedToken(wanted, mint))
}

/** The audience of an ID token is its client: a JWT with that audience is for nobody else but that client itself (RFC9068-5). */
async function refuseOtherClients(
  resources: readonly string[],
  { clientId }: Client,
  { ports: { stores } }: Mint,
): Promise<void> {
  for (const resource of resources.filter((each) => each !== clientId)) {
    // Asked as of the epoch: an id that has expired is known to programs still.
    if ((await stores.clients.find(resource as ClientId, 0)) !== undefined) throw new OAuthError('resource_is_client')
  }
}

function plannedToken(wanted: Parameters<typeof planAccessToken>[0], { issuer, ports, keys }: Mint): Awaitable<PlannedToken> {
  const { client, scopes, resources, details: source } = wanted
  const target = tokenTarget({ client, scopes, resources, issuer }, ports)
  const plan = (key: PrivateKey | undefined): PlannedToken => {
    if (source === undefined) return { ...target, key }
    const { available, granted, asked } = source
    return { ...target, key, details: detailsOfToken({ client, available, granted, asked, audience: target.audience }, ports) }
  }
  if (target.format === 'sealed') return plan(undefined)
  const algorithm = target.algorithm ?? chosenAlgorithm(primaryAlgorithm(ports.settings().signatureAlgorithm), client, ports)
  return keys.keyNamed(algorithm, client).then(plan)
}

/** RFC9068-2.1: never HS*, and RS256 is what every API understands. */
function primaryAlgorithm(setting: Parameters<typeof algorithmOfSetting>[0]): SigningAlgorithm {
  const { name, family } = algorithmOfSetting(setting)
  return family === 'hmac' ? 'RS256' : name
}
