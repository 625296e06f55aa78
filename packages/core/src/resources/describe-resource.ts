import type { Ports } from '../ports/ports.ts'
import { resourceTable } from './resource-table.ts'

/** An API as people are shown it. */
export interface DescribedResource {
  readonly resource: string
  /** Absent: nobody registered it, so it has no name but its identifier. */
  readonly name?: string
}

/** What pages say of an API that tokens will be for. */
export function describeResource(resource: string, ports: Pick<Ports, 'resources'>): DescribedResource {
  const name = resourceTable(ports.resources?.()).named(resource)?.name
  return name === undefined ? { resource } : { resource, name }
}
