import type { SetError } from '../contract.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'

/* RFC 8620 without any knowledge of what the objects are. `Context` is the caller as the object types need it; the engine passes it on. */

/** RFC8620-3.6.2, with what tools decode. */
export interface MethodError {
  readonly type:
    | 'unknownMethod'
    | 'invalidArguments'
    | 'invalidResultReference'
    | 'requestTooLarge'
    | 'forbidden'
    | 'accountNotFound'
    | 'accountNotSupportedByMethod'
    | 'accountReadOnly'
    | 'unsupportedFilter'
    | 'unsupportedSort'
    | 'anchorNotFound'
    | 'cannotCalculateChanges'
    | 'tooManyChanges'
    | 'stateMismatch'
    | 'serverFail'
    | 'serverUnavailable'
    | 'serverPartialFail'
  readonly description?: string
}

export interface GetRequest {
  /** `null`: all, up to `limit`. */
  readonly ids: readonly string[] | null
  /** Absent: all. `id` always comes. */
  readonly properties?: readonly string[]
  readonly limit: number
}

export interface QueryRequest {
  /** As sent, a FilterOperator or a FilterCondition (RFC8620-5.5). */
  readonly filter?: JsonObject
  readonly sort: readonly { readonly property: string; readonly isAscending: boolean; readonly collation?: string }[]
  readonly page: { readonly position: number } | { readonly anchor: string; readonly offset: number }
  readonly limit: number
  readonly calculateTotal: boolean
}

export interface QueryAnswer {
  readonly queryState: string
  readonly canCalculateChanges: boolean
  readonly position: number
  readonly ids: readonly string[]
  readonly total?: number
}

export interface ChangesAnswer {
  readonly newState: string
  readonly hasMoreChanges: boolean
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly destroyed: readonly string[]
}

export interface QueryChangesAnswer {
  readonly newQueryState: string
  readonly removed: readonly string[]
  readonly added: readonly { readonly id: string; readonly index: number }[]
  readonly total?: number
}

export type Refused = { readonly error: MethodError }
export type Unset = { readonly error: SetError }

/** What one write of a set needs to know of the others. */
export interface SetCall<Context> {
  readonly context: Context
  /** The state that the type must still have at the first write; checked with it. The type throws `StateMismatch` otherwise. */
  readonly ifInState?: string
}

/**
 * The id that was made under a creation id in this request (RFC8620-5.3). `undefined`: none yet; the engine then sees to the order or refuses.
 * @param creationId without `#`
 * @param pointer where the reference stands, without leading slash, for the error
 */
export type CreationLookup = (creationId: string, pointer: string) => string | undefined

/** A type of objects. Methods that it lacks are `unknownMethod`. All that a method answers is in the wire form. */
export interface ObjectType<Context> {
  /** With prefix: `x:OAuthClient`. */
  readonly name: string
  readonly isSingleton: boolean
  state(context: Context): Promise<string>
  get(
    request: GetRequest,
    context: Context,
  ): Promise<{ readonly list: readonly JsonObject[]; readonly notFound: readonly string[] } | Refused>
  /**
   * Puts ids in the place of references `#k`, only where the type has ids: values, members of a set, keys of a map. What `lookup` does not
   * know stays as it is. Pure, and asks for the same references in the same order every time. Absent: any text, member name and part of
   * a pointer that is exactly `#` and a creation id of this request is a reference, which a type with free texts should not leave to chance.
   * @param value of a creation, or the patch of an update, whose keys are pointers
   */
  resolveCreationIds?(value: JsonObject, lookup: CreationLookup): JsonObject
  /** `created`: `id` and what the server set, one-time secrets too. References `#k` were resolved before. */
  create?(value: JsonObject, call: SetCall<Context>): Promise<{ readonly created: JsonObject } | Unset>
  /** `updated`: properties that changed beyond what the patch says, `null` if none. */
  update?(id: string, patch: JsonObject, call: SetCall<Context>): Promise<{ readonly updated: JsonObject | null } | Unset>
  destroy?(id: string, call: SetCall<Context>): Promise<{ readonly destroyed: true } | Unset>
  query?(request: QueryRequest, context: Context): Promise<QueryAnswer | Refused>
  /** `undefined`: cannot be calculated from this state. */
  changes?(sinceState: string, maxChanges: number, context: Context): Promise<ChangesAnswer | undefined>
  queryChanges?(
    request: Pick<QueryRequest, 'filter' | 'sort' | 'calculateTotal'> & {
      readonly sinceQueryState: string
      readonly maxChanges: number
      readonly upToId?: string
    },
    context: Context,
  ): Promise<QueryChangesAnswer | Refused>
}

/** Thrown by a type whose state is no longer the expected one. */
export class StateMismatch extends Error {}

export interface Limits {
  /** Octets of a request. */
  readonly maxSizeRequest: number
  readonly maxConcurrentRequests: number
  readonly maxCallsInRequest: number
  readonly maxObjectsInGet: number
  readonly maxObjectsInSet: number
  /** Ids of one query at most. */
  readonly maxQueryResults: number
}

export type MethodVerb = 'Get' | 'Create' | 'Update' | 'Destroy' | 'Query'

/** The one place where permissions are looked at. */
export interface Authorizer<Context> {
  /** `undefined`: allowed. */
  refusal(objectName: string, verb: MethodVerb, context: Context): MethodError | undefined
  /** The JMAP account that the caller works in when a call names none. */
  accountIdOf(context: Context): string
  /** Whether the caller may name this account. */
  mayUseAccount(accountId: string, context: Context): boolean
}

/** Told of every method call after it was answered, for the audit log. */
export interface CallObserver<Context> {
  called(
    call: {
      readonly method: string
      readonly objectName?: string
      readonly verbs: readonly MethodVerb[]
      /** Ids of objects that a set concerned, at most 20, or of the only one that a get asked for. */
      readonly ids: readonly string[]
      /** What a set named as ids and nobody knows to be some, at most 20: any text that a caller likes. */
      readonly unknownIds?: readonly string[]
      /** Type of the method error, or of the first set error. */
      readonly error?: string
    },
    context: Context,
  ): Promise<void>
}

/** RFC8620-3.6.1: the request as a whole was refused. */
export interface RequestError {
  readonly type:
    | 'urn:ietf:params:jmap:error:unknownCapability'
    | 'urn:ietf:params:jmap:error:notJSON'
    | 'urn:ietf:params:jmap:error:notRequest'
    | 'urn:ietf:params:jmap:error:limit'
  readonly status: number
  readonly detail: string
  /** Name of the limit. */
  readonly limit?: string
}

export type Invocation = readonly [name: string, args: JsonObject, id: string]

export interface JmapResponse {
  readonly methodResponses: readonly Invocation[]
  readonly createdIds?: Readonly<Record<string, string>>
  readonly sessionState: string
}

export type JmapAnswer =
  | { readonly kind: 'answered'; readonly response: JmapResponse }
  | { readonly kind: 'refused'; readonly error: RequestError }

export interface JmapEngine<Context> {
  /** @param request parsed JSON, of at most `maxSizeRequest` octets before */
  handle(request: JsonValue, context: Context, sessionState: string): Promise<JmapAnswer>
}
