import { consentItems } from '../../consent/consent-items.ts'
import { detailConsent } from '../../consent/detail-consent.ts'
import type { PendingRequest } from '../../provider-contract.ts'
import { describeResource } from '../../resources/describe-resource.ts'
import { describeDetail } from '../../rich-authorization/describe-detail.ts'
import type { AuthorizationDetail } from '../../rich-authorization/detail-type.ts'
import { detailTypeTable } from '../../rich-authorization/detail-type-table.ts'
import { scopeTable } from '../../scopes/known-scopes.ts'
import type { ResumeInput } from '../inputs.ts'
import type { Engine } from './answer.ts'
import { loadSituation } from './decide-next.ts'
import { findBegun } from './transactions.ts'

/**
 * What a page shows of a pending request.
 * @throws OAuthError `transaction_unknown`, `transaction_other_browser`, `transaction_client_gone`
 */
export async function openTransaction(input: ResumeInput, engine: Engine): Promise<PendingRequest> {
  const begun = await findBegun(input, engine)
  const { scopes, claims, resources, details, remembered } = await loadSituation(begun, engine)
  const { request, client, transaction } = begun
  return {
    transaction,
    client,
    scopes,
    claims,
    newClaims: claims.filter((claim) => !consentItems([], [claim]).every((item) => remembered.includes(item))),
    newScopes: scopes.filter((scope) => !remembered.includes(scope)),
    resources: resources.map((resource) => describeResource(resource, engine.ports)),
    newResources: resources.filter((resource) => !consentItems([], [], [resource]).every((item) => remembered.includes(item))),
    details: details.flatMap((detail) => describedDetail(detail, remembered, engine)),
    asksForDetailsAlways: detailConsent(details, engine.ports).asksAlways,
    scopeDescriptions: scopeTable(engine.ports.scopes?.()).descriptions,
    redirectUri: request.target.redirectUri,
    ...(request.loginHint === undefined ? {} : { loginHint: request.loginHint }),
    uiLocales: request.uiLocales,
  }
}

/** Shown whole each time; new unless the very same was allowed before. */
function describedDetail(
  detail: AuthorizationDetail,
  remembered: readonly string[],
  { ports }: Engine,
): PendingRequest['details'] {
  const definition = detailTypeTable(ports.detailTypes?.()).named(detail.type)
  const { marks } = detailConsent([detail], ports)
  const isNew = marks.length === 0 || !consentItems([], [], [], marks).every((item) => remembered.includes(item))
  return definition === undefined ? [] : [{ ...describeDetail(detail, definition), isNew }]
}
