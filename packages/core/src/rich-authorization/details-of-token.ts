import type { Client } from '../clients/client.ts'
import type { Ports } from '../ports/ports.ts'
import { canonicalJson } from './canonical-json.ts'
import type { AuthorizationDetail } from './detail-type.ts'
import { detailsFor, detailsInForce } from './details-in-force.ts'

/** The details of a token that is about to be issued. */
export interface TokenDetails {
  readonly details: readonly AuthorizationDetail[]
  /** They are not what the grant says of such a token, so that the token must hold them itself. */
  readonly isNarrowed: boolean
}

/** Where the details of a token come from. */
export interface DetailSource {
  readonly client: Client
  /** What the token can have at most; of its grant, or of a token that is exchanged. */
  readonly available: readonly AuthorizationDetail[]
  /** Of the grant; absent: there is none, so the token holds what it has. */
  readonly granted?: readonly AuthorizationDetail[] | undefined
  /** Accepted ones of the request, each within one that is available; absent: all. */
  readonly asked?: readonly AuthorizationDetail[] | undefined
  readonly audience: readonly string[]
}

const without: TokenDetails = { details: [], isNarrowed: false }

/** What a token will have: what was asked for or is available, as far as it is in force and says something to the resources of the token. */
export function detailsOfToken(
  { client, available, granted = [], asked = available, audience }: DetailSource,
  ports: Pick<Ports, 'detailTypes' | 'resources'>,
): TokenDetails {
  // Most tokens have none, and texts of nothing need not be compared.
  if (asked.length === 0 && granted.length === 0) return without
  const details = detailsFor(detailsInForce(asked, ports, client), audience, ports)
  const byGrant = detailsFor(detailsInForce(granted, ports), audience, ports)
  return { details, isNarrowed: canonicalJson(details) !== canonicalJson(byGrant) }
}

/** The details of a token that was issued, as of now. @param held by the token itself; absent: those of its grant */
export function detailsHeld(
  held: readonly AuthorizationDetail[] | undefined,
  granted: readonly AuthorizationDetail[] | undefined,
  { audience, ports }: { readonly audience: readonly string[]; readonly ports: Pick<Ports, 'detailTypes' | 'resources'> },
): readonly AuthorizationDetail[] {
  return detailsFor(detailsInForce(held ?? granted, ports), audience, ports)
}
