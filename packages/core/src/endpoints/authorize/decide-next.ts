import { mayStillAnswer } from '../../authorization-request/checks/response-type.ts'
import { requestToText } from '../../authorization-request/request-text.ts'
import { responseTypeOf } from '../../authorization-request/response-types.ts'
import { transactionLife } from '../../authorization-request/transaction-life.ts'
import { claimsBeyondScopes } from '../../claims/claims-beyond-scopes.ts'
import { noteUse } from '../../clients/note-use.ts'
import { consentItems } from '../../consent/consent-items.ts'
import { detailConsent } from '../../consent/detail-consent.ts'
import { grantableScopes } from '../../consent/granted-scopes.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { newId } from '../../ids.ts'
import type { Session, Transaction } from '../../ports/stores.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import { strictestAge } from '../../resources/authentication-demand.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import { detailsInForce } from '../../rich-authorization/details-in-force.ts'
import { scopeTable } from '../../scopes/known-scopes.ts'
import { type ClientSubject, isOfCredential, subjectFor } from '../../subjects/subject-for.ts'
import { type Answer, type Answerable, type Engine, refuse, sendError, showError } from './answer.ts'
import { hasConsented, hasSignedIn, type Interaction, interactionNeeded, type Situation } from './interaction.ts'
import type { Pending } from './pending.ts'
import { answerGranted } from './respond.ts'
import { endRequest } from './transactions.ts'

/** Decides from stored state alone whether the user must act or the client is answered. */
export async function decideNext(pending: Pending, engine: Engine): Promise<Answer> {
  const situation = await loadSituation(pending, engine)
  const needed = interactionNeeded(situation)
  const { session, account, known } = situation
  if (needed === undefined && session !== undefined && account !== undefined && known !== undefined) {
    return grant(pending, { ...situation, session, account, known }, engine)
  }
  if (needed === undefined) throw new TypeError('a request without a session needs no interaction')
  const to = answerable(pending)
  if (pending.request.prompts.includes('none')) {
    if (needed.silently === undefined) throw new TypeError(`prompt=none stands beside ${needed.reason}`)
    const over = await endRequest(pending, engine)
    return over === undefined ? refuse(new OAuthError(needed.silently), to, engine) : showError(over, to.traceId, to.client)
  }
  if (needed.reason === 'other_subject' && hasSignedIn(situation)) {
    const over = await endRequest(pending, engine)
    return over === undefined
      ? sendError(new OAuthError('subject_not_reached'), to, engine)
      : showError(over, to.traceId, to.client)
  }
  return interact(pending, needed, engine)
}

/** What the rows of the interaction table look at, and whose session it is; one whose account is disabled or gone counts as none. */
export async function loadSituation(pending: Pending, { ports, options }: Engine): Promise<Loaded> {
  const { request, client, transaction } = pending
  const account = pending.session && (await ports.subjects.find(pending.session.accountId))
  const session = account?.active === true && isOfCredential(account, pending.session ?? {}) ? pending.session : undefined
  const known = session && (await subjectFor(client, session.subject, ports))
  const isRemembering = session !== undefined && client.origin !== 'unregistered'
  const remembered = isRemembering ? await ports.stores.consents.find(session.accountId, client.clientId) : []
  const details = detailsInForce(request.authorizationDetails, ports, client)
  const scopes = grantableScopes(request, client, remembered, scopeTable(ports.scopes?.()))
  return {
    request,
    client,
    session,
    account,
    known,
    subject: known?.subject,
    transaction,
    scopes,
    claims: claimsBeyondScopes(request.claims, client, scopes),
    // This server's own endpoints are what every client without `resource` gets.
    resources: request.resources?.filter((resource) => resource !== options.issuer) ?? [],
    maxAuthenticationAge: strictestAge(request.resources ?? [], resourceTable(ports.resources?.())),
    details,
    detailConsent: detailConsent(details, ports),
    remembered,
    opensAccounts: ports.opensAccounts?.() ?? false,
    now: ports.clock(),
  }
}

type Loaded = Situation & { readonly account: SubjectRecord | undefined; readonly known: ClientSubject | undefined }
type Grantable = Situation & { readonly session: Session; readonly account: SubjectRecord; readonly known: ClientSubject }

/** Only one answer per transaction: whoever ends it gives it. */
async function grant(pending: Pending, situation: Grantable, engine: Engine): Promise<Answer> {
  const { client, scopes, claims, details, session, account, known, now } = situation
  const { request, address } = pending
  const type = responseTypeOf(request.responseType)
  const over = await endRequest(pending, engine)
  if (over !== undefined) return showError(over, pending.traceId, client)
  if (!mayStillAnswer(client, type, engine.ports.security?.()) || (type.idToken && !scopes.includes('openid'))) {
    return refuse(new OAuthError('response_type_withdrawn'), answerable(pending), engine)
  }
  const items = consentItems(scopes, claims, situation.resources, situation.detailConsent.marks)
  if (hasConsented(situation) && client.origin !== 'unregistered' && items.length > 0) {
    await engine.ports.stores.consents.add(session.accountId, client.clientId, items, now)
  }
  await noteUse(client, engine.ports)
  return answerGranted({ ...answerable(pending), request, session, account, known, scopes, details, address }, engine)
}

async function interact(pending: Pending, needed: Interaction, { ports }: Engine): Promise<Answer> {
  const { client, traceId } = pending
  const transaction = pending.transaction ?? newTransaction(pending, ports)
  if (pending.transaction === undefined) await ports.stores.transactions.insert(transaction)
  return {
    outcome: { kind: 'interact', page: needed.page, reason: needed.reason, transaction, client, traceId },
    step: { outcome: 'interaction', note: needed.reason },
  }
}

function newTransaction({ request, client, traceId, browser }: Pending, ports: Engine['ports']): Transaction {
  const now = ports.clock()
  return {
    transactionId: newId('txn', { randomBytes: ports.crypto.randomBytes, now }),
    traceId,
    clientId: client.clientId,
    request: requestToText(request),
    browser: ports.crypto.digest(browser),
    createdAt: now,
    expiresAt: now + transactionLife(ports.settings()),
    failedSignIns: 0,
  }
}

function answerable({ client, request, traceId }: Pending): Answerable {
  return { client, target: request.target, traceId }
}
