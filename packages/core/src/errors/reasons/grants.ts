import type { Reason } from '../reason.ts'

/** Reasons of the grants without a person in front of a browser. */
export const grantReasons = {
  client_credentials_public_client: {
    error: 'unauthorized_client',
    spec: 'RFC6749-4.4',
    text: 'grant_type is only for clients that authenticate',
  },
  client_credentials_resource: {
    error: 'invalid_target',
    spec: 'RFC8707-2',
    text: 'resource is not one that this client may reach by itself',
  },
  client_credentials_scope: {
    error: 'invalid_scope',
    spec: 'RFC6749-4.4.2',
    text: 'scope holds a value that this client may not have by itself',
  },
} as const satisfies Record<string, Reason>
