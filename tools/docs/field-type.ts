import { maxItemsOf, maxLengthOf } from '../../packages/management/src/declarations/bounds.ts'
import type { FieldDeclaration, FieldType } from '../../packages/management/src/declarations/declaration.ts'
import { durationText } from '../../packages/management/src/declarations/duration.ts'

const textKinds = {
  string: 'text',
  text: 'text of several lines',
  html: 'HTML',
  ipAddress: 'IP address',
  ipNetwork: 'IP network',
  socketAddress: 'address and port',
  emailAddress: 'e-mail address',
  uri: 'URI',
  color: 'colour',
  secret: 'secret',
  secretText: 'secret of several lines',
} as const

const numberKinds = {
  integer: 'integer',
  unsignedInteger: 'integer',
  float: 'number',
  size: 'octets',
  duration: 'duration',
} as const

/** A type in words, with links to what it names. */
export function typeText(type: FieldType): string {
  return `${kindText(type)}${'nullable' in type && type.nullable === true ? ', or null' : ''}`
}

function kindText(type: FieldType): string {
  switch (type.type) {
    case 'string':
      return `${textKinds[type.format]}, ${rangeText(type.minLength, maxLengthOf(type), String)} characters`
    case 'number': {
      const show = type.format === 'duration' ? durationText : String
      // The rest have a least value that goes without saying: a duration is longer than nothing.
      const least = type.format === 'unsignedInteger' || type.format === 'size' ? (type.min ?? 0) : type.min
      const range = rangeText(least, type.max, show)
      return range === '' ? numberKinds[type.format] : `${numberKinds[type.format]}, ${range}`
    }
    case 'utcDateTime':
      return 'date and time'
    case 'boolean':
      return 'boolean'
    case 'enum':
      return link(type.enumName)
    case 'objectId':
      return `id of ${link(type.objectName)}`
    case 'object':
      return link(type.objectName)
    case 'objectList':
      return `list of ${link(type.objectName)}, ${rangeText(type.minItems, maxItemsOf(type), String)}`
    case 'set':
      return `set of ${kindText(type.class)}, ${rangeText(undefined, maxItemsOf(type), String)} members`
    case 'map':
      return `map from ${kindText(type.keyClass)} to ${kindText(type.valueClass)}, ${rangeText(undefined, maxItemsOf(type), String)} members`
  }
}

function rangeText(least: number | undefined, most: number | undefined, show: (limit: number) => string): string {
  if (most === undefined) return least === undefined ? '' : `at least ${show(least)}`
  return least === undefined ? `at most ${show(most)}` : `${show(least)} to ${show(most)}`
}

/** What a field holds when nobody says anything. */
export function defaultText({ default: value, type, update }: FieldDeclaration): string {
  if (update === 'serverSet') return 'set by the server'
  if (value !== undefined) {
    const isDuration = type.type === 'number' && type.format === 'duration' && typeof value === 'number'
    return `\`${isDuration ? durationText(value) : JSON.stringify(value)}\``
  }
  if (type.type === 'set' || type.type === 'map' || type.type === 'objectList') return 'empty'
  return 'nullable' in type && type.nullable === true ? '`null`' : 'required'
}

/** A link to the chapter of a name. */
export function link(name: string): string {
  const title = name.replace(/^x:/, '')
  return `[${title}](#${title.toLowerCase()})`
}
