import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { Mistakes } from './mistakes.ts'
import { isPlannable, naturalKeyOf } from './natural-key.ts'
import type { ObjectNames } from './object-names.ts'
import type { PlanOperation, Target, WriteOperation } from './operation.ts'
import { parseScope } from './parse-scope.ts'
import type { AnyDefinition } from './plan-ports.ts'

export interface OperationContext {
  readonly line: number
  readonly names: ObjectNames
  readonly mistakes: Mistakes
}

/** What is wrong with a line. */
class Mistake extends Error {}

/** Members of each operation besides `@type` and `object`. */
const members: ReadonlyMap<string, readonly string[]> = new Map([
  ['update', ['id', 'match', 'matchOn', 'value']],
  ['upsert', ['matchOn', 'ref', 'value']],
  ['create', ['ref', 'value']],
  ['ensure', ['ref', 'value']],
  ['destroy', ['id', 'match', 'value']],
  ['reconcile', ['matchOn', 'scope', 'value']],
])

/**
 * The operations of one line: our own form and the forms that existing tools write, where `value` maps what other lines call the object to
 * its value, an update names an `id`, a destroy without a condition means everything of the type, and a `reconcile` makes a set of objects
 * what it says. Mistakes are collected; a line that has one yields nothing.
 */
export function parseOperation(value: JsonObject, context: OperationContext): readonly PlanOperation[] {
  try {
    return operationsOf(value, context)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const { object } = value
    context.mistakes.add({
      line: context.line,
      ...(typeof object === 'string' && { object: object.slice(0, 60) }),
      text: error.message,
    })
    return []
  }
}

function operationsOf(operation: JsonObject, { line, names }: OperationContext): readonly PlanOperation[] {
  const type = operation['@type']
  const known = typeof type === 'string' ? members.get(type) : undefined
  if (type === 'plan') throw new Mistake('The header must be the first line.')
  if (known === undefined) throw new Mistake(`@type must be one of ${[...members.keys()].join(', ')}.`)
  const definition = definitionOf(operation['object'], names)
  const unknown = Object.keys(operation).filter((name) => name !== '@type' && name !== 'object' && !known.includes(name))
  if (unknown.length > 0)
    throw new Mistake(`${quoted(unknown)} is no member of ${String(type)}; it has object, ${known.join(', ')}.`)
  checkMatchOn(definition, operation['matchOn'])
  const isSingleton = definition.declaration.kind === 'singleton'
  if (isSingleton && type !== 'update' && type !== 'upsert') {
    throw new Mistake(`${definition.object} always exists once; say update.`)
  }
  switch (type) {
    case 'update':
      return [{ kind: 'write', line, definition, how: 'update', ...updated(definition, operation) }]
    case 'create':
      return written(definition, operation).map((write) => ({ kind: 'write', line, definition, how: 'create', ...write }))
    case 'upsert':
      return written(definition, operation).map((write) => ({ kind: 'write', line, definition, how: 'upsert', ...write }))
    case 'ensure':
      return written(definition, operation).map((write) => ({ kind: 'write', line, definition, how: 'ensure', ...write }))
    case 'destroy':
      return [destroyed(definition, operation, line)]
    default: {
      const writes = written(definition, operation, true)
      const filter = parseScope(definition, operation['scope'])
      if (filter !== undefined && 'mistake' in filter) throw new Mistake(filter.mistake)
      return [
        ...writes.map((write) => ({ kind: 'write' as const, line, definition, how: 'upsert' as const, ...write })),
        { kind: 'destroy-others', line, definition, ...(filter !== undefined && { filter: filter.filter }) },
      ]
    }
  }
}

function definitionOf(name: JsonValue | undefined, names: ObjectNames): AnyDefinition {
  if (typeof name !== 'string') throw new Mistake('object must name a type of objects.')
  const definition = names.find(name)
  if (definition === undefined) throw new Mistake(`There is no such type of objects; a plan can have ${names.plannable}.`)
  if (!isPlannable(definition))
    throw new Mistake(`${definition.object} cannot be part of a plan; a plan can have ${names.plannable}.`)
  return definition
}

function checkMatchOn({ object, declaration }: AnyDefinition, matchOn: JsonValue | undefined): void {
  if (matchOn === undefined) return
  const [name, ...more] = Array.isArray(matchOn) ? matchOn : [matchOn]
  if (more.length === 0 && declaration.naturalKey !== undefined && name === declaration.naturalKey) return
  throw new Mistake(
    declaration.naturalKey === undefined
      ? 'matchOn means nothing here.'
      : `${object} is matched on ${declaration.naturalKey} only.`,
  )
}

type Written = Pick<WriteOperation, 'target' | 'value' | 'ref'>

function updated(definition: AnyDefinition, { id, match, value }: JsonObject): Written {
  if (!isJsonObject(value)) throw new Mistake('value must be an object of properties.')
  const target = targetOf(definition, id, match)
  if (definition.declaration.kind === 'singleton') {
    if (target !== undefined && !(target.by === 'id' && target.id === 'singleton')) throw new Mistake('The only id is singleton.')
    return { target: { by: 'id', id: 'singleton' }, value }
  }
  return { target: target ?? keyTarget(definition, value), value }
}

/** One object, or a map of them by what other lines call them. */
function written(definition: AnyDefinition, { ref, value }: JsonObject, mayBeNone = false): readonly Written[] {
  if (!isJsonObject(value)) throw new Mistake('value must be an object of properties.')
  if (definition.declaration.kind === 'singleton') return [{ target: { by: 'id', id: 'singleton' }, value, ...refOf(ref) }]
  if (mayBeNone && Object.keys(value).length === 0) return []
  if (!isMapOfValues(definition, value)) return [{ target: keyTarget(definition, value), value, ...refOf(ref) }]
  if (ref !== undefined) throw new Mistake('ref means nothing beside a map of values, whose names are the refs.')
  return Object.entries(value).map(([name, member]) => ({
    target: keyTarget(definition, member),
    value: member,
    ...refOf(name.replace(/^#/, '')),
  }))
}

function isMapOfValues({ declaration }: AnyDefinition, value: JsonObject): value is Readonly<Record<string, JsonObject>> {
  const entries = Object.entries(value)
  return entries.length > 0 && entries.every(([name, member]) => isJsonObject(member) && !Object.hasOwn(declaration.fields, name))
}

function refOf(ref: JsonValue | undefined): { readonly ref?: string } {
  if (ref === undefined) return {}
  if (typeof ref === 'string' && /^[A-Za-z0-9._:@-]{1,255}$/.test(ref)) return { ref }
  throw new Mistake('A ref must be 1 to 255 letters, digits or . _ : @ -')
}

function keyTarget(definition: AnyDefinition, value: JsonObject): Target {
  const key = naturalKeyOf(definition, value)
  if (key !== undefined && key !== '') return { by: 'key', key }
  throw new Mistake(`value must say ${definition.declaration.naturalKey}, which tells which object is meant.`)
}

function targetOf(definition: AnyDefinition, id: JsonValue | undefined, match: JsonValue | undefined): Target | undefined {
  if (id !== undefined && match !== undefined) throw new Mistake('id and match exclude each other.')
  if (match !== undefined) {
    if (!isJsonObject(match) || Object.keys(match).length !== 1) {
      throw new Mistake(`match must be an object with ${definition.declaration.naturalKey ?? 'the natural key'} alone.`)
    }
    const key = naturalKeyOf(definition, match)
    if (key === undefined || key === '')
      throw new Mistake(`match must name ${definition.declaration.naturalKey ?? 'the natural key'}.`)
    return { by: 'key', key }
  }
  if (id === undefined) return undefined
  if (typeof id !== 'string' || id.startsWith('#')) {
    throw new Mistake('id must be the id of an object; what another line writes is said there as a whole.')
  }
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(id)) throw new Mistake('id must be 1 to 255 letters, digits, hyphens or underscores.')
  return { by: 'id', id }
}

/** The conditions of `value` are those that existing tools write. */
function destroyed(definition: AnyDefinition, { id, match, value }: JsonObject, line: number): PlanOperation {
  const target = targetOf(definition, id, match)
  if (target !== undefined && value !== undefined) throw new Mistake('value excludes id and match.')
  if (target !== undefined) return { kind: 'destroy', line, definition, target }
  if (isJsonObject(value) && Object.keys(value).length === 1) {
    const key = naturalKeyOf(definition, value)
    if (key !== undefined && key !== '') return { kind: 'destroy', line, definition, target: { by: 'key', key } }
  }
  const filter = parseScope(definition, value)
  if (filter !== undefined && 'mistake' in filter) throw new Mistake(filter.mistake)
  return { kind: 'destroy-others', line, definition, ...(filter !== undefined && { filter: filter.filter }) }
}

/** Names from the file, bounded. */
function quoted(names: readonly string[]): string {
  return names
    .map((name) => name.slice(0, 60).replaceAll(/\p{Cc}/gu, '?'))
    .slice(0, 5)
    .join(', ')
}
