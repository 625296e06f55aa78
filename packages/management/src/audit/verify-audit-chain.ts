import { createHash } from 'node:crypto'
import type { AuditVerdict } from '../management.ts'
import type { AuditStore, SealedEvent } from '../ports/journal.ts'
import { sealedText } from './canonical-json.ts'

/** A place of the chain that somebody remembered outside the database. */
export interface KnownHead {
  readonly sequence: number
  readonly hash: string
}

export interface VerifyOptions {
  /** Must still stand in the chain: the only way to see that events were removed from its end. */
  readonly expectedHead?: KnownHead
  /** Told after each page how many events hold so far, and how many there are. */
  readonly onProgress?: (events: number, total: number) => void
}

const hashBeforeFirst = '0'.repeat(64)
const pageSize = 1_000

/**
 * Recomputes the hash chain of the audit log from its first event: finds an event that was changed, removed, inserted or moved. What was
 * removed from the end is found only against a head that somebody remembered. Writes nothing: events that wait for their place are counted.
 */
export async function verifyAuditChain(
  audit: Pick<AuditStore, 'chain' | 'head' | 'unsealed'>,
  options: VerifyOptions = {},
): Promise<AuditVerdict> {
  const { expectedHead, onProgress } = options
  // Events that are chained while the work goes on are left to the next verification.
  const head = await audit.head()
  let last: KnownHead = { sequence: 0, hash: hashBeforeFirst }
  while (last.sequence < head.sequence) {
    const page = await audit.chain({ after: last.sequence, limit: Math.min(pageSize, head.sequence - last.sequence) })
    if (page.length === 0) break
    for (const sealed of page) {
      const problem = problemOf(sealed, last) ?? mismatchOf(sealed, expectedHead)
      if (problem !== undefined) return broken(last.sequence + 1, problem)
      last = sealed
    }
    onProgress?.(last.sequence, head.sequence)
  }
  if (last.sequence !== head.sequence || last.hash !== head.hash) {
    return broken(last.sequence + 1, 'The last event is not the one that the chain ends with.')
  }
  if (expectedHead !== undefined && expectedHead.sequence > last.sequence) {
    return broken(last.sequence + 1, `The chain ends before event ${expectedHead.sequence}, which was there before.`)
  }
  return { kind: 'intact', events: last.sequence, headHash: last.hash, unsealed: await audit.unsealed() }
}

function problemOf({ event, sequence, previousHash, hash, isMisfiled }: SealedEvent, last: KnownHead): string | undefined {
  const expected = last.sequence + 1
  if (sequence !== expected) return `Event ${expected} is missing.`
  if (previousHash !== last.hash) return `Event ${sequence} does not follow from the one before.`
  const computed = createHash('sha256')
    .update(`${previousHash}\n${sealedText(event, sequence)}`)
    .digest('hex')
  if (computed !== hash) return `Event ${sequence} is not what it was when it was chained.`
  return isMisfiled === true ? `Event ${sequence} is filed as something else than it is, so that it is not found.` : undefined
}

function mismatchOf({ sequence, hash }: SealedEvent, expectedHead: KnownHead | undefined): string | undefined {
  if (expectedHead?.sequence !== sequence || expectedHead.hash === hash) return undefined
  return `Event ${sequence} is another one than the one that was there before: the chain was written anew.`
}

function broken(sequence: number, problem: string): AuditVerdict {
  return { kind: 'broken', sequence, problem }
}
