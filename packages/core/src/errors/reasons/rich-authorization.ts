import type { Reason } from '../reason.ts'

const invalid = { error: 'invalid_authorization_details', spec: 'RFC9396-5' } as const

/** Reasons about `authorization_details`, wherever they are sent. */
export const richAuthorizationReasons = {
  details_malformed: {
    ...invalid,
    text: 'authorization_details must be a JSON array of objects, each with a type and no member twice',
  },
  details_too_large: {
    ...invalid,
    text: 'authorization_details must have at most ten members, 4096 octets and six levels',
  },
  details_type_unknown: { ...invalid, text: 'authorization_details has a type that this server does not know' },
  details_type_not_allowed: {
    ...invalid,
    spec: 'RFC9396-10',
    text: 'authorization_details has a type that is not one of the authorization_details_types of this client',
  },
  details_member_unknown: {
    ...invalid,
    text: 'authorization_details has a detail with a member that its type does not have',
  },
  details_member_missing: {
    ...invalid,
    text: 'authorization_details has a detail without a member that its type needs',
  },
  details_value_invalid: {
    ...invalid,
    text: 'authorization_details has a detail with a value that its type does not allow for this member',
  },
  details_not_granted: {
    ...invalid,
    spec: 'RFC9396-6',
    text: 'authorization_details of a token request must not ask for more than was granted',
  },
  details_for_itself: {
    ...invalid,
    spec: 'RFC9396-6',
    text: 'authorization_details for a client itself are only for clients that an administrator made',
  },
} as const satisfies Record<string, Reason>
