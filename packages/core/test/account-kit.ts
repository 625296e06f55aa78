import type { AccountId, ReleasableClaims, Subject, SubjectKey, SubjectRecord } from '@latchkey/core'

/** How an account differs from the one of Alice that every test begins with. */
export interface AccountChange {
  /** Another account than that of Alice. */
  readonly accountId?: AccountId
  readonly active?: boolean
  readonly claims?: ReleasableClaims
  readonly subject?: string
  readonly credentialVersion?: number
  readonly name?: string
  readonly attributes?: NonNullable<SubjectRecord['attributes']>
  readonly localized?: NonNullable<SubjectRecord['localized']>
}

export function accountRecord({ name, attributes, localized, credentialVersion, ...change }: AccountChange): SubjectRecord {
  return {
    accountId: change.accountId ?? 'acc_alice',
    subject: (change.subject ?? 'subject-of-alice') as Subject,
    active: change.active ?? true,
    ...(credentialVersion !== undefined && { credentialVersion }),
    ...(name !== undefined && { name }),
    ...(attributes !== undefined && { attributes }),
    ...(localized !== undefined && { localized }),
    claims: change.claims ?? { name: 'Alice Example', email: 'alice@example.org', email_verified: true },
  }
}

/** What of an account a key is compared with. */
export function valuesOf({ subject, name = '', claims, attributes = {} }: SubjectRecord, key: SubjectKey): readonly string[] {
  if (key.by === 'attribute') return [attributes[key.name] ?? []].flat()
  return [{ username: name, subject, email: claims.email ?? '' }[key.by]]
}
