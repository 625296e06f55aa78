import type { Client } from '../clients/client.ts'

/** What decides the sector of a client. */
export type SectorMembers = Pick<Client, 'subjectType' | 'sectorIdentifierUri' | 'redirectUris'>

/**
 * The sector of a client with pairwise subjects: the host of its `sector_identifier_uri`, else the one host of its redirect URIs.
 * `undefined`: they have none in common, or none at all, as those of a private-use scheme.
 * @see OIDCC-8.1
 */
export function sectorOf({ sectorIdentifierUri, redirectUris }: SectorMembers): string | undefined {
  if (sectorIdentifierUri !== undefined) return hostOf(sectorIdentifierUri)
  const hosts = new Set(redirectUris.map(hostOf))
  const [host] = hosts
  return hosts.size === 1 ? host : undefined
}

/** Of a web address, without port; `undefined` for any other URI. */
function hostOf(uri: string): string | undefined {
  const url = URL.parse(uri)
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url.hostname : undefined
}
