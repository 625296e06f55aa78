import { parseStrictArray } from '../client-keys/parse-strict-json.ts'
import { type AuthorizationDetail, areDetails } from './detail-type.ts'

/** Octets that the details of one request may have, as sent and as kept: what is in a JWT travels in a header. */
export const maxDetailsLength = 4_096
/** Most details of one request. */
export const maxDetails = 10
/** Objects and lists inside each other, the list of the details counted. */
export const maxDetailsDepth = 6

/** `authorization_details` of a request: what it says, or why it says nothing. */
export type ParsedDetails =
  | { readonly kind: 'details'; readonly details: readonly AuthorizationDetail[] }
  | { readonly kind: 'malformed' | 'too-large'; readonly problem: string }

/**
 * Reads `authorization_details`: a JSON array of objects that each have a `type`. No member may stand there twice, as two parsers would
 * think differently of what was allowed.
 * @see RFC9396-2
 */
export function parseDetails(text: string): ParsedDetails {
  const octets = octetsOf(text)
  if (octets > maxDetailsLength) return { kind: 'too-large', problem: `${octets} octets` }
  const parsed = parseStrictArray(text)
  if (parsed.kind === 'refused') {
    return parsed.problem === 'too_deep'
      ? { kind: 'too-large', problem: 'too deep' }
      : { kind: 'malformed', problem: problems[parsed.problem] }
  }
  const { value } = parsed
  if (value.length > maxDetails) return { kind: 'too-large', problem: `${value.length} members` }
  if (!areDetails(value)) return { kind: 'malformed', problem: 'a member that is no object with a type' }
  if (depthOf(value) > maxDetailsDepth) return { kind: 'too-large', problem: 'too deep' }
  // Numbers and escapes can be longer when they are written again.
  const kept = octetsOf(JSON.stringify(value))
  return kept > maxDetailsLength ? { kind: 'too-large', problem: `${kept} octets` } : { kind: 'details', details: value }
}

const problems = { not_json: 'no JSON', not_array: 'no array', duplicate_member: 'a member twice' } as const

function octetsOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

/** The details of a request that passed the checks; an empty list says nothing. */
export function acceptedDetails(parsed: ParsedDetails | undefined): readonly AuthorizationDetail[] | undefined {
  return parsed?.kind === 'details' && parsed.details.length > 0 ? parsed.details : undefined
}
