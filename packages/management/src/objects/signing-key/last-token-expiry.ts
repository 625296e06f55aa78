import type { Clock, ProviderSettings } from '@latchkey/core'
import type { RevisionStore } from '../../ports/journal.ts'

/** What another process may go on signing with a retired key until it looks again, and what clocks may differ; milliseconds. */
const margin = 60_000
const revisionsPerRead = 100

export interface TokenLifeSources {
  readonly settings: () => ProviderSettings
  readonly revisions: Pick<RevisionStore, 'query'>
  readonly clock: Clock
}

/**
 * When the last ID token that was signed until now has expired: those from before the last changes of `idTokenExpiry` have the life that
 * was in force then. Milliseconds since the epoch.
 */
export async function lastTokenExpiry({ settings, revisions, clock }: TokenLifeSources): Promise<number> {
  const now = clock()
  let last = now + settings().idTokenExpiry
  let from: number | undefined
  for (;;) {
    const read = await revisions.query({
      object: 'OidcProvider',
      isAscending: false,
      limit: revisionsPerRead,
      ...(from === undefined ? {} : { from }),
    })
    for (const { at, before } of read) {
      const life = before?.['idTokenExpiry']
      if (typeof life === 'number') last = Math.max(last, at + life)
    }
    if (read.length < revisionsPerRead) return last + margin
    from = read.at(-1)?.number
  }
}
