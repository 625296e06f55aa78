import type { JsonObject } from '../ports/json.ts'
import type { Authorizer, Limits, MethodVerb, ObjectType } from './contract.ts'
import type { CreationIds } from './creation-ids.ts'
import { isJmapId } from './jmap-id.ts'
import { MethodFailure } from './method-failure.ts'

/** All that a standard method works with. */
export interface CallScope<Context> {
  readonly type: ObjectType<Context>
  /** Result references resolved. */
  readonly args: JsonObject
  readonly context: Context
  readonly limits: Limits
  readonly authorizer: Authorizer<Context>
  readonly creations: CreationIds
}

export interface MethodAnswer {
  readonly answer: JsonObject
  /** Ids of objects that were made. */
  readonly createdIds?: readonly string[]
  /** Ids of a set that were refused without knowing that an object has them. */
  readonly unknownIds?: ReadonlySet<string>
  /** Id of the only object that was asked for, if it is there. */
  readonly readId?: string
  /** Type of the first set error. */
  readonly setError?: string
}

/** A standard method of RFC8620-5. */
export interface Method {
  /** Whether the type has it. */
  isOf<Context>(type: ObjectType<Context>): boolean
  /** What the arguments ask for, for permissions and the audit log; whatever their form. */
  verbs<Context>(type: ObjectType<Context>, args: JsonObject): readonly MethodVerb[]
  /** Ids of objects that the call means to change. */
  ids(args: JsonObject): readonly string[]
  /** @throws MethodFailure the method error; anything else is a bug */
  run<Context>(scope: CallScope<Context>): Promise<MethodAnswer>
}

/**
 * The account that a call works in: the one that it names, else the caller's.
 * @throws MethodFailure `accountNotFound` for what is no id, `forbidden` for any other account, so that nobody learns which ones exist
 */
export function requireAccount<Context>(scope: CallScope<Context>, accountId: string | undefined): string {
  if (accountId === undefined) return scope.authorizer.accountIdOf(scope.context)
  if (!isJmapId(accountId)) throw new MethodFailure('accountNotFound', 'accountId: is not an id')
  if (scope.authorizer.mayUseAccount(accountId, scope.context)) return accountId
  throw new MethodFailure('forbidden', 'accountId: You are not authorized to use this account')
}

/** For a call that asks for nothing. @throws MethodFailure unless the caller may do any of this with the type */
export function requireAnyPermission<Context>(scope: CallScope<Context>, verbs: readonly MethodVerb[]): void {
  const isAllowed = (verb: MethodVerb): boolean => scope.authorizer.refusal(scope.type.name, verb, scope.context) === undefined
  if (!verbs.some(isAllowed)) requirePermissions(scope, verbs)
}

/** @throws MethodFailure unless the caller may do all of this with the type */
export function requirePermissions<Context>(scope: CallScope<Context>, verbs: readonly MethodVerb[]): void {
  for (const verb of verbs) {
    const refusal = scope.authorizer.refusal(scope.type.name, verb, scope.context)
    if (refusal !== undefined) throw new MethodFailure(refusal.type, refusal.description)
  }
}
