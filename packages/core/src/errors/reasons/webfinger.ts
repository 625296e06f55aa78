import type { Reason } from '../reason.ts'

/** Why a WebFinger query is not answered. */
export const webfingerReasons = {
  webfinger_resource_missing: {
    error: 'invalid_request',
    spec: 'RFC7033-4.2',
    text: 'resource must be given once',
  },
  webfinger_resource_malformed: {
    error: 'invalid_request',
    spec: 'OIDCD-2.1',
    text: 'resource must be an acct URI with a host or an http or https URI',
  },
  webfinger_resource_foreign: {
    error: 'invalid_request',
    spec: 'RFC7033-4.2',
    status: 404,
    text: 'resource is of a host that this server does not speak for',
  },
} as const satisfies Record<string, Reason>
