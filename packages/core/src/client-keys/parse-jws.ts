import { base64url } from 'jose'
import { parseStrictJson } from './parse-strict-json.ts'

/** Why a text is no JWS that is looked at further. */
export type JwsFormProblem =
  | 'too_large'
  /** Not three base64url parts of which the first two are JSON in UTF-8. */
  | 'malformed'
  | 'duplicate_member'
  | 'not_object'
  /** The header brings a key or the address of one, or wants an extension. */
  | 'header_forbidden'

/** A compact JWS of a client as it was sent: nothing of it is verified. */
export interface ParsedJws {
  readonly text: string
  readonly header: Readonly<Record<string, unknown>>
  /** `alg` of the header, whatever it says. */
  readonly algorithm: string
  readonly kid?: string
  /** `typ` in lower case without `application/` (RFC7515-4.1.9). */
  readonly type?: string
  readonly claims: Readonly<Record<string, unknown>>
}

export type JwsForm =
  | { readonly kind: 'parsed'; readonly jws: ParsedJws }
  /** `member`: of the header, where one was the reason; one of our words. */
  | { readonly kind: 'refused'; readonly problem: JwsFormProblem; readonly member?: string }

/** Octets of a JWS; assertions and request objects stay far below. */
const maxLength = 16_384
const maxKidLength = 512

/**
 * Members that would let a token say with which key it is to be verified (RFC8725-3.10), and those that change what verifying means: no
 * extension is understood here, so `crit` is refused whatever it names (RFC7515-4.1.11), and `b64` of RFC7797 with it.
 */
const forbiddenMembers = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'] as const
const form = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a compact JWS whose payload is a JSON object, and refuses what no honest client sends. Decides nothing of algorithm, signature or
 * claims; a `none` passes with its empty signature and is the caller's to refuse, as `verifyClientJws` does.
 * @param limit Longest text in characters.
 * @see RFC7515-5.2, RFC7519-7.2, RFC8725-3
 */
export function parseJws(text: string, limit: number = maxLength): JwsForm {
  if (text.length > limit) return { kind: 'refused', problem: 'too_large' }
  const parts = form.exec(text)
  const header = readPart(parts?.[1])
  if (header.kind === 'refused') return header
  const { alg, kid, typ } = header.value
  const forbidden = forbiddenMembers.find((name) => Object.hasOwn(header.value, name))
  if (forbidden !== undefined) return { kind: 'refused', problem: 'header_forbidden', member: forbidden }
  if (typeof alg !== 'string') return { kind: 'refused', problem: 'malformed', member: 'alg' }
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > maxKidLength)) {
    return { kind: 'refused', problem: 'malformed', member: 'kid' }
  }
  if (typ !== undefined && typeof typ !== 'string') return { kind: 'refused', problem: 'malformed', member: 'typ' }
  const payload = readPart(parts?.[2])
  if (payload.kind === 'refused') return payload
  const named = { ...(kid === undefined ? {} : { kid }), ...(typ === undefined ? {} : { type: bareType(typ) }) }
  return { kind: 'parsed', jws: { text, header: header.value, algorithm: alg, ...named, claims: payload.value } }
}

type Part =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly problem: JwsFormProblem }

function readPart(encoded: string | undefined): Part {
  const text = encoded === undefined ? undefined : decode(encoded)
  const parsed = text === undefined ? undefined : parseStrictJson(text)
  if (parsed?.kind === 'object') return parsed
  const isNamed = parsed?.problem === 'duplicate_member' || parsed?.problem === 'not_object'
  return { kind: 'refused', problem: isNamed ? parsed.problem : 'malformed' }
}

function decode(encoded: string): string | undefined {
  try {
    return utf8.decode(base64url.decode(encoded))
  } catch {
    return undefined
  }
}

function bareType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '')
}
