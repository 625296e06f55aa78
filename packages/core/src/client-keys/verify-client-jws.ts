import { compactVerify } from 'jose'
import type { Client } from '../clients/client.ts'
import { algorithmNamed } from '../keys/algorithms.ts'
import { liveSecrets } from '../keys/client-secret-keys.ts'
import type { Ports } from '../ports/ports.ts'
import { type ClientKeyProblem, type ClientKeys, findClientKeys, type KeyHolder } from './find-client-keys.ts'
import { publicKeySignatures } from './key-fit.ts'
import type { ParsedJws } from './parse-jws.ts'

/** What of a JWS is accepted at one place. */
export interface JwsRules {
  /** A client, or anyone with keys; without `secrets` no HS* verifies. */
  readonly signer: KeyHolder & Partial<Pick<Client, 'secrets'>>
  /** JOSE names that this signer may use here. HS* verify with its live secrets and nothing else, all others with its registered keys. */
  readonly algorithms: readonly string[]
  /** In lower case without `application/`. Absent: any. */
  readonly types?: readonly string[]
  /** A JWS without `typ` is refused too. */
  readonly typeRequired?: boolean
}

export type JwsProblem =
  | 'type'
  /** Not one of those that are accepted; `none` never is. */
  | 'algorithm'
  | `keys_${ClientKeyProblem}`
  /** HS* of a signer without a live secret. */
  | 'no_secret'
  | 'signature'

export type VerifiedJws =
  | { readonly kind: 'verified'; readonly algorithm: string; readonly claims: Readonly<Record<string, unknown>> }
  /** `expected` is for the trace. What was received is the caller's to show, by `showValue`. */
  | { readonly kind: 'refused'; readonly problem: JwsProblem; readonly expected?: string }

/** JOSE names of all signatures of clients that can be verified; which of them count is a matter of the place. */
export const clientSignatures: readonly string[] = [...publicKeySignatures, 'HS256', 'HS384', 'HS512']

/**
 * Whether the signer made this JWS. The algorithm comes from the rules, the key from what the signer registered for that algorithm: a
 * public key never becomes a MAC key, and nothing in the header but `alg`, `typ` and `kid` counts. A signature that no known key made lets a
 * remote key set be read anew once. Claims are not looked at.
 * @see RFC7515-5.2, RFC8725-3.1, RFC8725-3.2, OIDCC-10.1
 */
export async function verifyClientJws(
  jws: ParsedJws,
  rules: JwsRules,
  ports: Pick<Ports, 'fetch' | 'clock' | 'crypto'>,
): Promise<VerifiedJws> {
  const { types, signer } = rules
  if (types !== undefined && (jws.type === undefined ? rules.typeRequired === true : !types.includes(jws.type))) {
    return { kind: 'refused', problem: 'type', expected: types.join(' or ') }
  }
  if (!rules.algorithms.includes(jws.algorithm) || !clientSignatures.includes(jws.algorithm)) {
    return { kind: 'refused', problem: 'algorithm', expected: rules.algorithms.join(', ') }
  }
  if (algorithmNamed(jws.algorithm)?.family === 'hmac') return verifyWithSecrets(jws, signer, ports)
  const wanted = { use: 'sig', algorithm: jws.algorithm, ...(jws.kid === undefined ? {} : { kid: jws.kid }) } as const
  const found = await findClientKeys(signer, wanted, ports)
  const outcome = await verifyWithKeys(jws, found)
  if (outcome.kind === 'verified' || outcome.problem !== 'signature' || signer.jwks !== undefined) return outcome
  return verifyWithKeys(jws, await findClientKeys(signer, wanted, ports, 'reload'))
}

async function verifyWithKeys(jws: ParsedJws, found: ClientKeys): Promise<VerifiedJws> {
  if (found.kind === 'missing') return { kind: 'refused', problem: `keys_${found.problem}`, expected: found.detail }
  for (const key of found.keys) {
    if (await isSignedWith(jws, key)) return verified(jws)
  }
  return { kind: 'refused', problem: 'signature' }
}

async function verifyWithSecrets(
  jws: ParsedJws,
  { secrets = [] }: JwsRules['signer'],
  { clock, crypto }: Pick<Ports, 'clock' | 'crypto'>,
): Promise<VerifiedJws> {
  const live = liveSecrets({ secrets }, clock())
  if (live.length === 0) return { kind: 'refused', problem: 'no_secret' }
  for (const { sealed } of live) {
    if (await isSignedWith(jws, new TextEncoder().encode(crypto.openSealed(sealed)))) return verified(jws)
  }
  return { kind: 'refused', problem: 'signature' }
}

/** A key that cannot be imported (a point that is not on the curve, say) verifies nothing. */
async function isSignedWith(jws: ParsedJws, key: Parameters<typeof compactVerify>[1]): Promise<boolean> {
  try {
    await compactVerify(jws.text, key, { algorithms: [jws.algorithm] })
    return true
  } catch {
    return false
  }
}

function verified({ algorithm, claims }: ParsedJws): VerifiedJws {
  return { kind: 'verified', algorithm, claims }
}
