import type { Client } from '../clients/client.ts'
import type { Ports } from '../ports/ports.ts'
import { hasKeysFor, type PublicJwk, publicKeyFor, type WantedKeys } from './key-fit.ts'
import { remoteKeys } from './remote-keys.ts'

/** Whoever registered public keys: a client, or an issuer that is trusted. */
export type KeyHolder = Pick<Client, 'jwks' | 'jwksUri'>

/** Why there is no key. `no_keys`: none are registered. `kid_unknown`: keys fit, but not by this name. `no_match`: none fits the algorithm. */
export type ClientKeyProblem = 'no_keys' | 'algorithm' | 'unreachable' | 'malformed' | 'kid_unknown' | 'no_match'

export type ClientKeys =
  /** At least one, in the order of the set. */
  | { readonly kind: 'found'; readonly keys: readonly PublicJwk[] }
  /** `detail` is for the trace: a sentence without anything secret. */
  | { readonly kind: 'missing'; readonly problem: ClientKeyProblem; readonly detail: string }

/** A token without `kid` is not tried with more keys than this. */
const maxCandidates = 8

/**
 * The public keys of a client that may be used with an algorithm of our table: from its `jwks`, or from its `jwks_uri`, which is asked anew
 * when the key is not there, though not for every token with an invented `kid`. Private and symmetric members are never used.
 * @param mode `reload`: the keys that were found did not do, so a remote set is read anew (if that was not just done).
 * @see OIDCC-10.1, RFC7517-4
 */
export async function findClientKeys(
  holder: KeyHolder,
  wanted: WantedKeys,
  ports: Pick<Ports, 'fetch' | 'clock'>,
  mode: 'cached' | 'reload' = 'cached',
): Promise<ClientKeys> {
  if (!hasKeysFor(wanted)) return missing('algorithm', 'no registered key is used with this algorithm')
  if (holder.jwks !== undefined) return select(holder.jwks.keys, wanted)
  if (holder.jwksUri === undefined) return missing('no_keys', 'neither jwks nor jwks_uri is registered')
  const known = mode === 'reload' ? undefined : await fromAddress(holder.jwksUri, wanted, 'cached', ports)
  if (known !== undefined && (known.kind === 'found' || (known.problem !== 'kid_unknown' && known.problem !== 'no_match')))
    return known
  return fromAddress(holder.jwksUri, wanted, 'reload', ports)
}

async function fromAddress(
  uri: string,
  wanted: WantedKeys,
  mode: 'cached' | 'reload',
  ports: Pick<Ports, 'fetch' | 'clock'>,
): Promise<ClientKeys> {
  const remote = await remoteKeys(uri, mode, ports)
  return remote.kind === 'failed' ? missing(remote.problem, `jwks_uri: ${remote.detail}`) : select(remote.keys, wanted)
}

function select(jwks: readonly Readonly<Record<string, unknown>>[], wanted: WantedKeys): ClientKeys {
  const fitting = jwks.flatMap((jwk) => publicKeyFor(jwk, wanted) ?? [])
  if (fitting.length === 0) return missing('no_match', `none of the ${jwks.length} registered keys fits the algorithm`)
  const keys = wanted.kid === undefined ? fitting : fitting.filter(({ kid }) => kid === wanted.kid)
  if (keys.length === 0) return missing('kid_unknown', `none of the ${fitting.length} keys that fit has this kid`)
  return { kind: 'found', keys: keys.slice(0, maxCandidates) }
}

function missing(problem: ClientKeyProblem, detail: string): ClientKeys {
  return { kind: 'missing', problem, detail }
}
