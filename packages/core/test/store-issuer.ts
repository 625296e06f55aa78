import { systemOrigin, type TrustedIssuer } from '@latchkey/core'
import type { Storage } from '@latchkey/storage'

/** Writes a trusted issuer as management would, without clients and resources; over the one that has its id. */
export async function storeIssuer(
  objects: Storage['management']['objects'],
  { clients: _clients, resources: _resources, ...issuer }: TrustedIssuer,
  now: number,
): Promise<void> {
  const [stored] = await objects.find('TrustedIssuer', [issuer.trustedIssuerId])
  const record = { ...issuer, clientIds: [], resourceIds: [], createdAt: now, updatedAt: now }
  const change = { object: 'TrustedIssuer', record } as const
  const write =
    stored === undefined
      ? ({ ...change, kind: 'create' } as const)
      : ({ ...change, kind: 'replace', id: stored.id, version: stored.version } as const)
  const outcome = await objects.commit([write], { origin: systemOrigin, now })
  if (outcome.kind !== 'committed') throw new TypeError(`the issuer was not stored: ${outcome.kind}`)
}
