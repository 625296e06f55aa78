import type {
  AccessTokenFormat,
  Client,
  DetailTypeDefinition,
  InitialAccessToken,
  Origin,
  SigningAlgorithm,
  TrustedIssuer,
} from '@latchkey/core'
import type { AccessCredential, Account, Group, RoleRecord } from '@latchkey/identity'
import type { JsonObject } from './json.ts'

/*
 * What management needs of a store for the objects that people configure. Instants are milliseconds since the epoch. Every change of such
 * an object, by whichever store's method, writes its revision, its search index and its `change` event in the same transaction.
 */

/** A settings object: JSON text of its stored form, secrets sealed. Its version is the row's. */
export interface SettingsRecord {
  readonly json: string
}

/** A scope that an administrator defined, beside those of OIDCC-5.4. */
export interface ScopeRecord {
  readonly scopeId: `scp_${string}`
  /** Scope token, unique. */
  readonly name: string
  /** What the consent page says of it. */
  readonly description: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** An API that access tokens are for (RFC8707-2). */
export interface ResourceRecord {
  readonly resourceId: `res_${string}`
  /** Identifier URI, unique. */
  readonly resource: string
  /** What the consent page calls it. */
  readonly name: string
  readonly description?: string
  /** Ids of the scopes that mean something to it. */
  readonly scopeIds: readonly string[]
  readonly accessTokenFormat: AccessTokenFormat
  readonly accessTokenSigningAlg?: SigningAlgorithm
  /** Milliseconds. */
  readonly accessTokenExpiry?: number
  readonly requiredAcr?: string
  /** Milliseconds. */
  readonly maxAuthenticationAge?: number
  /** Object ids of the clients that answer for it. */
  readonly introspectionClientIds: readonly string[]
  readonly enabled: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

/** A type of authorization details (RFC9396-2). */
export interface DetailTypeRecord extends Omit<DetailTypeDefinition, 'resources'> {
  readonly detailTypeId: `adt_${string}`
  /** Ids of the resources whose tokens may have such details; empty: all. */
  readonly resourceIds: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** Somebody whose assertions are taken (RFC7521-4.1). */
export interface TrustedIssuerRecord extends Omit<TrustedIssuer, 'clients' | 'resources'> {
  readonly description?: string
  /** Object ids of the clients that may use its assertions. */
  readonly clientIds: readonly string[]
  /** Object ids of the resources that tokens may be for. */
  readonly resourceIds: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** The record of each managed object, by the name of its type without prefix. */
export interface ManagedRecords {
  readonly OidcProvider: SettingsRecord
  readonly Authentication: SettingsRecord
  readonly ClientRegistration: SettingsRecord
  readonly SecurityPosture: SettingsRecord
  readonly OAuthClient: Client
  readonly Account: Account
  readonly Group: Group
  readonly Role: RoleRecord
  readonly ApiKey: AccessCredential
  readonly AppPassword: AccessCredential
  readonly Scope: ScopeRecord
  readonly Resource: ResourceRecord
  readonly AuthorizationDetailType: DetailTypeRecord
  readonly TrustedIssuer: TrustedIssuerRecord
  readonly InitialAccessToken: InitialAccessToken
}

export type ManagedName = keyof ManagedRecords

/** One object as it is stored. */
export interface StoredObject<Name extends ManagedName = ManagedName> {
  /**
   * JMAP id: `singleton` for settings; the record's own id for accounts, groups, roles, credentials and scopes; for a client
   * `clientObjectId(clientId)`, as a `client_id` may have characters that an id must not have (RFC8620-1.2).
   */
  readonly id: string
  /** Grows with every change; 0: a settings object that was never written. */
  readonly version: number
  readonly record: ManagedRecords[Name]
  /** Name of the plan that the object was applied from. Indexed as the property `managedBy` in the transaction that writes it. */
  readonly owner?: string
}

/** What storage keeps and searches of an object, derived from its record. */
export interface ObjectView {
  /** Wire form without `id`, every secret as a mask: what revisions hold. */
  readonly content: JsonObject
  /** How people call it. */
  readonly label: string
  /**
   * Indexed properties in sortable text form: texts in NFKC lower case; numbers and dates so that they order as texts. Several of one
   * property: a set.
   */
  readonly index: readonly { readonly property: string; readonly value: string }[]
  /** Words that the `text` condition finds by their beginning, in NFKC lower case. */
  readonly terms: readonly string[]
  /** Objects that must exist while this one does. */
  readonly references: readonly { readonly object: ManagedName; readonly id: string }[]
  /** One text a secret, by its pointer, that differs when the secret does. Compared, never stored. */
  readonly secrets: Readonly<Record<string, string>>
}

/** Given to the storage when it is opened, so that no write can leave the view of an object behind. */
export type ObjectDescriber = { readonly [Name in ManagedName]: (record: ManagedRecords[Name]) => ObjectView }

export type ObjectChange = {
  [Name in ManagedName]: {
    readonly object: Name
    /** Absent: unchanged; `null`: nobody's any more. Written also where the view of the object stays as it was. */
    readonly owner?: string | null
  } & (
    | {
        readonly kind: 'create'
        readonly record: ManagedRecords[Name]
        /** How many objects of the type the account of the record may have after all changes; counted in their transaction. */
        readonly quota?: number
      }
    /** Only if the stored version is still `version`. The subject, the accountId and the clientId of a record never change. */
    | { readonly kind: 'replace'; readonly id: string; readonly version: number; readonly record: ManagedRecords[Name] }
    | { readonly kind: 'remove'; readonly id: string; readonly version: number }
  )
}[ManagedName]

export type CommitOutcome =
  /** One revision a change, in order; absent where the change left the view of the object as it was. */
  | { readonly kind: 'committed'; readonly revisions: readonly (number | undefined)[] }
  /** The object at `index` has another version, or is gone. */
  | { readonly kind: 'conflict'; readonly index: number }
  /** Another object (`id`) has the value of a unique property; `of`: its type, if it is another one. */
  | {
      readonly kind: 'exists'
      readonly index: number
      readonly property: string
      readonly id: string
      readonly of?: ManagedName
    }
  /** A reference of the record leads nowhere. */
  | { readonly kind: 'missing-reference'; readonly index: number; readonly object: ManagedName; readonly id: string }
  /** Others refer to what should be removed; at most 20 of them. */
  | {
      readonly kind: 'linked'
      readonly index: number
      readonly by: readonly { readonly object: ManagedName; readonly id: string }[]
    }
  /** The account of the object would have more of the type than `quota`. */
  | { readonly kind: 'over-quota'; readonly index: number; readonly quota: number }
  /** No enabled administrator would be left. */
  | { readonly kind: 'last-administrator'; readonly index: number }
  | { readonly kind: 'state-mismatch' }

/** A condition on an indexed property, in its sortable text form. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'compare'
      readonly property: string
      readonly by: 'equal' | 'greater' | 'greater-or-equal' | 'less' | 'less-or-equal'
      readonly value: string
    }
  /** All words must be beginnings of words of the object. */
  | { readonly kind: 'text'; readonly words: readonly string[] }

export interface Comparator {
  readonly property: string
  readonly isAscending: boolean
}

export interface ObjectQuery {
  readonly object: ManagedName
  readonly filter?: Filter
  /** Empty: by id, descending. Objects with equal keys are in the order of their ids; one without the property comes last. */
  readonly sort: readonly Comparator[]
  /** A negative position counts from the end. `offset` is relative to the anchor and may be negative (RFC8620-5.5). */
  readonly page: { readonly position: number } | { readonly anchor: string; readonly offset: number }
  readonly limit: number
  readonly calculateTotal: boolean
}

export type QueryOutcome =
  | { readonly kind: 'found'; readonly ids: readonly string[]; readonly position: number; readonly total?: number }
  | { readonly kind: 'anchor-not-found' }

export interface ObjectChanges {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly destroyed: readonly string[]
  /** State to go on from. */
  readonly state: number
  readonly hasMore: boolean
}

export interface ObjectStore {
  /** Those of `ids` that exist, in any order. Reads committed state; a settings object is always there. */
  find<Name extends ManagedName>(object: Name, ids: readonly string[]): Promise<readonly StoredObject<Name>[]>
  /** The object that has this value of its unique property (`clientId`, user name key, name, digest). */
  findByKey<Name extends ManagedName>(object: Name, key: string): Promise<StoredObject<Name> | undefined>
  /** Number of the last revision of any object of the type; 0: none. */
  state(object: ManagedName): Promise<number>
  /** What changed after `since`, oldest first, each id in one list (RFC8620-5.2). `undefined`: `since` is not a state that was. */
  changes(object: ManagedName, since: number, limit: number): Promise<ObjectChanges | undefined>
  query(query: ObjectQuery): Promise<QueryOutcome>
  /** Places of those of `ids` that the query finds. */
  positions(query: Pick<ObjectQuery, 'object' | 'filter' | 'sort'>, ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Makes all changes or none, with a revision each, in one transaction that no other change of managed objects interleaves. In the same
   * transaction: an account that is removed takes its sessions, grants, consents, API keys and app passwords along; one whose
   * `passwordChangedAt` changed loses its sessions and grants. The last account that `isAdministrator` of identity counts stays.
   * @param ifState refuse with `state-mismatch` unless the type's state is still this one
   */
  commit(
    changes: readonly ObjectChange[],
    options: {
      readonly origin: Origin
      readonly now: number
      readonly ifState?: { readonly object: ManagedName; readonly state: number }
      /** Said in the revisions: `apply of prod.ndjson`, `rollback to 41`. */
      readonly reason?: string
      /** Decides everything as a commit does and undoes it: the outcome tells what would be, and nothing is written. For plans. */
      readonly isTrial?: true
    },
  ): Promise<CommitOutcome>
  /** Called after changes of objects of a type, by whomever, in this process or within a second in another. Returns the way to stop. */
  onChange(listener: (object: ManagedName) => void): () => void
}
