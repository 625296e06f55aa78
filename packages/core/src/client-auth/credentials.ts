import type { ParsedJws } from '../client-keys/parse-jws.ts'
import type { ClientAuthenticationMethod } from '../clients/client.ts'
import type { CertificateMethod } from '../mutual-tls/certificate-checks.ts'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import type { SpecReference } from '../spec.ts'

/** Where a request can carry client credentials. */
export interface CredentialSource {
  /** The form, single values. */
  readonly values: ReadonlyMap<string, string>
  /** The `Authorization` header as sent. */
  readonly authorization: string | undefined
  /** Of the connection; absent: none. */
  readonly certificate?: ClientCertificate | undefined
}

/** A signed statement of a client about itself. */
export interface AssertionCredentials {
  readonly method: 'client_secret_jwt' | 'private_key_jwt'
  /** The `sub` of the assertion. */
  readonly clientId: string
  readonly jws: ParsedJws
}

/** What the client claims to be and how it proves it; nothing is verified yet. */
export type ClientCredentials =
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly clientId: string; readonly secret: string }
  | { readonly method: 'none' | CertificateMethod; readonly clientId: string }
  | AssertionCredentials

/** A row of the table of ways to present credentials. */
export interface AuthenticationMethod {
  /** An assertion is of one method or another by its algorithm. */
  readonly names: readonly ClientAuthenticationMethod[]
  readonly spec: SpecReference
  /**
   * What the request presents by this method; `undefined`: it does not use it.
   * @throws OAuthError when it uses the method wrongly.
   */
  read(source: CredentialSource): ClientCredentials | undefined
}
