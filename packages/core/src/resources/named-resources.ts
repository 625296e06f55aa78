import type { Finding } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { showValue } from '../trace/show-value.ts'
import type { Parameters } from '../wire/parameters.ts'
import { isResourceUri } from './resource.ts'
import type { ResourceTable } from './resource-table.ts'

/** Most resources that one request may name. */
export const maxResources = 5

/** The resources that a request names, with what is known of them. */
export interface NamedResources {
  readonly client: Client
  /** Each once, in their order. */
  readonly resources: readonly string[]
  readonly table: ResourceTable
  /** The resource that this server is itself: UserInfo and management. */
  readonly issuer: string
}

/**
 * The values of `resource`, which may be repeated (RFC8707-2); an empty one counts as absent (RFC6749-3.1).
 * @param names of the parameters, where others say the same
 */
export function resourcesOf(parameters: Parameters, names: readonly string[] = ['resource']): readonly string[] {
  const resources = new Set<string>()
  for (const [name, value] of parameters) if (value !== '' && names.includes(name)) resources.add(value)
  return [...resources]
}

/** @see RFC8707-2 */
export function checkResourceForm({ resources }: NamedResources): Finding | undefined {
  const wrong = resources.find((resource) => !isResourceUri(resource))
  if (wrong === undefined && resources.length <= maxResources) return undefined
  return {
    reason: 'resource_malformed',
    expected: `at most ${maxResources} absolute URIs without fragment`,
    received: wrong === undefined ? `${resources.length} of them` : showValue(wrong),
  }
}

/** The posture decides: an API that is not registered has no scopes, and a token for it is of no use anywhere else. @see RFC8707-2 */
export function checkResourceKnown(named: NamedResources): Finding | undefined {
  const unknown = named.resources.filter((resource) => resource !== named.issuer && named.table.named(resource) === undefined)
  if (unknown.length === 0) return undefined
  return { reason: 'resource_unknown', expected: 'registered resources', received: showValue(unknown.join(' ')) }
}

/** One that an administrator has switched off is refused whatever the posture says. @see RFC8707-2 */
export function checkResourceEnabled({ resources, table }: NamedResources): Finding | undefined {
  const disabled = resources.find((resource) => table.named(resource)?.enabled === false)
  return disabled === undefined ? undefined : { reason: 'resource_disabled', received: showValue(disabled) }
}
