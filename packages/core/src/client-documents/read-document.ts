import type { Finding } from '../checks/check.ts'
import { parseStrictJson } from '../client-keys/parse-strict-json.ts'
import type { Client } from '../clients/client.ts'
import { needsSecret } from '../clients/client-credentials.ts'
import type { ClientMetadata } from '../clients/metadata.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { ClientId } from '../ids.ts'
import { showJson } from '../trace/show-value.ts'

/** Turns metadata into what a record has of them. @throws OAuthError by the rules of registration */
export type ReadMetadata = (metadata: unknown) => Promise<ClientMetadata>

/** Methods that work without a secret, which nobody could share through a public document (CIMD-4.1). */
const methods: readonly string[] = ['none', 'private_key_jwt']

/**
 * The client that a document describes. It is held to the rules of registration, and to those of a client without a record: PKCE, consent
 * each time, no answer through the browser that holds a token.
 * @param readMetadata the rules of registration
 * @see CIMD-4.1
 */
export async function readDocument(
  body: string,
  clientId: string,
  readMetadata: ReadMetadata,
  now: number,
): Promise<{ readonly client: Client } | { readonly finding: Finding }> {
  const parsed = parseStrictJson(body)
  if (parsed.kind === 'refused') {
    return { finding: { reason: 'client_document_malformed', expected: 'a JSON object', received: parsed.problem } }
  }
  const document = parsed.value
  if (document['client_id'] !== clientId) {
    return {
      finding: {
        reason: 'client_document_id_differs',
        expected: 'the URL of the document',
        received: showJson(document['client_id']),
      },
    }
  }
  if (['client_secret', 'client_secret_expires_at'].some((name) => Object.hasOwn(document, name))) {
    return { finding: { reason: 'client_document_secret' } }
  }
  const { token_endpoint_auth_method: method = 'none' } = document
  if (typeof method !== 'string' || !methods.includes(method)) {
    return {
      finding: { reason: 'client_document_auth_method', expected: methods.join(' or '), received: showJson(method) },
    }
  }
  try {
    const metadata = await readMetadata({
      application_type: applicationTypeOf(document),
      ...document,
      token_endpoint_auth_method: method,
    })
    // There is no secret: the client would get other signatures than it says, and nothing that it wants encrypted so.
    if (needsSecret(metadata)) return { finding: { reason: 'client_document_symmetric' } }
    return { client: clientOf(metadata, clientId, now) }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return { finding: { reason: 'client_document_metadata', expected: error.publicText, ...received(error) } }
  }
}

/** Documents of programs on a device seldom say so; their loopback addresses do (RFC8252-7.3). */
function applicationTypeOf({ redirect_uris: uris }: Readonly<Record<string, unknown>>): Client['applicationType'] {
  return Array.isArray(uris) && uris.some((uri) => /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])/.test(String(uri)))
    ? 'native'
    : 'web'
}

function clientOf(metadata: ClientMetadata, clientId: string, now: number): Client {
  return {
    ...metadata,
    clientId: clientId as ClientId,
    origin: 'unregistered',
    secrets: [],
    claimsInIdToken: false,
    skipConsent: false,
    postures: {},
    createdAt: now,
    updatedAt: now,
  }
}

function received({ detail }: OAuthError): Pick<Finding, 'received'> {
  return detail?.received === undefined ? {} : { received: detail.received }
}
