import { isJsonObject } from '../jmap/json-object.ts'
import { formatPatchPointer } from '../jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import { largestObject, maxItemsOf, maxLengthOf } from './bounds.ts'
import type { FieldDeclaration, Fields, FieldType } from './declaration.ts'
import { durationText } from './duration.ts'
import { echo } from './echo.ts'
import type { Finding } from './finding.ts'
import { isSecretType, mask } from './parse-scalar.ts'
import { type DeclarationRegistry, fieldsOfVariant } from './registry.ts'
import { formatMistake } from './text-format.ts'

type Path = readonly string[]

/**
 * All that is wrong with an object in canonical form: what is required and missing, ranges, lengths, formats, size.
 * @param touched fields to look at; absent: all
 */
export function validateDocument(
  target: { readonly fields: Fields; readonly registry: DeclarationRegistry; readonly id?: string },
  document: JsonObject,
  touched?: ReadonlySet<string>,
): readonly Finding[] {
  if (Buffer.byteLength(JSON.stringify(document)) > largestObject) {
    const sentence = `An object must not be larger than ${largestObject} octets.`
    return [{ error: { type: 'Invalid', property: 'id', value: target.id ?? '' }, sentence }]
  }
  const fields = Object.entries(target.fields).filter(([name]) => touched === undefined || touched.has(name))
  return fields.flatMap(([name, field]) => checkField(field, document[name], [name], target.registry))
}

function checkField(
  field: FieldDeclaration,
  value: JsonValue | undefined,
  path: Path,
  registry: DeclarationRegistry,
): readonly Finding[] {
  // What the server sets is the server's matter.
  if (field.update === 'serverSet') return []
  if (value === undefined) return [required(path)]
  return value === null ? [] : checkValue(field.type, value, path, registry)
}

function checkValue(type: FieldType, value: JsonValue, path: Path, registry: DeclarationRegistry): readonly Finding[] {
  switch (type.type) {
    case 'string':
      return typeof value === 'string' ? checkText(type, value, path) : []
    case 'number':
      return typeof value === 'number' ? checkNumber(type, value, path) : []
    case 'set':
      return [
        ...checkCount(value, { max: maxItemsOf(type) }, path),
        ...entriesOf(value).flatMap(([key]) => checkKey(type.class, key, [...path, key], registry)),
      ]
    case 'map':
      return [
        ...checkCount(value, { max: maxItemsOf(type) }, path),
        ...entriesOf(value).flatMap(([key, member]) => [
          ...checkKey(type.keyClass, key, [...path, key], registry),
          ...checkValue(type.valueClass, member, [...path, key], registry),
        ]),
      ]
    case 'objectList':
      return [
        ...checkCount(value, { min: type.minItems ?? 0, max: maxItemsOf(type) }, path),
        ...entriesOf(value).flatMap(([key, item]) => checkEmbedded(type.objectName, item, [...path, key], registry)),
      ]
    case 'object':
      return checkEmbedded(type.objectName, value, path, registry)
    default:
      return []
  }
}

function checkEmbedded(objectName: string, value: JsonValue, path: Path, registry: DeclarationRegistry): readonly Finding[] {
  if (!isJsonObject(value)) return []
  const fields = fieldsOfVariant(registry.embeddedNamed(objectName), value['@type']) ?? {}
  return Object.entries(fields).flatMap(([name, field]) => checkField(field, value[name], [...path, name], registry))
}

function checkKey(type: FieldType, key: string, path: Path, registry: DeclarationRegistry): readonly Finding[] {
  return checkValue(type, type.type === 'number' ? Number(key) : key, path, registry)
}

function checkText(type: Extract<FieldType, { readonly type: 'string' }>, text: string, path: Path): readonly Finding[] {
  const isSecret = isSecretType(type)
  if (isSecret && text === mask) return []
  const property = formatPatchPointer(path)
  const [least, most] = [type.minLength ?? 0, maxLengthOf(type)]
  if (text.length < least) {
    const sentence = `${property} must have at least ${least} characters.`
    return [{ error: { type: 'MinLength', property, required: least }, sentence }]
  }
  if (text.length > most) {
    const sentence = `${property} must have at most ${most} characters.`
    return [{ error: { type: 'MaxLength', property, required: most }, sentence }]
  }
  const rule = formatMistake(type.format, text)
  if (rule === undefined) return []
  return [{ error: { type: 'Invalid', property, value: isSecret ? mask : echo(text) }, sentence: `${property} ${rule}.` }]
}

function checkNumber(type: Extract<FieldType, { readonly type: 'number' }>, value: number, path: Path): readonly Finding[] {
  const property = formatPatchPointer(path)
  const shown = (limit: number): string => (type.format === 'duration' ? durationText(limit) : String(limit))
  if (type.min !== undefined && value < type.min) {
    const sentence = `${property} must be at least ${shown(type.min)}.`
    return [{ error: { type: 'MinValue', property, required: type.min }, sentence }]
  }
  if (type.max !== undefined && value > type.max) {
    const sentence = `${property} must be at most ${shown(type.max)}.`
    return [{ error: { type: 'MaxValue', property, required: type.max }, sentence }]
  }
  return []
}

function checkCount(value: JsonValue, limits: { readonly min?: number; readonly max: number }, path: Path): readonly Finding[] {
  const property = formatPatchPointer(path)
  const count = entriesOf(value).length
  const { min = 0, max } = limits
  if (count < min)
    return [{ error: { type: 'MinLength', property, required: min }, sentence: `${property} needs at least ${min}.` }]
  if (count > max) return [{ error: { type: 'MaxLength', property, required: max }, sentence: `${property} has at most ${max}.` }]
  return []
}

function required(path: Path): Finding {
  const property = formatPatchPointer(path)
  return { error: { type: 'Required', property }, sentence: `${property} is required.` }
}

function entriesOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(value) ? Object.entries(value) : []
}
