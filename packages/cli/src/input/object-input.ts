import { readFileSync } from 'node:fs'
import type { JsonObject, JsonValue } from '@latchkey/management'
import type { SchemaDocument } from '@latchkey/management/schema'
import { type Flag, type Given, UsageError } from '../command.ts'
import { isObject } from '../connect/jmap.ts'
import type { Kind, Variant } from '../objects/kind.ts'
import { readField } from './read-field.ts'
import { readAll } from './standard-input.ts'

/** Flags of commands that are given an object or its changes. */
export const inputFlags: Readonly<Record<'field' | 'file' | 'stdin', Flag>> = {
  field: { form: 'NAME=VALUE', isRepeatable: true, description: 'Value of a field.' },
  file: { form: 'FILE', description: 'Read an object from a JSON file.' },
  stdin: { description: 'Read an object from standard input.' },
}

/**
 * The object of a creation: what file, standard input and `--json` hold, later ones over earlier ones, then the fields.
 * @throws UsageError when a source is no object, or a field is not known
 */
export async function readNewObject(
  given: Given,
  schema: SchemaDocument,
  kind: Kind,
  variant: Variant | undefined,
): Promise<JsonObject> {
  const base = { ...(variant?.name !== undefined && { '@type': variant.name }), ...(await readSources(given)) }
  const variants = variant === undefined ? kind.variants : [variant]
  return fieldsOf(given, schema, kind, variants).reduce((object, { path, value }) => placed(object, path, value), base)
}

/**
 * The patch of an update (RFC8620-5.3): what the sources hold, and each field under its pointer.
 * @throws UsageError as above, and when there is nothing to change
 */
export async function readPatch(given: Given, schema: SchemaDocument, kind: Kind): Promise<JsonObject> {
  let patch = await readSources(given)
  for (const { path, value } of fieldsOf(given, schema, kind, kind.variants)) {
    const [first = '', ...rest] = path
    // A patch must not name a property as a whole and a part of it.
    patch = first in patch && rest.length > 0 ? placed(patch, path, value) : { ...patch, [pointerOf(path)]: value }
  }
  if (Object.keys(patch).length === 0) throw new UsageError('give at least one --field NAME=VALUE, or --json, --file or --stdin')
  return patch
}

/** Escaped segments (RFC6901-3) without leading slash. */
export function pointerOf(path: readonly string[]): string {
  return path.map((segment) => segment.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
}

function fieldsOf(given: Given, schema: SchemaDocument, kind: Kind, variants: readonly Variant[]) {
  const fields = given.values('field').map((text) => readField(schema, kind, variants, text))
  const seen = new Set<string>()
  for (const { path } of fields) {
    const pointer = pointerOf(path)
    if (seen.has(pointer)) throw new UsageError(`--field ${pointer} is given twice`)
    seen.add(pointer)
  }
  return fields
}

async function readSources(given: Given): Promise<JsonObject> {
  const file = given.value('file')
  const json = given.value('json-value')
  return {
    ...(file === undefined ? {} : parseObject(readText(file), file)),
    ...(given.isSet('stdin') ? parseObject(await readAll(), 'standard input') : {}),
    ...(json === undefined ? {} : parseObject(json, '--json')),
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException
    throw new UsageError(`${file} cannot be read: ${code}`)
  }
}

function parseObject(text: string, where: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`${where} is not JSON`)
  }
  if (!isObject(value)) throw new UsageError(`${where} must hold one JSON object`)
  return value
}

/** The object with a value at a path; objects on the way are made where there are none. */
function placed(object: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [first = '', ...rest] = path
  const inner = object[first]
  return { ...object, [first]: rest.length === 0 ? value : placed(isObject(inner) ? inner : {}, rest, value) }
}
