import { type Check, runChecks } from '../../checks/check.ts'
import type { Client } from '../../clients/client.ts'
import type { Ports } from '../../ports/ports.ts'
import { detailRows, type NamedDetails } from '../../rich-authorization/detail-checks.ts'
import type { AuthorizationDetail } from '../../rich-authorization/detail-type.ts'
import { detailTypeTable } from '../../rich-authorization/detail-type-table.ts'
import type { DetailSource } from '../../rich-authorization/details-of-token.ts'
import { areWithin } from '../../rich-authorization/narrow-details.ts'
import { parseDetails } from '../../rich-authorization/parse-details.ts'
import type { CheckOutcome } from '../../trace/trace.ts'

/** The details of a token request, with those that its token can have at most. */
export interface RequestedDetails extends NamedDetails {
  /** `undefined`: the client asks for a token for itself, so nobody has allowed anything. */
  readonly available: readonly AuthorizationDetail[] | undefined
}

/** In their order. */
export const tokenDetailChecks: readonly Check<RequestedDetails, 'token'>[] = [
  ...detailRows<RequestedDetails, 'token'>('token-', ['token'], (named) => named),
  {
    name: 'token-details-for-itself',
    spec: 'RFC9396-6',
    at: ['token'],
    run: ({ available, client, parsed }) => {
      const isEmpty = parsed.kind !== 'details' || parsed.details.length === 0
      return available !== undefined || isEmpty || client.origin === 'administrator'
        ? undefined
        : { reason: 'details_for_itself' }
    },
  },
  {
    name: 'token-details-granted',
    spec: 'RFC9396-6',
    at: ['token'],
    run({ parsed, available }) {
      if (available === undefined || parsed.kind !== 'details' || areWithin(parsed.details, available)) return undefined
      return { reason: 'details_not_granted', expected: available.map(({ type }) => type).join(' ') }
    },
  },
]

/**
 * What the token of a request may allow in detail: what the request names, else all that is available. Lists of RFC9396-2.2 can be made
 * shorter, everything else stays as it was granted; an empty list gives a token without details.
 * @param wanted `text`: `authorization_details` of the request; `available`: what the token can have at most, `undefined` for a client for
 * itself; `granted`: of the grant, if there is one
 * @throws OAuthError `invalid_authorization_details`
 * @see RFC9396-6
 */
export function chooseDetails(
  wanted: {
    readonly client: Client
    readonly text: string | undefined
    readonly available: readonly AuthorizationDetail[] | undefined
    readonly granted?: readonly AuthorizationDetail[] | undefined
  },
  { detailTypes }: Pick<Ports, 'detailTypes'>,
  outcomes: CheckOutcome[],
): Omit<DetailSource, 'client' | 'audience'> {
  const { client, text, available, granted } = wanted
  if (text === undefined) return { available: available ?? [], granted }
  const parsed = parseDetails(text)
  runChecks(tokenDetailChecks, 'token', { client, parsed, available, table: detailTypeTable(detailTypes?.()) }, outcomes)
  return { available: available ?? [], granted, asked: parsed.kind === 'details' ? parsed.details : [] }
}
