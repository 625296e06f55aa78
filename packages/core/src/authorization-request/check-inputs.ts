import type { ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import type { ClientLookup } from '../clients/find-client.ts'
import type { Subject } from '../ids.ts'
import type { NamedResources } from '../resources/named-resources.ts'
import type { NamedDetails } from '../rich-authorization/detail-checks.ts'
import type { ScopeTable } from '../scopes/known-scopes.ts'
import type { ClaimsRequest } from './claims-request.ts'
import type { ResponseType } from './response-types.ts'

/** Endpoints that accept authorization requests. */
export type AuthorizationEndpoint = 'authorize' | 'par'

/** Before the client is known. */
export interface ClientInput {
  /** `undefined`: the request names none. */
  readonly lookup: ClientLookup | undefined
}

/** The client is known, where to answer is not. */
export interface RedirectInput {
  readonly client: Client
  readonly redirectUri: string | undefined
  readonly scope: string | undefined
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
}

/** The client can be answered. */
export interface RequestInput {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  readonly values: ReadonlyMap<string, string>
  /** `undefined`: none, or not one of the table. */
  readonly responseType: ResponseType | undefined
  /** `undefined`: not of the form of RFC6749-3.3. */
  readonly scopes: readonly string[] | undefined
  readonly knownScopes: ScopeTable
  /** Absent: the request names none. */
  readonly named?: NamedResources
  /** Absent: the request names none. */
  readonly details?: NamedDetails
  readonly prompts: readonly string[]
  /** Whether people may create accounts for themselves now; absent: they may not. */
  readonly opensAccounts?: boolean
  readonly claims: ClaimsRequest | 'malformed' | undefined
  readonly idTokenHint: { readonly subject: Subject } | 'invalid' | undefined
}
