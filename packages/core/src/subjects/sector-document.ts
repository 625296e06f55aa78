import type { FetchPort } from '../ports/fetch.ts'
import type { SectorMembers } from './sector.ts'

/** What is at a `sector_identifier_uri`. */
export type SectorDocument =
  | { readonly kind: 'read'; readonly redirectUris: ReadonlySet<string> }
  /** `detail` is for the trace. */
  | { readonly kind: 'unreadable'; readonly detail: string }

/**
 * Fetches the list of redirect URIs that the sector of a client stands for. `undefined`: the client names none.
 * @see OIDCR-5
 */
export async function readSectorDocument(
  { sectorIdentifierUri }: SectorMembers,
  { fetch }: { readonly fetch: FetchPort },
): Promise<SectorDocument | undefined> {
  if (sectorIdentifierUri === undefined) return undefined
  // Whoever has just put a redirect URI into it is not answered from memory.
  const outcome = await fetch.fetch({ url: sectorIdentifierUri, cache: 'reload' })
  if (outcome.kind === 'failed') return { kind: 'unreadable', detail: outcome.detail }
  const list = parseJson(outcome.body)
  if (!Array.isArray(list)) return { kind: 'unreadable', detail: 'the document is not a JSON array' }
  const uris = list.filter((entry): entry is string => typeof entry === 'string')
  if (uris.length < list.length) return { kind: 'unreadable', detail: 'the array holds something else than texts' }
  return { kind: 'read', redirectUris: new Set(uris) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
