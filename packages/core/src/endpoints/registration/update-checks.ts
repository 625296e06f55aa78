import type { Check } from '../../checks/check.ts'

/** What an update says of the client besides its metadata. */
export interface UpdateInput {
  readonly body: Readonly<Record<string, unknown>>
  readonly clientId: string
  /** Whether the `client_secret` that was sent is one of the client's; `true` when none was sent. */
  readonly isSecretRight: boolean
}

/** What only this server says of a client (RFC7592-2.2). */
const serverMembers = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
] as const

/** The rules of an update, besides those of a registration. */
export const updateChecks: readonly Check<UpdateInput, 'registration'>[] = [
  {
    name: 'registration-update-server-members',
    spec: 'RFC7592-2.2',
    at: ['registration'],
    run({ body }) {
      const member = serverMembers.find((name) => Object.hasOwn(body, name))
      return member === undefined ? undefined : { reason: 'update_names_server_member', received: member }
    },
  },
  {
    name: 'registration-update-client-id',
    spec: 'RFC7592-2.2',
    at: ['registration'],
    run: ({ body, clientId }) => (body['client_id'] === clientId ? undefined : { reason: 'update_client_id_differs' }),
  },
  {
    name: 'registration-update-client-secret',
    spec: 'RFC7592-2.2',
    at: ['registration'],
    run: ({ isSecretRight }) => (isSecretRight ? undefined : { reason: 'update_client_secret_differs' }),
  },
]
