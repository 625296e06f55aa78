import { findTimeProblem } from '../client-keys/claim-times.ts'
import { publicKeySignatures } from '../client-keys/key-fit.ts'
import { parseJws } from '../client-keys/parse-jws.ts'
import { verifyClientJws } from '../client-keys/verify-client-jws.ts'
import type { Client } from '../clients/client.ts'
import type { Subject } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'

/** Whom a client means. */
export type NamedPerson =
  /** By user name or email address. */
  | { readonly kind: 'login'; readonly login: string }
  /** As the client knows the account. */
  | { readonly kind: 'subject'; readonly subject: Subject }

/** How far the clock of a client may differ from ours, milliseconds. */
const clockSkew = 30_000

/**
 * Whom a `login_hint_token` names. CIBA leaves its form to each server; here it is a JWT that the client signed for this server with one of its
 * keys, with an `exp` and a subject identifier of RFC 9493: `iss_sub` of this server, `email`, or `opaque`, whose `id` is a user name.
 * @see CIBA-7.1, RFC9493-3.2.2, RFC9493-3.2.3, RFC9493-3.2.4, LATCHKEY-0043-backchannel-authentication
 */
export async function readHintToken(
  token: string,
  client: Client,
  { issuer, ports }: { readonly issuer: string; readonly ports: Ports },
): Promise<NamedPerson | 'invalid' | 'expired'> {
  const form = parseJws(token)
  if (form.kind === 'refused') return 'invalid'
  const { claims } = form.jws
  const signature = await verifyClientJws(form.jws, { signer: client, algorithms: publicKeySignatures }, ports)
  if (signature.kind === 'refused' || claims['iss'] !== client.clientId || !isFor(claims['aud'], issuer)) return 'invalid'
  const problem = findTimeProblem(claims, { now: ports.clock(), skew: clockSkew, expRequired: true })
  if (problem === 'expired') return 'expired'
  return problem === undefined ? personOf(claims['sub_id'], issuer) : 'invalid'
}

function isFor(audience: unknown, issuer: string): boolean {
  return audience === issuer || (Array.isArray(audience) && audience.includes(issuer))
}

function personOf(identifier: unknown, issuer: string): NamedPerson | 'invalid' {
  if (typeof identifier !== 'object' || identifier === null) return 'invalid'
  const { format, iss, sub, id, email }: Readonly<Record<string, unknown>> = { ...identifier }
  if (format === 'iss_sub' && iss === issuer && typeof sub === 'string') return { kind: 'subject', subject: sub as Subject }
  if (format === 'opaque' && typeof id === 'string') return { kind: 'login', login: id }
  if (format === 'email' && typeof email === 'string') return { kind: 'login', login: email }
  return 'invalid'
}
