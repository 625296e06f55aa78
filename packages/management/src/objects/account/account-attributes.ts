import { attributeName, isLocalizable, localizableClaims, splitTag } from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import type { EmbeddedDeclaration, Fields } from '../../declarations/declaration.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'
import { claimRules } from './claim-rules.ts'
import { parseLocale } from './claim-values.ts'

const most = { attributes: 50, members: 100, languages: 100, text: 1024 } as const

const line = { type: 'string', format: 'string', minLength: 1, maxLength: most.text } as const

/** The value of an attribute. */
export const attributeDeclaration: EmbeddedDeclaration = {
  name: 'x:AttributeValue',
  description: 'What an attribute of an account says',
  shape: {
    variants: [
      {
        name: 'Text',
        label: 'Text',
        schemaName: 'x:AttributeText',
        fields: { text: { label: 'Text', description: 'The value', type: line, update: 'mutable' } },
      },
      {
        name: 'List',
        label: 'List of texts',
        schemaName: 'x:AttributeList',
        fields: {
          items: {
            label: 'Texts',
            description: 'The values',
            type: { type: 'set', class: line, maxItems: most.members },
            update: 'mutable',
          },
        },
      },
    ],
  },
}

/** What can be said of an account beside the standard claims. */
export const attributeFields: Fields = {
  attributes: {
    label: 'Attributes',
    description: 'Further values by name; no client gets them unless its claims are mapped to them',
    type: {
      type: 'map',
      keyClass: { type: 'string', format: 'string', minLength: 1, maxLength: 64 },
      valueClass: { type: 'object', objectName: 'x:AttributeValue' },
    },
    update: 'mutable',
    keyLabel: 'Name',
    valueLabel: 'Value',
  },
  localizedClaims: {
    label: 'Claims in other languages',
    description:
      'Values by claim and language tag, such as name#de; released with the claim to clients that ask for the language',
    type: {
      type: 'map',
      keyClass: { type: 'string', format: 'string', minLength: 1, maxLength: 100 },
      valueClass: line,
    },
    update: 'mutable',
    keyLabel: 'Claim and language',
    valueLabel: 'Value',
  },
}

type AttributeMembers = Pick<Account, 'attributes' | 'localized'>

export function attributesToWire({ attributes = {}, localized = {} }: AttributeMembers): JsonObject {
  return {
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        typeof value === 'string'
          ? { '@type': 'Text', text: value }
          : { '@type': 'List', items: Object.fromEntries(value.map((item) => [item, true])) },
      ]),
    ),
    localizedClaims: { ...localized },
  }
}

/** The members of an account of fields that have passed their declarations; those that say nothing are absent. */
export function attributesFromWire(wire: JsonObject): {
  readonly members: AttributeMembers
  readonly issues: readonly InputIssue[]
} {
  const attributes = entriesOf(wire['attributes']).map(([name, value]) => [name, attributeFromWire(value)] as const)
  const localized = entriesOf(wire['localizedClaims']).map(([key, value]) => [key, String(value)] as const)
  return {
    members: {
      ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
      ...(localized.length > 0 && { localized: Object.fromEntries(localized) }),
    },
    issues: [...checkAttributes(attributes), ...checkLocalized(localized)],
  }
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(value) ? Object.entries(value) : []
}

function attributeFromWire(value: JsonValue): string | readonly string[] {
  if (!isJsonObject(value)) return ''
  const { text, items } = value
  // A set has no order; the list that clients get has the same one each time.
  return value['@type'] === 'List'
    ? entriesOf(items)
        .map(([item]) => item)
        .sort()
    : String(text)
}

function checkAttributes(attributes: readonly (readonly [string, string | readonly string[]])[]): readonly InputIssue[] {
  if (attributes.length > most.attributes) {
    return [invalidIssue('attributes', `must be at most ${most.attributes}`, attributes.length)]
  }
  const wrong = attributes.filter(([name]) => !attributeName.test(name))
  return wrong.map(([name]) => {
    const property = `attributes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return invalidIssue(property, 'must have a name of a letter and up to 63 letters, digits, _ and -', name)
  })
}

function checkLocalized(localized: readonly (readonly [string, string])[]): readonly InputIssue[] {
  if (localized.length > most.languages) {
    return [invalidIssue('localizedClaims', `must be at most ${most.languages}`, localized.length)]
  }
  return localized.flatMap(([key, value]) => {
    const property = `localizedClaims/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const { base, tag } = splitTag(key)
    if (!isLocalizable(base) || parseLocale(tag) === undefined) {
      return [
        invalidIssue(property, `must be named as CLAIM#LANGUAGE, where the claim is one of ${localizableClaims.join(', ')}`, key),
      ]
    }
    const { parse, rule } = claimRules[base]
    return parse(value) === undefined ? [invalidIssue(property, rule, value)] : []
  })
}
