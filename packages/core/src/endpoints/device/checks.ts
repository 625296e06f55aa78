import type { Check } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import { deviceCodeGrantName } from '../../device/grant-name.ts'
import { postureOf } from '../../posture/posture-of.ts'
import {
  checkResourceEnabled,
  checkResourceForm,
  checkResourceKnown,
  type NamedResources,
} from '../../resources/named-resources.ts'
import { detailRows, type NamedDetails } from '../../rich-authorization/detail-checks.ts'
import type { ScopeTable } from '../../scopes/known-scopes.ts'
import { mayHaveScope } from '../../scopes/management-scope.ts'

/** A device authorization request whose client is who it says. */
export interface DeviceRequest extends NamedResources {
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  /** `undefined`: not of the form of RFC6749-3.3. */
  readonly scopes: readonly string[] | undefined
  readonly knownScopes: ScopeTable
  /** Absent: the request names none. */
  readonly details?: NamedDetails | undefined
}

/** In their order. */
export const deviceRequestChecks: readonly Check<DeviceRequest, 'device'>[] = [
  {
    name: 'device-grant-allowed',
    spec: 'RFC6749-5.2',
    at: ['device'],
    run: ({ client }) => (client.grantTypes.includes(deviceCodeGrantName) ? undefined : { reason: 'device_grant_not_allowed' }),
  },
  {
    name: 'device-scope-form',
    spec: 'RFC6749-3.3',
    at: ['device'],
    run: ({ scopes }) => (scopes === undefined ? { reason: 'device_scope_malformed' } : undefined),
  },
  {
    name: 'device-scope-allowed',
    spec: 'RFC8628-3.1',
    at: ['device'],
    run({ client, scopes = [], knownScopes }) {
      const refused = scopes.filter((token) => knownScopes.has(token) && !mayHaveScope(client, token))
      if (refused.length === 0) return undefined
      return { reason: 'device_scope_not_allowed', expected: client.scopes?.join(' ') ?? '', received: refused.join(' ') }
    },
  },
  { name: 'device-resource-form', spec: 'RFC8707-2.1', at: ['device'], run: checkResourceForm },
  {
    name: 'device-resource-known',
    spec: 'RFC8707-2.1',
    at: ['device'],
    posture: ({ client, security }) => postureOf('resource-known', client, security),
    run: checkResourceKnown,
  },
  { name: 'device-resource-enabled', spec: 'RFC8707-2.1', at: ['device'], run: checkResourceEnabled },
  ...detailRows<DeviceRequest, 'device'>('device-', ['device'], ({ details }) => details),
]
