import type { Client } from '../clients/client.ts'
import type { Ports } from '../ports/ports.ts'
import { resourceTable } from '../resources/resource-table.ts'
import type { AuthorizationDetail, DetailTypeDefinition } from './detail-type.ts'
import { detailTypeTable } from './detail-type-table.ts'

/**
 * Those of the details whose type there still is: since they were granted it may have been removed or switched off, and the record of the
 * client narrowed.
 * @param client absent: its record does not count
 */
export function detailsInForce(
  details: readonly AuthorizationDetail[] | undefined,
  { detailTypes }: Pick<Ports, 'detailTypes'>,
  client?: Pick<Client, 'authorizationDetailsTypes'>,
): readonly AuthorizationDetail[] {
  if (details === undefined || details.length === 0) return []
  const table = detailTypeTable(detailTypes?.())
  const mayHave = (type: string) => client === undefined || client.authorizationDetailsTypes?.includes(type) === true
  return details.filter(({ type }) => table.named(type) !== undefined && mayHave(type))
}

/**
 * Those of the details that say something to at least one of the resources (RFC9396-9); to no resource all of them do, as all scopes do.
 * A detail names the resources that it is for in `locations`; locations that are no resources of this server are words of its type.
 */
export function detailsFor(
  details: readonly AuthorizationDetail[],
  audience: readonly string[],
  { detailTypes, resources }: Pick<Ports, 'detailTypes' | 'resources'>,
): readonly AuthorizationDetail[] {
  if (details.length === 0 || audience.length === 0) return details
  const types = detailTypeTable(detailTypes?.())
  const known = resourceTable(resources?.())
  return details.filter((detail) => {
    const definition = types.named(detail.type)
    const places = locationsOf(detail).filter((location) => known.named(location) !== undefined)
    return definition !== undefined && audience.some((resource) => isFor(resource, definition, places))
  })
}

function isFor(resource: string, { resources }: DetailTypeDefinition, places: readonly string[]): boolean {
  if (resources.length > 0 && !resources.includes(resource)) return false
  return places.length === 0 || places.includes(resource)
}

function locationsOf({ locations }: AuthorizationDetail): readonly string[] {
  return Array.isArray(locations) ? locations.filter((location) => typeof location === 'string') : []
}
