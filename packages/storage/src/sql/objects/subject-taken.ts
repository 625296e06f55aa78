import type { Subject } from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import type { Operation } from '../operation.ts'
import type { AccountRecords } from './account-records.ts'
import { type Blame, earlier } from './change.ts'
import type { ChangeSet } from './change-set.ts'
import type { Slot } from './slot.ts'

/**
 * No two accounts have one subject, and none has the id of a client as its subject: a token of a client for itself is about that id, and an
 * API would take the one for the other.
 * @see RFC9068-2.2
 */
export function* subjectTaken(set: ChangeSet, accounts: AccountRecords): Operation<Blame | undefined> {
  const made = [...set.slots.values()].filter(({ before, after }) => before === undefined && after !== undefined)
  const people = made.filter(({ object }) => object === 'Account')
  const clients = made.filter(({ object }) => object === 'OAuthClient')
  const subjects = people.map(subjectOf)
  const ids = clients.map(({ id }) => id)
  const holders = new Map<string, string>()
  for (const { id, subject } of yield* accounts.withSubjects([...subjects, ...(ids as unknown as Subject[])])) {
    if (stays(set.slot('Account', id))) holders.set(subject, id)
  }
  const taken = new Set(ids)
  for (const { id } of yield* set.table('OAuthClient').withKeys(subjects)) if (stays(set.slot('OAuthClient', id))) taken.add(id)
  let blame: Blame | undefined
  for (const { id, index } of clients) {
    const holder = holders.get(id)
    if (holder !== undefined) blame = earlier(blame, { kind: 'exists', index, property: 'clientId', id: holder, of: 'Account' })
  }
  for (const slot of people) {
    const { id, index } = slot
    const subject = subjectOf(slot)
    const holder = holders.get(subject)
    if (holder !== undefined) blame = earlier(blame, { kind: 'exists', index, property: 'subject', id: holder })
    else holders.set(subject, id)
    if (taken.has(subject)) blame = earlier(blame, { kind: 'exists', index, property: 'subject', id: subject, of: 'OAuthClient' })
  }
  return blame
}

/** Whether an object is there after the changes. */
function stays(slot: Slot | undefined): boolean {
  return slot === undefined || slot.after !== undefined
}

function subjectOf({ after }: Slot): Subject {
  if (after === undefined) throw new TypeError('an account that is gone has no subject')
  // Asked only of accounts.
  return (after.record as Account).subject
}
