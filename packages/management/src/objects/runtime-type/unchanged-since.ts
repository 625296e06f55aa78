import type { ChangesAnswer } from '../../jmap/contract.ts'

/** Changes of a type that knows only whether there are any: from its present state none, from another one unknown (RFC8620-5.2). */
export async function unchangedSince(since: string, state: Promise<string>): Promise<ChangesAnswer | undefined> {
  if ((await state) !== since) return undefined
  return { newState: since, hasMoreChanges: false, created: [], updated: [], destroyed: [] }
}
