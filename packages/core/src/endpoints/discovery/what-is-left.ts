import type { AdjustableCheck, ServerPosture } from '../../checks/posture.ts'
import { strongAlgorithms } from '../../client-keys/strong-algorithms.ts'
import { isEnforcedByServer } from '../../posture/posture-of.ts'

/** A rule, the lists of which it leaves less, and what it leaves. */
interface Limit {
  readonly rule: AdjustableCheck
  readonly members: readonly string[]
  isLeft(name: string): boolean
}

const isStrong = (name: string): boolean => strongAlgorithms.includes(name)
const endpoints = ['token', 'introspection', 'revocation'] as const
const methods = endpoints.map((name) => `${name}_endpoint_auth_methods_supported`)

const limits: readonly Limit[] = [
  { rule: 'code-flow-only', members: ['response_types_supported'], isLeft: (name) => name === 'code' },
  { rule: 'signed-response-required', members: ['response_modes_supported'], isLeft: (name) => /(^|\.)jwt$/.test(name) },
  { rule: 'client-not-public', members: methods, isLeft: (name) => name !== 'none' },
  { rule: 'client-key-authentication', members: methods, isLeft: (name) => !name.startsWith('client_secret') },
  {
    rule: 'client-assertion-strong-algorithm',
    members: endpoints.map((name) => `${name}_endpoint_auth_signing_alg_values_supported`),
    isLeft: isStrong,
  },
  { rule: 'request-object-strong-algorithm', members: ['request_object_signing_alg_values_supported'], isLeft: isStrong },
  {
    rule: 'signature-strong-algorithm',
    members: ['id_token', 'userinfo', 'authorization', 'introspection'].map((name) => `${name}_signing_alg_values_supported`),
    isLeft: isStrong,
  },
]

/**
 * Metadata without what the server refuses to every client of which nothing else is said: the lists are what clients choose from.
 * Deviation: OIDCD-3 wants RS256 among the algorithms of ID tokens, which FAPI2SP-5.4.1 forbids; the rule in force decides.
 */
export function whatIsLeft<Document extends Readonly<Record<string, unknown>>>(
  document: Document,
  security: ServerPosture | undefined,
): Document {
  const left = new Map<string, readonly unknown[]>()
  for (const { rule, members, isLeft } of limits) {
    if (!isEnforcedByServer(rule, security)) continue
    for (const member of members) {
      const names = left.get(member) ?? document[member]
      if (Array.isArray(names)) left.set(member, names.filter(isLeft))
    }
  }
  return left.size === 0 ? document : { ...document, ...Object.fromEntries(left) }
}
