import type { RedirectTarget } from '../../authorization-request/redirect-target.ts'
import type { Client } from '../../clients/client.ts'
import { recipientFor } from '../../encryption/recipient.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { TraceId } from '../../ids.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { Ports } from '../../ports/ports.ts'
import type { ProviderOptions } from '../../provider-contract.ts'
import { signResponse } from '../../tokens/sign-response.ts'
import type { CheckOutcome, TraceStep } from '../../trace/trace.ts'
import type { AuthorizationResponse, AuthorizeOutcome, PageError, Respond } from '../outcomes.ts'

/** What every step of this endpoint works with. */
export interface Engine {
  readonly options: ProviderOptions
  readonly ports: Ports
  readonly keys: KeyRing
}

/** An outcome with what its trace says beside it. */
export interface Answer {
  readonly outcome: AuthorizeOutcome
  readonly step: Pick<TraceStep, 'outcome' | 'reason' | 'note'>
}

/** A client that can be answered, within a transaction. */
export interface Answerable {
  readonly client: Client
  readonly target: RedirectTarget
  readonly traceId: TraceId
}

/** A failure that is shown to the person; the only one possible while there is no redirect target. */
export function showError(error: OAuthError, traceId: TraceId, client?: Client): Answer {
  const outcome: PageError = { kind: 'page-error', error, traceId, ...(client === undefined ? {} : { client }) }
  return { outcome, step: { outcome: 'refused', reason: error.reason } }
}

/**
 * A failure that the server found. It is sent to the client, except to a web address that nobody registered: a server that forwards
 * browsers there without asking is an open redirector (RFC9700-4.11.2), so the person sees it.
 * @see RFC6749-4.1.2.1, OIDCC-3.1.2.6
 */
export async function refuse(error: OAuthError, to: Answerable, engine: Engine): Promise<Answer> {
  const isOpen = to.client.origin === 'unregistered' && to.target.redirectUri.startsWith('https:')
  return isOpen ? showError(error, to.traceId, to.client) : sendError(error, to, engine)
}

/**
 * A failure that the person decided or caused on a page which named the client: always sent to it, unless the client wants its answers
 * encrypted and has no key for that.
 */
export async function sendError(error: OAuthError, to: Answerable, engine: Engine): Promise<Answer> {
  const unanswerable = await findUnanswerable(to, engine)
  if (unanswerable !== undefined) return showError(unanswerable, to.traceId, to.client)
  const parameters = [
    ['error', error.error],
    ['error_description', error.publicText],
  ] as const
  return {
    outcome: await respondWith(parameters, to, engine),
    step: { outcome: 'refused', reason: error.reason },
  }
}

/** Why a client cannot be answered at all; `undefined`: it can. */
async function findUnanswerable({ client, target }: Answerable, { ports }: Engine): Promise<OAuthError | undefined> {
  if (!target.signed) return undefined
  try {
    await recipientFor(client, 'authorization', ports)
    return undefined
  } catch (error) {
    if (error instanceof OAuthError) return error
    throw error
  }
}

/** The response with `state` as it came and `iss`, which every answer carries; a signed one has `iss` inside (RFC9207-2.4). */
export async function respondWith(
  parameters: AuthorizationResponse['parameters'],
  to: Answerable,
  engine: Engine,
): Promise<Respond> {
  const { target, client, traceId } = to
  const { redirectUri, carrier: mode, signed, state } = target
  const { issuer } = engine.options
  const all = [...parameters, ...(state === undefined ? [] : [['state', state] as const])]
  const sent = signed
    ? [['response', await signResponse(all, client, { ...engine, issuer })] as const]
    : [...all, ['iss', issuer] as const]
  return { kind: 'respond', response: { redirectUri, mode, parameters: sent }, traceId, client }
}

/** Writes the answer's step into its trace and passes its outcome on. */
export function record(
  { outcome, step }: Answer,
  endpoint: string,
  { ports }: Engine,
  checks: readonly CheckOutcome[] = [],
): AuthorizeOutcome {
  ports.trace.record(outcome.traceId, outcome.client?.clientId, { at: ports.clock(), endpoint, ...step, checks })
  return outcome
}
