import type { JsonObject, JsonValue } from '../ports/json.ts'
import { type Argument, nullable, object, optional, type Parsed, parseArguments, text } from './arguments.ts'
import type { QueryRequest, Refused } from './contract.ts'
import { isJsonObject, ownMember } from './json-object.ts'
import { type CallScope, requireAccount, requirePermissions } from './method.ts'
import { MethodFailure } from './method-failure.ts'

/** Orders of texts that a comparator may name; `capabilities` of the session object list them (RFC8620-2). */
export const collationAlgorithms: readonly string[] = ['i;unicode-casemap']

/** Conditions and operators of one filter at most. */
const maxFilterNodes = 100
/** Comparators of one query at most. */
const maxComparators = 10

type Sort = QueryRequest['sort']

const comparators: Argument<Sort> = {
  rule: `a list of at most ${maxComparators} comparators with property, isAscending and collation`,
  parse: (value) => {
    if (!Array.isArray(value) || value.length > maxComparators) return undefined
    const sort = value.map(parseComparator).filter((comparator) => comparator !== undefined)
    return sort.length === value.length ? { value: sort } : undefined
  },
}

/** What `Foo/query` and `Foo/queryChanges` have in common. */
export const queryArguments = {
  accountId: optional(text, undefined),
  filter: nullable(object, undefined),
  sort: nullable(comparators, []),
}

/**
 * Reads the call of a query of either kind, of a caller who may ask it.
 * @param table the arguments of the method
 * @throws MethodFailure `invalidArguments`, `accountNotFound`, `forbidden`, `unsupportedFilter` or `unsupportedSort`
 * @see RFC8620-5.5 RFC8620-5.6
 */
export function readQuery<Context, Table extends typeof queryArguments>(
  scope: CallScope<Context>,
  table: Table,
): {
  readonly args: Parsed<Table>
  readonly accountId: string
  readonly asked: Pick<QueryRequest, 'filter' | 'sort'>
} {
  const args = parseArguments(scope.args, table)
  const { accountId, filter, sort } = args as Parsed<typeof queryArguments>
  const account = requireAccount(scope, accountId)
  requirePermissions(scope, ['Query'])
  if (filter !== undefined) requireSoundFilter(filter)
  requireKnownCollations(sort)
  return { args, accountId: account, asked: { ...(filter === undefined ? {} : { filter }), sort } }
}

/** What a type answered to a query. @throws MethodFailure where it refused, or has no such method */
export function answered<Answer extends object>(outcome: Answer | Refused | undefined): Answer {
  if (outcome === undefined) throw new MethodFailure('unknownMethod')
  if ('error' in outcome) throw new MethodFailure(outcome.error.type, outcome.error.description)
  return outcome
}

function parseComparator(value: JsonValue): Sort[number] | undefined {
  if (!isJsonObject(value)) return undefined
  const property = ownMember(value, 'property')
  const isAscending = ownMember(value, 'isAscending') ?? true
  const collation = ownMember(value, 'collation')
  if (Object.keys(value).some((name) => !['property', 'isAscending', 'collation'].includes(name))) return undefined
  if (typeof property !== 'string' || typeof isAscending !== 'boolean') return undefined
  if (collation === undefined) return { property, isAscending }
  return typeof collation === 'string' ? { property, isAscending, collation } : undefined
}

/** @throws MethodFailure `unsupportedSort` for an order of texts that is not ours */
function requireKnownCollations(sort: Sort): void {
  if (sort.every(({ collation }) => collation === undefined || collationAlgorithms.includes(collation))) return
  throw new MethodFailure('unsupportedSort', `sort: collation must be one of ${collationAlgorithms.join(', ')}`)
}

/**
 * Checks the operators of a filter; what its conditions mean is the type's matter. An object with `operator` is a FilterOperator.
 * @throws MethodFailure `invalidArguments` for a malformed operator, `unsupportedFilter` for a filter that is too large
 * @see RFC8620-5.5
 */
function requireSoundFilter(filter: JsonObject): void {
  const open: JsonValue[] = [filter]
  let nodes = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes += 1
    if (nodes > maxFilterNodes) throw new MethodFailure('unsupportedFilter', `filter: has more than ${maxFilterNodes} conditions`)
    if (!isJsonObject(next)) throw new MethodFailure('invalidArguments', 'filter: conditions must be objects')
    if (!Object.hasOwn(next, 'operator')) continue
    const operator = ownMember(next, 'operator')
    const conditions = ownMember(next, 'conditions')
    if (operator !== 'AND' && operator !== 'OR' && operator !== 'NOT') {
      throw new MethodFailure('invalidArguments', 'filter: operator must be AND, OR or NOT')
    }
    if (!Array.isArray(conditions) || Object.keys(next).length !== 2) {
      throw new MethodFailure('invalidArguments', 'filter: an operator must have a list of conditions and nothing else')
    }
    if (conditions.length > maxFilterNodes)
      throw new MethodFailure('unsupportedFilter', `filter: has more than ${maxFilterNodes} conditions`)
    open.push(...conditions)
  }
}
