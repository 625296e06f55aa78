import type {
  Client,
  Clock,
  CryptoPort,
  FetchPort,
  Origin,
  ProviderSettings,
  ProviderStores,
  SettingsStore,
} from '@latchkey/core'
import type { Account, Identity, IdentityStores } from '@latchkey/identity'
import type { ObjectStore } from './ports/objects.ts'

/** What management functions work on; the CLI, the server and later the API pass the same. */
export interface ManagementPorts {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly stores: ProviderStores & { readonly settings: SettingsStore }
  readonly identityStores: IdentityStores
  readonly identity: Identity
  /** Where the scopes are that administrators have defined; absent: there are none. */
  readonly objects?: Pick<ObjectStore, 'findByKey'>
  /** To addresses that clients name; absent: nothing is fetched. */
  readonly fetch?: FetchPort
  /** Where `EnvironmentVariable` and `File` secrets are read from. */
  readonly sources: SecretSources
}

export interface SecretSources {
  /** `undefined` when it is not set. */
  environment(name: string): string | undefined
  /** UTF-8 text. @throws Error when it cannot be read. */
  readFile(path: string): string
}

/**
 * SetError of RFC8620-5.3 with the members that existing tools decode. Tools fail on types that are not in this list. No member ever holds a
 * secret.
 */
export type SetError =
  | { readonly type: 'invalidPatch' | 'invalidProperties'; readonly description: string; readonly properties: readonly string[] }
  | { readonly type: 'validationFailed'; readonly validationErrors: readonly ValidationError[]; readonly description?: string }
  /** Another object (`objectId`) has the value of a unique property. */
  | {
      readonly type: 'alreadyExists' | 'primaryKeyViolation'
      readonly description: string
      readonly properties: readonly string[]
      readonly objectId?: string
    }
  /** A reference leads nowhere. */
  | { readonly type: 'invalidForeignKey'; readonly description: string; readonly objectId: ObjectReference }
  | {
      readonly type: 'objectIsLinked'
      readonly description: string
      readonly objectId: ObjectReference
      readonly linkedObjects: readonly ObjectReference[]
    }
  | {
      readonly type:
        | 'forbidden'
        | 'notFound'
        | 'overQuota'
        | 'rateLimit'
        | 'singleton'
        | 'stateMismatch'
        | 'tooLarge'
        | 'willDestroy'
      readonly description: string
    }

/** An object by its type with prefix and its id. */
export interface ObjectReference {
  readonly object: string
  readonly id: string
}

export type ValidationError =
  | { readonly type: 'Required'; readonly property: string }
  | { readonly type: 'MinValue' | 'MaxValue' | 'MinLength' | 'MaxLength'; readonly property: string; readonly required: number }
  /** `value` never holds a secret. */
  | { readonly type: 'Invalid'; readonly property: string; readonly value: string }

/** The `OidcProvider` singleton: stored, validated, in force. */
export interface OidcProviderObject {
  /** Settings in force now, secrets resolved. */
  current(): ProviderSettings
  /** Wire form: durations as integer milliseconds, secrets masked with `****`. */
  get(): Readonly<Record<string, unknown>>
  /** All or nothing; a change is in force when the promise resolves, on other nodes within a second. */
  set(
    patch: Readonly<Record<string, unknown>>,
    origin?: Origin,
  ): Promise<{ readonly updated: true } | { readonly updated: false; readonly error: SetError }>
  /**
   * Reads what is stored again, and with it the environment variables and files that secrets come from.
   * @throws Error that names field and remedy; the settings from before stay in force
   */
  reload(): Promise<void>
  /**
   * Puts in force what others have written since, if anything: called after a commit that touched the object.
   * @throws Error as `reload`
   */
  refresh(): Promise<void>
  close(): void
}

export type CreateResult<Created> = { readonly created: Created } | { readonly error: SetError }

export interface CreatedClient {
  readonly client: Client
  /** Shown once; stored sealed and as a digest. */
  readonly clientSecret?: string
}

export type CreatedAccount = Account
