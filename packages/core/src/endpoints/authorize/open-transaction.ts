import { consentItems } from '../../consent/consent-items.ts'
import type { PendingRequest } from '../../provider-contract.ts'
import { describeResource } from '../../resources/describe-resource.ts'
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
  const { scopes, claims, resources, remembered } = await loadSituation(begun, engine)
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
    scopeDescriptions: scopeTable(engine.ports.scopes?.()).descriptions,
    redirectUri: request.target.redirectUri,
    ...(request.loginHint === undefined ? {} : { loginHint: request.loginHint }),
    uiLocales: request.uiLocales,
  }
}
