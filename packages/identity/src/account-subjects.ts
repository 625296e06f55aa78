import type { SubjectRecord, SubjectSource } from '@latchkey/core'
import type { Group } from './access-records.ts'
import type { Account } from './account.ts'
import type { AccountStore } from './stores.ts'

/** Where the groups of accounts come from. Asked at every use of an access token, so it should have them in memory. */
export interface GroupSource {
  /** Those of `ids` that exist. */
  findGroups(ids: readonly string[]): Promise<readonly Group[]>
}

/** Accounts as the engine sees them. @param groups absent: no account has any */
export function accountSubjects(accounts: Pick<AccountStore, 'find'>, groups?: GroupSource): SubjectSource {
  return {
    async find(accountId) {
      const account = await accounts.find(accountId)
      if (account === undefined) return undefined
      const subject = subjectOf(account)
      const { groupIds = [] } = account
      if (groups === undefined || groupIds.length === 0) return subject
      const names = (await groups.findGroups(groupIds)).map(({ name }) => name).sort()
      return { ...subject, claims: { ...subject.claims, groups: names } }
    },
  }
}

/** Fills in the claims that follow from the account itself: `preferred_username`, and `updated_at` in seconds. */
function subjectOf(account: Account): SubjectRecord {
  return {
    accountId: account.accountId,
    subject: account.subject,
    active: !account.disabled,
    name: account.username,
    claims: {
      preferred_username: account.username,
      updated_at: Math.floor(account.updatedAt / 1000),
      ...account.claims,
    },
  }
}
