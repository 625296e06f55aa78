import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { Invocation } from './contract.ts'
import { inspectJson } from './inspect-json.ts'
import { isJsonObject, jsonObject, ownMember } from './json-object.ts'
import { MethodFailure } from './method-failure.ts'

/** How much may still be copied from earlier answers into arguments; shared by all calls of a request. */
export interface ReferenceBudget {
  /** Characters. */
  left: number
}

/**
 * Arguments with each `#name` replaced by what it refers to in an earlier answer. As arguments can refer to whole answers, and an echo
 * answers its arguments, a request of a few kilobytes could grow without limit: `budget` is that limit.
 * @throws MethodFailure `invalidArguments` if an argument comes both ways or a reference is malformed, `invalidResultReference` if it leads
 * nowhere, `requestTooLarge` beyond the budget
 * @see RFC8620-3.7
 */
export function resolveReferences(args: JsonObject, answers: readonly Invocation[], budget: ReferenceBudget): JsonObject {
  const names = Object.keys(args)
  if (!names.some((name) => name.startsWith('#'))) return args
  return jsonObject(
    Object.entries(args).map(([name, value]): readonly [string, JsonValue] => {
      if (!name.startsWith('#')) return [name, value]
      const target = name.slice(1)
      if (Object.hasOwn(args, target)) {
        throw new MethodFailure('invalidArguments', `${shown(target)}: comes both as a value and as a result reference`)
      }
      return [target, resolve(name, value, answers, budget)]
    }),
  )
}

function resolve(name: string, reference: JsonValue, answers: readonly Invocation[], budget: ReferenceBudget): JsonValue {
  const resultOf = isJsonObject(reference) ? ownMember(reference, 'resultOf') : undefined
  const method = isJsonObject(reference) ? ownMember(reference, 'name') : undefined
  const path = isJsonObject(reference) ? ownMember(reference, 'path') : undefined
  if (typeof resultOf !== 'string' || typeof method !== 'string' || typeof path !== 'string') {
    throw new MethodFailure('invalidArguments', `${shown(name)}: must be an object with resultOf, name and path`)
  }
  const answer = answers.find(([, , id]) => id === resultOf)
  if (answer === undefined) throw new MethodFailure('invalidResultReference', `${shown(name)}: no call before has this id`)
  if (answer[0] !== method)
    throw new MethodFailure('invalidResultReference', `${shown(name)}: that call was answered by another name`)
  const value = evaluatePointer(answer[1], path)
  if (value === undefined) throw new MethodFailure('invalidResultReference', `${shown(name)}: the path leads nowhere`)
  budget.left -= inspectJson(value, budget.left).weight
  if (budget.left < 0) throw new MethodFailure('requestTooLarge', `${shown(name)}: result references add up to too much`)
  return value
}

/**
 * What a JSON pointer with `*` leads to; `undefined`: nothing. `*` applies the rest of the pointer to each item of an array and joins what
 * comes of it: arrays by their items. It is an ordinary name in an object.
 * @see RFC6901-4 RFC8620-3.7
 */
export function evaluatePointer(document: JsonValue, pointer: string): JsonValue | undefined {
  if (pointer === '') return document
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  return follow(document, pointer, 1)
}

/** @param start place of the next name in the pointer; beyond its end: there is none. As deep as the document. */
function follow(value: JsonValue, pointer: string, start: number): JsonValue | undefined {
  if (start > pointer.length) return value
  const slash = pointer.indexOf('/', start)
  const end = slash === -1 ? pointer.length : slash
  const raw = pointer.slice(start, end)
  if (Array.isArray(value)) {
    if (raw === '*') return followEach(value, pointer, end + 1)
    if (!/^(0|[1-9]\d{0,9})$/.test(raw)) return undefined
    const item: JsonValue | undefined = value[Number(raw)]
    return item === undefined ? undefined : follow(item, pointer, end + 1)
  }
  if (!isJsonObject(value)) return undefined
  const member = ownMember(value, raw.replaceAll('~1', '/').replaceAll('~0', '~'))
  return member === undefined ? undefined : follow(member, pointer, end + 1)
}

function followEach(items: readonly JsonValue[], pointer: string, start: number): JsonValue | undefined {
  const results: JsonValue[] = []
  for (const item of items) {
    const result = follow(item, pointer, start)
    if (result === undefined) return undefined
    if (Array.isArray(result)) for (const one of result) results.push(one)
    else results.push(result)
  }
  return results
}

function shown(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 100)}...`
}
