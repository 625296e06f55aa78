import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ObjectView } from '../../ports/objects.ts'
import { textIndexValue } from '../managed-type/index-value.ts'

/** Under which attributes are in the index. It is no indexed property of the declaration, so that no filter from outside reaches them. */
export const attributesProperty = 'attributes'

/** How one value of an attribute is in the index. */
export function attributeIndexValue(name: string, value: string): string {
  return textIndexValue(`${name}=${value}`)
}

/** What the index has of the attributes of an account in its wire form: each text, and each member of a list. */
export function attributeIndex({ attributes }: JsonObject): ObjectView['index'] {
  if (!isJsonObject(attributes)) return []
  const values = Object.entries(attributes).flatMap(([name, value]) => {
    if (!isJsonObject(value)) return []
    const texts = isJsonObject(value['items']) ? Object.keys(value['items']) : [value['text']]
    return texts.flatMap((text) => (typeof text === 'string' ? [attributeIndexValue(name, text)] : []))
  })
  return [...new Set(values)].map((value) => ({ property: attributesProperty, value }))
}
