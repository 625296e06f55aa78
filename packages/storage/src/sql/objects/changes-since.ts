import type { ManagedName, ObjectChanges } from '@latchkey/management/stores'
import type { RevisionMark, RevisionTable } from '../journal/revisions.ts'

/** Revisions read at once, and looked at in one answer at most. */
const [page, most] = [1_000, 20_000]

/**
 * What became of the objects of a type after a state: RFC8620-5.2.
 * @param limit ids in the answer at most
 */
export async function changesSince(
  revisions: RevisionTable,
  object: ManagedName,
  since: number,
  limit: number,
): Promise<ObjectChanges | undefined> {
  if (since !== 0 && !(Number.isSafeInteger(since) && (await revisions.isState(object, since)))) return undefined
  const concerned = new Map<string, { readonly first: RevisionMark; last: RevisionMark }>()
  let state = since
  for (let seen = 0; ; ) {
    const marks = await revisions.marks(object, state, page)
    for (const mark of marks) {
      const known = concerned.get(mark.id)
      if (known === undefined && concerned.size === limit) return answer(concerned, state, true)
      if (known === undefined) concerned.set(mark.id, { first: mark, last: mark })
      else known.last = mark
      state = mark.number
    }
    seen += marks.length
    if (marks.length < page) return answer(concerned, state, false)
    if (seen >= most) return answer(concerned, state, (await revisions.marks(object, state, 1)).length > 0)
  }
}

function answer(
  concerned: ReadonlyMap<string, { readonly first: RevisionMark; readonly last: RevisionMark }>,
  state: number,
  hasMore: boolean,
): ObjectChanges {
  const created: string[] = []
  const updated: string[] = []
  const destroyed: string[] = []
  for (const [id, { first, last }] of concerned) {
    const wasThere = first.kind !== 'created'
    const isThere = last.kind !== 'destroyed'
    if (wasThere && isThere) updated.push(id)
    else if (isThere) created.push(id)
    else if (wasThere) destroyed.push(id)
  }
  return { created, updated, destroyed, state, hasMore }
}
