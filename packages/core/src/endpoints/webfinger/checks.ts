import type { Check } from '../../checks/check.ts'

/** A query with what it asks for. */
export interface WebfingerRequest {
  /** Every `resource` as sent. */
  readonly resources: readonly string[]
  /** Host of the one resource; absent: it is no address of a kind that has an issuer. */
  readonly host: string | undefined
  /** Whether this provider speaks for that host. */
  readonly isOurs: boolean
}

/** The rules of a WebFinger query, in their order. */
export const webfingerChecks: readonly Check<WebfingerRequest, 'webfinger'>[] = [
  {
    name: 'webfinger-resource',
    spec: 'RFC7033-4.2',
    at: ['webfinger'],
    run: ({ resources }) => (resources.length === 1 ? undefined : { reason: 'webfinger_resource_missing' }),
  },
  {
    name: 'webfinger-resource-form',
    spec: 'OIDCD-2.1',
    at: ['webfinger'],
    run: ({ host }) => (host === undefined ? { reason: 'webfinger_resource_malformed' } : undefined),
  },
  {
    name: 'webfinger-host',
    spec: 'RFC7033-4.2',
    at: ['webfinger'],
    run: ({ isOurs }) => (isOurs ? undefined : { reason: 'webfinger_resource_foreign' }),
  },
]
