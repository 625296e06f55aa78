import { backchannelGrantName } from '../backchannel/grant-name.ts'
import { type Check, runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { deviceCodeGrantName } from '../device/grant-name.ts'
import type { FetchPort } from '../ports/fetch.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { type SectorMembers, sectorOf } from './sector.ts'
import { readSectorDocument, type SectorDocument } from './sector-document.ts'

/** A client that is about to be stored, with what is at its `sector_identifier_uri`. */
export interface SectorRequest {
  /** `grantTypes` absent: an administrator vouches for the client. */
  readonly client: SectorMembers & Partial<Pick<Client, 'grantTypes'>>
  readonly document: SectorDocument | undefined
}

/** The rules of sectors, in their order. A sector that is named must be the client's, whether or not its subjects are pairwise. */
export const sectorChecks: readonly Check<SectorRequest, 'registration'>[] = [
  {
    name: 'registration-sector-document',
    spec: 'OIDCR-5',
    at: ['registration'],
    run: ({ document }) =>
      document?.kind === 'unreadable'
        ? { reason: 'sector_identifier_uri_unreadable', expected: 'a JSON array of URIs', received: document.detail }
        : undefined,
  },
  {
    name: 'registration-sector-redirect-uris',
    spec: 'OIDCR-5',
    at: ['registration'],
    run({ client, document }) {
      if (document?.kind !== 'read') return undefined
      const missing = client.redirectUris.filter((uri) => !document.redirectUris.has(uri)).length
      if (missing === 0) return undefined
      return { reason: 'sector_identifier_uri_incomplete', expected: 'all redirect_uris', received: `${missing} are not there` }
    },
  },
  {
    name: 'registration-sector',
    spec: 'OIDCC-8.1',
    at: ['registration'],
    run: ({ client }) =>
      client.subjectType === 'pairwise' && sectorOf(client) === undefined ? { reason: 'sector_missing' } : undefined,
  },
  {
    // Redirect URIs prove a sector because answers go there and nowhere else. With the device grant and CIBA none does: whoever names the addresses
    // of another client would learn by which subjects that one knows people.
    name: 'registration-sector-proven',
    spec: 'OIDCC-8.1',
    at: ['registration'],
    run: ({ client: { subjectType, grantTypes = [] } }) =>
      subjectType === 'pairwise' && (grantTypes.includes(deviceCodeGrantName) || grantTypes.includes(backchannelGrantName))
        ? { reason: 'sector_unproven' }
        : undefined,
  },
]

/**
 * Holds a client that registers against the rules of sectors.
 * @throws OAuthError `invalid_client_metadata`
 */
export async function checkSector(
  client: SectorRequest['client'],
  ports: { readonly fetch: FetchPort },
  outcomes: CheckOutcome[],
): Promise<void> {
  const document = await readSectorDocument(client, ports)
  runChecks(sectorChecks, 'registration', { client, document }, outcomes)
}

/** The rule that a client of an administrator breaks. */
export interface SectorMistake {
  /** Name of the check. */
  readonly check: string
  /** Why its document could not be read. */
  readonly detail?: string
}

/** The same for a client of an administrator: the first rule that it breaks. */
export async function findSectorMistake(
  client: SectorMembers,
  ports: { readonly fetch: FetchPort },
): Promise<SectorMistake | undefined> {
  const document = await readSectorDocument(client, ports)
  const broken = sectorChecks.find((check) => check.run({ client, document }) !== undefined)
  if (broken === undefined) return undefined
  return { check: broken.name, ...(document?.kind === 'unreadable' ? { detail: document.detail } : {}) }
}
