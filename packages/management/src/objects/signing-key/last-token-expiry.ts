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
 * When the last token that was signed until now has expired, ID tokens and access tokens alike: those from before the last changes of their
 * life have the one that was in force then. Milliseconds since the epoch.
 */
export async function lastTokenExpiry({ settings, revisions, clock }: TokenLifeSources): Promise<number> {
  const now = clock()
  const { idTokenExpiry, accessTokenExpiry } = settings()
  let last = now + Math.max(idTokenExpiry, accessTokenExpiry)
  for (const { object, members } of lives) {
    for await (const { at, before, after } of changesOf(object, revisions)) {
      for (const member of members) {
        const [was, is] = [before?.[member], after?.[member]]
        if (typeof was === 'number') last = Math.max(last, at + was)
        // A resource may have its life still.
        if (object === 'Resource' && typeof is === 'number') last = Math.max(last, now + is)
      }
    }
  }
  return last + margin
}

/** What says how long tokens live. */
const lives = [
  { object: 'OidcProvider', members: ['idTokenExpiry', 'accessTokenExpiry'] },
  { object: 'Resource', members: ['accessTokenExpiry'] },
] as const

async function* changesOf(object: (typeof lives)[number]['object'], revisions: TokenLifeSources['revisions']) {
  let from: number | undefined
  for (;;) {
    const read = await revisions.query({
      object,
      isAscending: false,
      limit: revisionsPerRead,
      ...(from === undefined ? {} : { from }),
    })
    yield* read
    if (read.length < revisionsPerRead) return
    from = read.at(-1)?.number
  }
}
