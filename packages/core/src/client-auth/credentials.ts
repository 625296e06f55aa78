import type { ClientAuthenticationMethod } from '../clients/client.ts'
import type { SpecReference } from '../spec.ts'

/** Where a request can carry client credentials. */
export interface CredentialSource {
  /** The form, single values. */
  readonly values: ReadonlyMap<string, string>
  /** The `Authorization` header as sent. */
  readonly authorization: string | undefined
}

/** What the client claims to be and how it proves it; nothing is verified yet. */
export type ClientCredentials =
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly clientId: string; readonly secret: string }
  | { readonly method: 'none'; readonly clientId: string }

/** A row of the table of methods. */
export interface AuthenticationMethod {
  readonly name: ClientAuthenticationMethod
  readonly spec: SpecReference
  /**
   * What the request presents by this method; `undefined`: it does not use it.
   * @throws OAuthError when it uses the method wrongly.
   */
  read(source: CredentialSource): ClientCredentials | undefined
}
