import type { AccountId } from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'

/** User names of accounts; one that is gone has none. */
export async function accountNames(
  accounts: Pick<AccountStore, 'find'>,
  accountIds: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, string>> {
  const found = await Promise.all([...new Set(accountIds)].map((accountId) => accounts.find(accountId)))
  return new Map(found.flatMap((account) => (account === undefined ? [] : [[account.accountId, account.username] as const])))
}
