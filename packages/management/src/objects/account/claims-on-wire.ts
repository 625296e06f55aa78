import type { AddressClaim, StandardClaims } from '@latchkey/core'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'
import { type ClaimField, claimFields } from './account-fields.ts'
import { claimRules } from './claim-rules.ts'

const addressMembers = {
  formatted: 'formatted',
  streetAddress: 'street_address',
  locality: 'locality',
  region: 'region',
  postalCode: 'postal_code',
  country: 'country',
} as const satisfies Record<string, keyof AddressClaim>

/** The claims of an account as its fields: `null` where there is none, `false` for a flag. */
export function claimsToWire(claims: StandardClaims): JsonObject {
  const fields = claimFields.map(({ field, claim, declaration }) => {
    const nothing = declaration.type.type === 'boolean' ? false : null
    return [field, claims[claim] ?? nothing] as const
  })
  return { ...Object.fromEntries(fields), address: addressToWire(claims.address) }
}

function addressToWire(address: AddressClaim | undefined): JsonObject | null {
  if (address === undefined) return null
  return Object.fromEntries(Object.entries(addressMembers).map(([field, claim]) => [field, address[claim] ?? null]))
}

/**
 * The claims of fields that have passed their declarations. `updated_at` is not among them: it is when the account was changed.
 * @param fields those of `claimFields` to read, and whether with the address
 */
export function claimsFromWire(
  wire: JsonObject,
  fields: readonly ClaimField[] = claimFields,
): { readonly claims: StandardClaims; readonly issues: readonly InputIssue[] } {
  const claims: Record<string, unknown> = {}
  const issues: InputIssue[] = []
  for (const { field, claim } of fields) {
    const value = wire[field] ?? null
    if (value === null) continue
    const { parse, rule } = claimRules[claim]
    const parsed = parse(value)
    if (parsed === undefined) issues.push(invalidIssue(field, rule, value))
    else if (parsed !== false || isFlagOfValue(claim, wire)) claims[claim] = parsed
  }
  const address = addressFromWire(wire['address'])
  if (address !== undefined && claimRules.address.parse(address) === undefined) {
    issues.push(invalidIssue('address', 'must have at least one member, each a text without control characters', 'address'))
  } else if (address !== undefined) claims['address'] = address
  return { claims, issues }
}

/** `false` says something of an address or a number only where there is one. */
function isFlagOfValue(claim: ClaimField['claim'], wire: JsonObject): boolean {
  const about = claim === 'email_verified' ? 'emailAddress' : 'phoneNumber'
  return typeof wire[about] === 'string'
}

function addressFromWire(value: JsonValue | undefined): AddressClaim | undefined {
  if (!isJsonObject(value)) return undefined
  const members = Object.entries(addressMembers).map(([field, claim]) => [claim, value[field] ?? null] as const)
  return Object.fromEntries(members.filter(([, text]) => text !== null))
}
