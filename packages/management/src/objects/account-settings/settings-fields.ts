import { type ClaimField, claimFields } from '../account/account-fields.ts'

const names: ReadonlySet<string> = new Set(['description', 'locale', 'timeZone'])

/** The claims that a person can set without an administrator. */
export const settingsFields: readonly ClaimField[] = claimFields.filter(({ field }) => names.has(field))
