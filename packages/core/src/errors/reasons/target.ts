import type { Reason } from '../reason.ts'

/** Reasons about what access tokens are for: at the authorization endpoint and at the token endpoint. */
export const targetReasons = {
  resource_malformed: {
    error: 'invalid_target',
    spec: 'RFC8707-2',
    text: 'resource must be an absolute URI without fragment, and there must not be more than five',
  },
  resource_unknown: { error: 'invalid_target', spec: 'RFC8707-2', text: 'resource is not one that this server knows' },
  resource_disabled: {
    error: 'invalid_target',
    spec: 'RFC8707-2',
    text: 'resource is one for which this server issues no tokens at present',
  },
  resource_not_granted: {
    error: 'invalid_target',
    spec: 'RFC8707-2.2',
    text: 'resource is not one that was named in the authorization request',
  },
  resource_not_allowed: {
    error: 'invalid_target',
    spec: 'RFC9700-2.3',
    text: 'resource names an API that the authorization request did not name and of which nothing was granted',
  },
  resource_is_client: {
    error: 'invalid_target',
    spec: 'RFC9068-5',
    text: 'resource is the identifier of another client, which could take the token for an ID token of its own',
  },
  resource_forms_differ: {
    error: 'invalid_target',
    spec: 'RFC8707-2.2',
    text: 'resource names APIs whose access tokens differ in form; ask for one token each',
  },
} as const satisfies Record<string, Reason>
