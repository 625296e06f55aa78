import { type DetailField, detailFieldKinds } from '@latchkey/core'
import { setFromWire, setToWire } from '../../access/wire-sets.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'

/** The members of a type as the property `fields`: by their places. */
export function detailFieldsToWire(fields: readonly DetailField[]): JsonObject {
  return Object.fromEntries(
    fields.map(({ path, kind, label, values = [] }, place) => [
      String(place),
      { path, kind, label: label ?? null, values: setToWire(values) },
    ]),
  )
}

/** The members of a property that has passed its declaration, in the order of their places. */
export function detailFieldsFromWire(value: JsonValue | undefined): readonly DetailField[] {
  if (!isJsonObject(value)) return []
  return Object.entries(value)
    .toSorted(([one], [other]) => Number(one) - Number(other))
    .flatMap(([, member]) => (isJsonObject(member) ? [fieldFromWire(member)] : []))
}

function fieldFromWire(member: JsonObject): DetailField {
  const { path = '', label } = member
  const values = setFromWire(member['values'])
  return {
    path: String(path),
    kind: detailFieldKinds.find((kind) => kind === member['kind']) ?? 'text',
    ...(typeof label === 'string' && label !== '' && { label }),
    ...(values.length > 0 && { values }),
  }
}

/** Texts by language, of a property that has passed its declaration. */
export function textsFromWire(value: JsonValue | undefined): Readonly<Record<string, string>> {
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([locale, text]) => [locale, String(text)])) : {}
}
