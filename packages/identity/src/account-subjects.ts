import { type AccountId, type SubjectKey, type SubjectRecord, type SubjectSource, whenThere } from '@latchkey/core'
import type { Group, RoleRecord } from './access-records.ts'
import type { Account } from './account.ts'
import type { AccountStore } from './stores.ts'

/** Where the groups and roles of accounts come from. Asked at every use of an access token, so it should have them in memory. */
export interface GroupSource {
  /** Those of `ids` that exist. */
  findGroups(ids: readonly string[]): Promise<readonly Group[]>
  /** The same of roles; absent: there are none. */
  findRoles?(ids: readonly string[]): Promise<readonly RoleRecord[]>
}

/**
 * Accounts as the engine sees them.
 * @param source absent: no account has groups, or roles that people defined
 * @param search finds accounts by what they have, at most two; absent: they are found by their id only
 */
export function accountSubjects(
  accounts: Pick<AccountStore, 'find'>,
  source?: GroupSource,
  search?: (key: SubjectKey) => Promise<readonly AccountId[]>,
): SubjectSource {
  const byId: SubjectSource = {
    find: (accountId) =>
      whenThere(accounts.find(accountId), (account) => {
        if (account === undefined) return undefined
        const { groupIds = [], roleIds = [] } = account
        if (source === undefined || (groupIds.length === 0 && roleIds.length === 0)) return subjectOf(account)
        return subjectWithAccess(account, source)
      }),
  }
  if (search === undefined) return byId
  return {
    ...byId,
    async findBy(key) {
      const found = await Promise.all((await search(key)).map((accountId) => byId.find(accountId)))
      return found.filter((subject) => subject !== undefined)
    },
  }
}

/** What its groups and the roles that people defined add to an account. */
async function subjectWithAccess(account: Account, source: GroupSource): Promise<SubjectRecord> {
  const subject = subjectOf(account)
  const { groupIds = [], roleIds = [] } = account
  const groups = groupIds.length === 0 ? [] : await source.findGroups(groupIds)
  const ids = [...new Set([...roleIds, ...groups.flatMap((group) => group.roleIds)])]
  const roles = ids.length === 0 ? [] : ((await source.findRoles?.(ids)) ?? [])
  const names = [...(subject.roles ?? []), ...roles.map(({ description }) => description)].sort()
  const claims = groups.length === 0 ? subject.claims : { ...subject.claims, groups: groups.map(({ name }) => name).sort() }
  return { ...subject, claims, ...(names.length > 0 && { roles: names }) }
}

/** The built-in role of an account, unless it has others instead. */
function builtInRole({ roles, roleIds }: Account): readonly string[] | undefined {
  if (roles.includes('administrator')) return ['administrator']
  return roleIds === undefined ? ['user'] : undefined
}

/** Of each account, for as long as the cache of accounts has it: every use of a token asks. */
const subjectsMade = new WeakMap<Account, SubjectRecord>()

/** Fills in the claims that follow from the account itself: `preferred_username`, and `updated_at` in seconds. */
function subjectOf(account: Account): SubjectRecord {
  const known = subjectsMade.get(account)
  if (known !== undefined) return known
  const subject = makeSubject(account)
  subjectsMade.set(account, subject)
  return subject
}

function makeSubject(account: Account): SubjectRecord {
  const { attributes, localized } = account
  const roles = builtInRole(account)
  return {
    ...(attributes === undefined ? {} : { attributes }),
    ...(localized === undefined ? {} : { localized }),
    ...(roles === undefined ? {} : { roles }),
    accountId: account.accountId,
    subject: account.subject,
    active: !account.disabled,
    ...(account.passwordChangedAt === undefined ? {} : { credentialVersion: account.passwordChangedAt }),
    name: account.username,
    claims: {
      preferred_username: account.username,
      updated_at: Math.floor(account.updatedAt / 1000),
      ...account.claims,
    },
  }
}
