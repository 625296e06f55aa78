import type { SubjectRecord, SubjectSource } from '@latchkey/core'
import type { Account } from './account.ts'
import type { AccountStore } from './stores.ts'

/** Accounts as the engine sees them. */
export function accountSubjects(accounts: AccountStore): SubjectSource {
  return {
    async find(accountId) {
      const account = await accounts.find(accountId)
      return account === undefined ? undefined : subjectOf(account)
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
