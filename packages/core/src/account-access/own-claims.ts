import { releasable } from '../claims/releasable.ts'
import { releasableClaims } from '../claims/scope-claims.ts'
import type { AccountId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'

/** What could be released of an account, in the order of the scopes; what it says in further languages comes after that. */
export async function ownClaims(
  accountId: AccountId,
  { subjects }: Pick<Ports, 'subjects'>,
): Promise<ReadonlyMap<string, unknown>> {
  const account = await subjects.find(accountId)
  if (account === undefined) return new Map()
  const all = [
    ...releasableClaims.map((name) => [name, account.claims[name]] as const),
    ...Object.entries(account.localized ?? {}),
  ]
  return new Map(all.filter(([, value]) => releasable(value) !== undefined))
}
