import type { JsonObject, JsonValue } from '@latchkey/management'
import { isObject, objectOf } from '../connect/jmap.ts'
import { oneLine } from '../one-line.ts'

/**
 * A refusal in words, from whatever members its type has: each property with what is wrong about it, and the objects that are concerned.
 * @see RFC8620-5.3
 */
export function describeSetError(error: object): readonly string[] {
  const { type, description, properties, validationErrors, objectId, linkedObjects } = error as JsonObject
  const validation = listOf(validationErrors).map((each) => describeValidation(objectOf(each)))
  const names = listOf(properties).map(String).join(', ')
  const text = typeof description === 'string' ? description : undefined
  const said = [
    ...(validation.length > 0 && text === undefined
      ? validation
      : [`${names === '' ? '' : `${names}: `}${text ?? String(type)}`]),
    ...(objectId === undefined ? [] : [`the object is ${referenceText(objectId)}`]),
    ...listOf(linkedObjects).map((each) => `${referenceText(each)} refers to it`),
  ]
  return said.map(oneLine)
}

/** The same in one line, for lists of many. */
export function setErrorText(error: object): string {
  return describeSetError(error).join('; ')
}

function describeValidation({ type, property, required, value }: JsonObject): string {
  const what = ((): string => {
    switch (type) {
      case 'Required':
        return 'is required'
      case 'MinValue':
        return `must be at least ${required}`
      case 'MaxValue':
        return `must be at most ${required}`
      case 'MinLength':
        return `must have at least ${required} characters`
      case 'MaxLength':
        return `must have at most ${required} characters`
      case 'Invalid':
        return `cannot be ${JSON.stringify(value)}`
      default:
        return String(type)
    }
  })()
  return `${property}: ${what}`
}

function referenceText(value: JsonValue): string {
  if (!isObject(value)) return String(value)
  return `${String(value['object']).replace(/^x:/, '')} ${value['id']}`
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}
