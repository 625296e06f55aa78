import type { Reason } from '../reason.ts'

const refused = { error: 'invalid_client' } as const

/** Reasons not to take a URL as the id of a client. All are shown to the person: nothing is known of where an answer could go. */
export const clientDocumentReasons = {
  client_document_url: {
    ...refused,
    spec: 'CIMD-3',
    text: 'client_id as a URL must be https in its normal form, with a path and without fragment, user information or dot segments',
  },
  client_document_unreachable: {
    ...refused,
    spec: 'CIMD-4',
    text: 'client_id leads to no client metadata document that this server can read',
  },
  client_document_malformed: { ...refused, spec: 'CIMD-4.1', text: 'client_id leads to something else than a JSON object' },
  client_document_id_differs: {
    ...refused,
    spec: 'CIMD-4.1',
    text: 'client_id in the client metadata document must be the URL of the document',
  },
  client_document_secret: {
    ...refused,
    spec: 'CIMD-4.1',
    text: 'client_secret and client_secret_expires_at must not stand in a client metadata document',
  },
  client_document_symmetric: {
    ...refused,
    spec: 'CIMD-4.1',
    text: 'A client metadata document must not name an algorithm whose key is a secret of the client',
  },
  client_document_auth_method: {
    ...refused,
    spec: 'CIMD-4.1',
    text: 'token_endpoint_auth_method in the client metadata document must be none or private_key_jwt',
  },
  client_document_metadata: {
    ...refused,
    spec: 'CIMD-4.1',
    text: 'client_id leads to a client metadata document that breaks a rule of client registration',
  },
} as const satisfies Record<string, Reason>
