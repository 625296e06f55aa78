import { backchannelGrantName } from '../../backchannel/grant-name.ts'
import type { NamedPerson } from '../../backchannel/login-hint-token.ts'
import { unboundPushPosture } from '../../backchannel/unbound-push-posture.ts'
import type { Check } from '../../checks/check.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import { type Client, isConfidential } from '../../clients/client.ts'
import { postureOf } from '../../posture/posture-of.ts'
import { signedRequestPosture } from '../../request-objects/signed-request-posture.ts'
import {
  checkResourceEnabled,
  checkResourceForm,
  checkResourceKnown,
  type NamedResources,
} from '../../resources/named-resources.ts'
import type { ScopeTable } from '../../scopes/known-scopes.ts'
import { mayHaveScope } from '../../scopes/management-scope.ts'

/** Who sends a request, before anything of it is read. */
export interface SenderInput {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  readonly isSigned: boolean
}

/** A request whose client is who it says. */
export interface BackchannelInput extends Omit<SenderInput, 'isSigned'> {
  readonly values: ReadonlyMap<string, string>
  /** `undefined`: not of the form of RFC6749-3.3. */
  readonly scopes: readonly string[] | undefined
  readonly knownScopes: ScopeTable
  /** Absent: the request names none. */
  readonly named?: NamedResources
  /** Whom the one hint of the request names; `undefined`: there is not exactly one. */
  readonly person: NamedPerson | 'invalid_id_token' | 'invalid_token' | 'expired_token' | undefined
}

const at = ['backchannel'] as const

/** Whether a client may ask, and in this way. In their order. */
export const senderChecks: readonly Check<SenderInput, 'backchannel'>[] = [
  {
    name: 'backchannel-grant-allowed',
    spec: 'CIBA-13',
    at,
    run: ({ client }) =>
      client.grantTypes.includes(backchannelGrantName) ? undefined : { reason: 'backchannel_grant_not_allowed' },
  },
  {
    name: 'backchannel-client-confidential',
    spec: 'CIBA-7.1',
    at,
    run: ({ client }) => (isConfidential(client) ? undefined : { reason: 'backchannel_client_unauthenticated' }),
  },
  {
    name: 'backchannel-push-unbound',
    spec: 'RFC9449-5.2',
    at,
    posture: unboundPushPosture,
    run: ({ client }) => (client.backchannelTokenDeliveryMode === 'push' ? { reason: 'backchannel_push_bound' } : undefined),
  },
  {
    name: 'backchannel-request-signed',
    spec: 'CIBA-7.1.1',
    at,
    posture: ({ client, security }) =>
      client.backchannelAuthenticationRequestSigningAlg === undefined ? signedRequestPosture({ client, security }) : 'enforce',
    run: ({ isSigned }) => (isSigned ? undefined : { reason: 'backchannel_request_unsigned' }),
  },
]

/** RFC6750-2.1, with the length that CIBA-7.1 allows. */
const bearerForm = /^[\w.~+/-]+=*$/
const maxTokenLength = 1024
/**
 * What cannot be seen, or changes how the rest of a line looks: controls, format characters (bidirectional ones among them), separators
 * of lines, and what is assigned to nothing.
 */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u
const maxMessageLength = 100

/** What a request asks for. In their order. */
export const backchannelChecks: readonly Check<BackchannelInput, 'backchannel'>[] = [
  {
    name: 'backchannel-scope-there',
    spec: 'CIBA-7.1',
    at,
    run: ({ values }) => (values.has('scope') ? undefined : { reason: 'backchannel_scope_missing' }),
  },
  {
    name: 'backchannel-scope-form',
    spec: 'RFC6749-3.3',
    at,
    run: ({ scopes }) => (scopes === undefined ? { reason: 'backchannel_scope_malformed' } : undefined),
  },
  {
    name: 'backchannel-scope-openid',
    spec: 'CIBA-7.1',
    at,
    run: ({ scopes = [] }) => (scopes.includes('openid') ? undefined : { reason: 'backchannel_scope_openid' }),
  },
  {
    name: 'backchannel-scope-allowed',
    spec: 'RFC6749-5.2',
    at,
    run({ client, scopes = [], knownScopes }) {
      const refused = scopes.filter((token) => knownScopes.has(token) && !mayHaveScope(client, token))
      if (refused.length === 0) return undefined
      return { reason: 'backchannel_scope_not_allowed', expected: client.scopes?.join(' ') ?? '', received: refused.join(' ') }
    },
  },
  {
    name: 'backchannel-one-hint',
    spec: 'CIBA-7.1',
    at,
    run: ({ person }) => (person === undefined ? { reason: 'backchannel_hints' } : undefined),
  },
  {
    name: 'backchannel-id-token-hint',
    spec: 'CIBA-7.1',
    at,
    run: ({ person }) => (person === 'invalid_id_token' ? { reason: 'backchannel_id_token_hint' } : undefined),
  },
  {
    name: 'backchannel-hint-token',
    spec: 'CIBA-7.1',
    at,
    run: ({ person }) => (person === 'invalid_token' ? { reason: 'backchannel_hint_token' } : undefined),
  },
  {
    name: 'backchannel-hint-token-expiry',
    spec: 'CIBA-13',
    at,
    run: ({ person }) => (person === 'expired_token' ? { reason: 'backchannel_hint_token_expired' } : undefined),
  },
  {
    name: 'backchannel-notification-token-there',
    spec: 'CIBA-7.1',
    at,
    run: ({ client: { backchannelTokenDeliveryMode = 'poll' }, values }) =>
      backchannelTokenDeliveryMode !== 'poll' && !values.has('client_notification_token')
        ? { reason: 'backchannel_notification_token_missing' }
        : undefined,
  },
  {
    name: 'backchannel-notification-token-form',
    spec: 'CIBA-7.1',
    at,
    run: ({ values }) => {
      const token = values.get('client_notification_token')
      if (token === undefined || (token.length <= maxTokenLength && bearerForm.test(token))) return undefined
      return { reason: 'backchannel_notification_token_malformed' }
    },
  },
  {
    name: 'backchannel-binding-message',
    spec: 'CIBA-13',
    at,
    run: ({ values }) => {
      const message = values.get('binding_message')
      const isShowable =
        message === undefined || (message.trim() !== '' && [...message].length <= maxMessageLength && !unshowable.test(message))
      return isShowable
        ? undefined
        : { reason: 'backchannel_binding_message', expected: `at most ${maxMessageLength} characters` }
    },
  },
  {
    name: 'backchannel-requested-expiry',
    spec: 'CIBA-7.1',
    at,
    run: ({ values }) => {
      const seconds = values.get('requested_expiry')
      return seconds === undefined || /^0*[1-9]\d{0,8}$/.test(seconds) ? undefined : { reason: 'backchannel_requested_expiry' }
    },
  },
  {
    name: 'backchannel-no-details',
    spec: 'RFC9396-5',
    at,
    run: ({ values }) => (values.has('authorization_details') ? { reason: 'backchannel_details_unsupported' } : undefined),
  },
  { name: 'backchannel-target-form', spec: 'RFC8707-2', at, run: ({ named }) => named && checkResourceForm(named) },
  {
    name: 'backchannel-target-known',
    spec: 'RFC8707-2',
    at,
    posture: ({ client, security }) => postureOf('resource-known', client, security),
    run: ({ named }) => named && checkResourceKnown(named),
  },
  { name: 'backchannel-target-enabled', spec: 'RFC8707-2', at, run: ({ named }) => named && checkResourceEnabled(named) },
]
