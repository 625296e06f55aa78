import type { Finding } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'

export type ClientDocumentOutcome =
  | { readonly kind: 'found'; readonly client: Client }
  /** `finding` says why; nothing of the document is in it. */
  | { readonly kind: 'refused'; readonly finding: Finding }

/** Clients whose id is the address of their metadata. */
export interface ClientDocuments {
  /**
   * The client that the document at `clientId` describes, read anew when what is known of it is no longer fresh. Concurrent calls for one
   * address share one request.
   */
  find(clientId: string): Promise<ClientDocumentOutcome>
}
