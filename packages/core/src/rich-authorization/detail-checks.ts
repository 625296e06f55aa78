import type { Check, Finding } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { showValue } from '../trace/show-value.ts'
import { leavesOf } from './detail-leaves.ts'
import {
  type AuthorizationDetail,
  type DetailField,
  type DetailTypeDefinition,
  isListMember,
  pathsOfType,
} from './detail-type.ts'
import type { DetailTypeTable } from './detail-type-table.ts'
import { maxDetails, maxDetailsDepth, maxDetailsLength, type ParsedDetails } from './parse-details.ts'

/** The details that a request names, with what is known of them. */
export interface NamedDetails {
  readonly client: Client
  readonly parsed: ParsedDetails
  readonly table: DetailTypeTable
}

/** Most members of a list, and most characters of a text. */
const maxList = 50
const maxText = 500

/** @see RFC9396-2, RFC9396-5 */
export function checkDetailsForm({ parsed }: NamedDetails): Finding | undefined {
  if (parsed.kind !== 'malformed') return undefined
  return { reason: 'details_malformed', expected: 'a JSON array of objects with a type each', received: parsed.problem }
}

/** @see RFC9396-5 */
export function checkDetailsSize({ parsed }: NamedDetails): Finding | undefined {
  if (parsed.kind !== 'too-large') return undefined
  const expected = `at most ${maxDetails} members, ${maxDetailsLength} octets, ${maxDetailsDepth} levels`
  return { reason: 'details_too_large', expected, received: parsed.problem }
}

/** @see RFC9396-5 */
export function checkDetailTypeKnown(named: NamedDetails): Finding | undefined {
  const unknown = detailsOf(named).find(({ type }) => named.table.named(type) === undefined)
  if (unknown === undefined) return undefined
  return { reason: 'details_type_unknown', expected: named.table.names.join(' '), received: showValue(unknown.type) }
}

/** Only what the record names: a type may mean anything, so no client has one by saying nothing. @see RFC9396-10 */
export function checkDetailTypeAllowed(named: NamedDetails): Finding | undefined {
  const allowed = named.client.authorizationDetailsTypes ?? []
  const refused = detailsOf(named).find(({ type }) => !allowed.includes(type))
  if (refused === undefined) return undefined
  return { reason: 'details_type_not_allowed', expected: allowed.join(' '), received: showValue(refused.type) }
}

/** @see RFC9396-5 */
export function checkDetailMembersKnown(named: NamedDetails): Finding | undefined {
  return findFirst(named, (detail, definition) => {
    const known = ['type', ...pathsOfType(definition)]
    const unknown = [...leavesOf(detail).keys()].find((path) => !known.includes(path))
    return unknown === undefined
      ? undefined
      : { reason: 'details_member_unknown', expected: known.join(' '), received: showValue(unknown) }
  })
}

/** @see RFC9396-5 */
export function checkDetailMembersPresent(named: NamedDetails): Finding | undefined {
  return findFirst(named, (detail, { required }) => {
    const leaves = leavesOf(detail)
    const missing = required.find((path) => !leaves.has(path))
    return missing === undefined ? undefined : { reason: 'details_member_missing', expected: missing }
  })
}

/** The value is not shown: it may say something about a person. @see RFC9396-5 */
export function checkDetailValues(named: NamedDetails): Finding | undefined {
  return findFirst(named, (detail, definition) => {
    const wrong = [...leavesOf(detail)].find(([path, value]) => !isAllowed(path, value, definition))
    return wrong === undefined
      ? undefined
      : { reason: 'details_value_invalid', expected: `what ${definition.type} declares`, received: wrong[0] }
  })
}

const rules = [
  ['details-form', checkDetailsForm],
  ['details-size', checkDetailsSize],
  ['details-type-known', checkDetailTypeKnown],
  ['details-type-allowed', checkDetailTypeAllowed],
  ['details-members-known', checkDetailMembersKnown],
  ['details-members-present', checkDetailMembersPresent],
  ['details-values', checkDetailValues],
] as const

/**
 * The rules about details as rows of a table; a request without details passes them all.
 * @param prefix of their names, which differ from table to table
 * @param namedOf the details of an input
 */
export function detailRows<Input, Endpoint extends string>(
  prefix: '' | 'token-' | 'device-',
  at: readonly Endpoint[],
  namedOf: (input: Input) => NamedDetails | undefined,
): readonly Check<Input, Endpoint>[] {
  return rules.map(([name, run]) => ({
    name: `${prefix}${name}`,
    spec: name === 'details-type-allowed' ? 'RFC9396-10' : 'RFC9396-5',
    at,
    run(input) {
      const named = namedOf(input)
      return named && run(named)
    },
  }))
}

function detailsOf({ parsed }: NamedDetails): readonly AuthorizationDetail[] {
  return parsed.kind === 'details' ? parsed.details : []
}

function findFirst(
  named: NamedDetails,
  find: (detail: AuthorizationDetail, definition: DetailTypeDefinition) => Finding | undefined,
): Finding | undefined {
  for (const detail of detailsOf(named)) {
    const definition = named.table.named(detail.type)
    const finding = definition && find(detail, definition)
    if (finding !== undefined) return finding
  }
  return undefined
}

function isAllowed(path: string, value: unknown, definition: DetailTypeDefinition): boolean {
  if (path === 'type') return true
  if (path === 'identifier') return isText(value)
  if (isListMember(path)) return isListOf(value, definition[path])
  const field = definition.fields.find((candidate) => candidate.path === path)
  return field !== undefined && isOfField(value, field)
}

function isOfField(value: unknown, { kind, values }: DetailField): boolean {
  switch (kind) {
    case 'text':
      return isText(value) && values?.includes(value) !== false
    case 'texts':
      return isListOf(value, values)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return kind satisfies never
  }
}

/** Texts, each once, at least one: an empty list could be read as nothing or as everything. */
function isListOf(value: unknown, allowed: readonly string[] | undefined): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxList || new Set(value).size !== value.length) return false
  return value.every((member) => isText(member) && allowed?.includes(member) !== false)
}

/** What people can read: no control characters, nothing that turns the direction of other texts. */
function isText(value: unknown): value is string {
  const isShort = typeof value === 'string' && value.length > 0 && value.length <= maxText
  return isShort && value.isWellFormed() && !/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(value)
}
