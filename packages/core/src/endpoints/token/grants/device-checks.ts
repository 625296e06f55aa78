import type { Check } from '../../../checks/check.ts'
import type { Client } from '../../../clients/client.ts'
import type { DeviceAuthorization } from '../../../ports/device-authorizations.ts'
import type { SubjectRecord } from '../../../ports/subjects.ts'
import { isActiveFor } from '../../../subjects/subject-for.ts'

/** A poll with what was found for it. */
export interface DevicePoll {
  readonly client: Client
  /** Named by the request. */
  readonly resources: readonly string[]
  /** `authorization_details` of the request. */
  readonly detailsText?: string | undefined
  /** Network address of the client. */
  readonly address?: string | undefined
  /** Thumbprint of the DPoP key of the request. */
  readonly jkt?: string | undefined
  /** `undefined`: unknown, expired or redeemed. */
  readonly authorization: DeviceAuthorization | undefined
  readonly pace: 'on-time' | 'too-soon' | 'absent'
  /** Of an approved one. */
  readonly account: SubjectRecord | undefined
}

/** In their order. */
export const deviceChecks: readonly Check<DevicePoll, 'token'>[] = [
  {
    name: 'device-code-known',
    spec: 'RFC8628-3.5',
    at: ['token'],
    run: ({ authorization }) => (authorization === undefined ? { reason: 'device_code_unknown' } : undefined),
  },
  {
    name: 'device-code-client',
    spec: 'RFC6749-5.2',
    at: ['token'],
    run: ({ authorization, client }) =>
      authorization?.clientId === client.clientId
        ? undefined
        : { reason: 'device_code_client_mismatch', expected: authorization?.clientId ?? '', received: client.clientId },
  },
  {
    name: 'device-poll-pace',
    spec: 'RFC8628-3.5',
    at: ['token'],
    run: ({ pace }) => (pace === 'too-soon' ? { reason: 'device_poll_too_soon' } : undefined),
  },
  {
    name: 'device-decided',
    spec: 'RFC8628-3.5',
    at: ['token'],
    run: ({ authorization }) => (authorization?.state === 'pending' ? { reason: 'device_pending' } : undefined),
  },
  {
    name: 'device-approved',
    spec: 'RFC8628-3.5',
    at: ['token'],
    run: ({ authorization }) => (authorization?.state === 'denied' ? { reason: 'device_denied' } : undefined),
  },
  {
    name: 'device-account-active',
    spec: 'RFC6749-5.2',
    at: ['token'],
    run: ({ account, authorization }) =>
      authorization?.grant !== undefined && isActiveFor(account, authorization.grant)
        ? undefined
        : { reason: 'device_account_inactive' },
  },
]
