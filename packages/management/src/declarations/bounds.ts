import type { FieldType, StringFormat } from './declaration.ts'

/** Octets of the JSON of one object. */
export const largestObject = 200_000

/** Members of a set, a list or a map for which the declaration names no limit. */
const mostItems = 1_000

/** Characters of a text for which the declaration names no limit. */
const longestText: Readonly<Record<StringFormat, number>> = {
  string: 1_000,
  text: 100_000,
  html: 100_000,
  ipAddress: 50,
  ipNetwork: 50,
  socketAddress: 300,
  emailAddress: 254,
  uri: 2_000,
  color: 50,
  secret: 1_000,
  secretText: 100_000,
}

/** Most characters of a text, so that nothing is unbounded. */
export function maxLengthOf(type: Extract<FieldType, { readonly type: 'string' }>): number {
  return type.maxLength ?? longestText[type.format]
}

/** Most members of a set, a list or a map. */
export function maxItemsOf(type: Extract<FieldType, { readonly type: 'set' | 'objectList' | 'map' }>): number {
  return 'maxItems' in type && type.maxItems !== undefined ? type.maxItems : mostItems
}
