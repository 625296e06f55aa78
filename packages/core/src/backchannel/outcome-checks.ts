import type { Check } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import type { BackchannelRequest } from '../ports/backchannel-requests.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { checkResourceEnabled, type NamedResources } from '../resources/named-resources.ts'
import { isActiveFor } from '../subjects/subject-for.ts'

/** A request at the moment when its tokens are asked for, or pushed. */
export interface OutcomeInput {
  readonly client: Client
  /** `undefined`: none that is known. */
  readonly request: BackchannelRequest | undefined
  readonly pace: 'on-time' | 'too-soon' | 'absent'
  /** Of an approved one. */
  readonly account: SubjectRecord | undefined
  /** That pushed tokens are for; those that are asked for are judged with the request that asks. */
  readonly named?: NamedResources
  readonly now: number
}

const both = ['token', 'push'] as const

/** In their order. */
export const outcomeChecks: readonly Check<OutcomeInput, 'token' | 'push'>[] = [
  {
    name: 'backchannel-id-known',
    spec: 'CIBA-11',
    at: ['token'],
    run: ({ request }) => (request === undefined || request.isRedeemed ? { reason: 'backchannel_id_unknown' } : undefined),
  },
  {
    name: 'backchannel-id-client',
    spec: 'CIBA-11',
    at: ['token'],
    run: ({ request, client }) =>
      request?.clientId === client.clientId
        ? undefined
        : { reason: 'backchannel_id_client_mismatch', expected: request?.clientId ?? '', received: client.clientId },
  },
  {
    name: 'backchannel-id-polled',
    spec: 'CIBA-11',
    at: ['token'],
    run: ({ request }) => (request?.mode === 'push' ? { reason: 'backchannel_id_pushed' } : undefined),
  },
  {
    name: 'backchannel-id-valid',
    spec: 'CIBA-11',
    at: both,
    run: ({ request, now }) =>
      request !== undefined && request.validUntil <= now ? { reason: 'backchannel_id_expired' } : undefined,
  },
  {
    name: 'backchannel-poll-pace',
    spec: 'CIBA-11',
    at: ['token'],
    run: ({ pace }) => (pace === 'too-soon' ? { reason: 'backchannel_poll_too_soon' } : undefined),
  },
  {
    name: 'backchannel-decided',
    spec: 'CIBA-11',
    at: ['token'],
    run: ({ request }) => (request?.state === 'pending' ? { reason: 'backchannel_pending' } : undefined),
  },
  {
    name: 'backchannel-approved',
    spec: 'CIBA-11',
    at: both,
    run: ({ request }) => (request?.state === 'denied' ? { reason: 'backchannel_denied' } : undefined),
  },
  {
    name: 'backchannel-account-active',
    spec: 'RFC6749-5.2',
    at: both,
    run: ({ account, request }) =>
      request?.grant !== undefined && isActiveFor(account, request.grant)
        ? undefined
        : { reason: 'backchannel_account_inactive' },
  },
  {
    name: 'backchannel-resource-enabled',
    spec: 'RFC8707-2',
    at: ['push'],
    run: ({ named }) => named && checkResourceEnabled(named),
  },
]
