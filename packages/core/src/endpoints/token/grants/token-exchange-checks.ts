import type { Check, Finding } from '../../../checks/check.ts'
import { isConfidential } from '../../../clients/client.ts'
import { checkResourceEnabled, checkResourceForm, type NamedResources } from '../../../resources/named-resources.ts'
import { mayHaveScope } from '../../../scopes/management-scope.ts'
import type { AccessToken } from '../../../tokens/access-token.ts'
import { actorsIn, maxActors } from '../../../tokens/actor.ts'
import { deathOf, type TokenState } from '../../../tokens/token-state.ts'
import { showValue } from '../../../trace/show-value.ts'
import { accessTokenType, isTokenType } from './token-types.ts'

/** An exchange with what was loaded for it. */
export interface Exchange extends NamedResources {
  readonly subjectType: string | undefined
  readonly actorType: string | undefined
  readonly requestedType: string | undefined
  readonly hasActorToken: boolean
  /** `undefined`: not an access token of this server, or expired. */
  readonly subject: TokenState | undefined
  /** `undefined`: none, or the same. */
  readonly actor: TokenState | undefined
  /** `undefined`: all that can be had. */
  readonly requestedScopes: readonly string[] | undefined
  /** Thumbprint of the key that the client has proved to hold. */
  readonly jkt?: string | undefined
  /** Thumbprint of the certificate of the request. */
  readonly x5tS256?: string | undefined
}

type Row = Check<Exchange, 'token'>

const at = ['token'] as const

/** In their order: who may ask, what was handed in, what is asked for. */
export const exchangeChecks: readonly Row[] = [
  {
    name: 'exchange-client-confidential',
    spec: 'RFC8693-5',
    at,
    run: ({ client }) => (isConfidential(client) ? undefined : { reason: 'exchange_public_client' }),
  },
  {
    name: 'exchange-subject-token-type',
    spec: 'RFC8693-2.1',
    at,
    run: ({ subjectType }) => checkType(subjectType, 'exchange_subject_type_unsupported'),
  },
  {
    name: 'exchange-requested-token-type',
    spec: 'RFC8693-2.1',
    at,
    run: ({ requestedType }) =>
      requestedType === undefined || isTokenType(requestedType)
        ? undefined
        : { reason: 'exchange_requested_type_unsupported', expected: accessTokenType, received: showValue(requestedType) },
  },
  {
    name: 'exchange-actor-token-type',
    spec: 'RFC8693-2.1',
    at,
    run({ hasActorToken, actorType }) {
      if (hasActorToken) return checkType(actorType, 'exchange_actor_type_unsupported')
      return actorType === undefined ? undefined : { reason: 'exchange_actor_type_alone' }
    },
  },
  {
    name: 'exchange-subject-token',
    spec: 'RFC8693-2.1',
    at,
    run({ subject }) {
      const wrong = subject === undefined ? 'unknown or expired' : deathOf(subject)
      return wrong === undefined ? undefined : { reason: 'exchange_subject_token_invalid', received: wrong }
    },
  },
  {
    name: 'exchange-subject-person',
    spec: 'RFC8693-1.1',
    at,
    run: (exchange) => (givenOf(exchange)?.grantId === undefined ? { reason: 'exchange_subject_not_person' } : undefined),
  },
  {
    // Somebody who found or stole a token can do nothing here with it: it must have been handed to the caller on purpose.
    name: 'exchange-subject-reached-caller',
    spec: 'RFC9700-4.10.2',
    at,
    run(exchange) {
      const given = givenOf(exchange)
      if (given === undefined || hasReached(exchange, given)) return undefined
      return {
        reason: 'exchange_subject_not_for_caller',
        expected: 'a token of the caller or for it',
        received: given.audience.join(' '),
      }
    },
  },
  {
    name: 'exchange-subject-client',
    spec: 'RFC8693-2.1',
    at,
    run(exchange) {
      const given = givenOf(exchange)
      if (given !== undefined && exchange.client.exchangeFrom?.includes(given.clientId) === true) return undefined
      return {
        reason: 'exchange_not_allowed',
        expected: exchange.client.exchangeFrom?.join(' ') ?? '',
        received: given?.clientId ?? '',
      }
    },
  },
  {
    name: 'exchange-subject-bound',
    spec: 'RFC9449-5',
    at,
    run(exchange) {
      const bound = givenOf(exchange)?.jkt
      return bound === undefined || bound === exchange.jkt ? undefined : { reason: 'exchange_subject_bound' }
    },
  },
  {
    name: 'exchange-subject-certificate',
    spec: 'RFC8705-3',
    at,
    run(exchange) {
      const bound = givenOf(exchange)?.x5tS256
      return bound === undefined || bound === exchange.x5tS256 ? undefined : { reason: 'exchange_subject_certificate_mismatch' }
    },
  },
  {
    name: 'exchange-actor-token',
    spec: 'RFC8693-2.1',
    at,
    run({ client, hasActorToken, actor }) {
      if (!hasActorToken) return undefined
      const own = actor?.found.clientId === client.clientId ? deathOf(actor) : 'not a live token of the caller'
      return own === undefined ? undefined : { reason: 'exchange_actor_token_invalid', received: own }
    },
  },
  {
    name: 'exchange-actor-chain',
    spec: 'RFC8693-4.1',
    at,
    run: (exchange) =>
      actorsIn(givenOf(exchange)?.actor) < maxActors
        ? undefined
        : { reason: 'exchange_chain_too_long', expected: `${maxActors}` },
  },
  { name: 'exchange-resource-form', spec: 'RFC8707-2', at, run: checkResourceForm },
  {
    name: 'exchange-resource-enabled',
    spec: 'RFC8707-2',
    at,
    run: (exchange) => checkResourceEnabled({ ...exchange, resources: exchangeTargets(exchange) }),
  },
  {
    name: 'exchange-resource-allowed',
    spec: 'RFC8693-2.2.1',
    at,
    run(exchange) {
      const refused = exchange.resources.find((resource) => !mayReach(resource, exchange)) ?? mixedWith(exchange)
      return refused === undefined ? undefined : { reason: 'exchange_target_not_allowed', received: showValue(refused) }
    },
  },
  {
    name: 'exchange-scope-not-wider',
    spec: 'RFC8693-2.1',
    at,
    run(exchange) {
      const allowed = exchangeableScopes(exchange)
      const wider = exchange.requestedScopes?.filter((scope) => !allowed.includes(scope)) ?? []
      if (wider.length === 0) return undefined
      return { reason: 'exchange_scope_exceeded', expected: allowed.join(' '), received: showValue(wider.join(' ')) }
    },
  },
]

function checkType(
  type: string | undefined,
  reason: 'exchange_subject_type_unsupported' | 'exchange_actor_type_unsupported',
): Finding | undefined {
  return type === accessTokenType ? undefined : { reason, expected: accessTokenType, received: showValue(type ?? '') }
}

function givenOf({ subject }: Exchange): AccessToken | undefined {
  return subject?.found.kind === 'access' ? subject.found.token : undefined
}

/** The token is of the caller, or for an API that the caller answers for. */
function hasReached({ client, table }: Exchange, { clientId, audience }: AccessToken): boolean {
  if (clientId === client.clientId) return true
  return audience.some((resource) => table.named(resource)?.introspectionClients.includes(client.clientId) === true)
}

/** A resource that the token is for beside one that it is not for: it would get scopes there that were left out before. */
function mixedWith(exchange: Exchange): string | undefined {
  const audience = givenOf(exchange)?.audience ?? []
  const kept = exchange.resources.filter((resource) => audience.includes(resource))
  return kept.length < exchange.resources.length ? kept[0] : undefined
}

/** What the token is for already, or what an administrator lets this client reach in the name of others, if the person allowed that too. */
function mayReach(resource: string, exchange: Exchange): boolean {
  if (givenOf(exchange)?.audience.includes(resource) === true) return true
  const granted = exchange.subject?.found.grant?.resources
  return exchange.client.exchangeTo?.includes(resource) === true && (granted === undefined || granted.includes(resource))
}

/** What the new token is for: what the request names, else what the one that was handed in is for. */
export function exchangeTargets(exchange: Exchange): readonly string[] {
  return exchange.resources.length > 0 ? exchange.resources : (givenOf(exchange)?.audience ?? [])
}

/**
 * What the new token can have at most: the scopes of the one that was handed in; on the way to an API that this one was not for, those that the
 * person allowed. Either way none that the caller's own record does not allow.
 */
export function exchangeableScopes(exchange: Exchange): readonly string[] {
  const given = givenOf(exchange)
  if (given === undefined) return []
  const goesOn = exchange.resources.some((resource) => !given.audience.includes(resource))
  const allowed = goesOn ? (exchange.subject?.found.grant?.scopes ?? []) : given.scopes
  return allowed.filter((scope) => mayHaveScope(exchange.client, scope))
}
