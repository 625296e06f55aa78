import type { ResourceTable } from './resource-table.ts'

/** What resources want of the sign-in behind a token (RFC9470-3). */
export interface AuthenticationDemand {
  /** Milliseconds; absent: any age. */
  readonly maxAge?: number
  /** Absent: any. */
  readonly acr?: string
}

/** The demand of one resource; nothing for one that nobody registered. */
export function demandOf(resource: string, table: ResourceTable): AuthenticationDemand {
  const { maxAuthenticationAge: maxAge, requiredAcr: acr } = table.named(resource) ?? {}
  return { ...(maxAge !== undefined && { maxAge }), ...(acr !== undefined && { acr }) }
}

/** How old a sign-in may be for tokens that go to all of these resources, milliseconds; `undefined`: any age. */
export function strictestAge(resources: readonly string[], table: ResourceTable): number | undefined {
  const ages = resources.flatMap((resource) => demandOf(resource, table).maxAge ?? [])
  return ages.length === 0 ? undefined : Math.min(...ages)
}

/** Parameters of a challenge, which a client repeats in its authorization request; behind the others, each with its comma (RFC9470-3). */
export function challengeOf({ maxAge, acr }: AuthenticationDemand): string {
  const ofAcr = acr === undefined ? '' : `, acr_values="${acr}"`
  return maxAge === undefined ? ofAcr : `${ofAcr}, max_age="${Math.floor(maxAge / 1_000)}"`
}
