import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonValue } from '../../ports/json.ts'
import { type EffectRow, limit, looser, neutral, type ObjectEffects, stricter } from './effect-row.ts'

/** The rules of one kind of callers; what each of them means is said by its own difference. */
function rules(whom: string): EffectRow {
  return ({ before, after }) => [
    neutral(`changes what clients may be that ${whom}`),
    ...(statementOf(before) === statementOf(after)
      ? []
      : [
          statementOf(after)
            ? stricter(`wants a software statement of clients that ${whom}`)
            : looser(`wants no software statement of clients that ${whom}`),
        ]),
  ]
}

function statementOf(value: JsonValue): boolean {
  return isJsonObject(value) && value['requireSoftwareStatement'] === true
}

export const clientRegistrationEffects: ObjectEffects = {
  fields: {
    anonymous: rules('register without a token'),
    authorized: rules('register with a token'),
    anonymousPerHour: limit(
      (after, before) => `lets a network register ${after} clients an hour without a token instead of ${before}`,
    ),
    softwareIssuers: () => [neutral('changes whose software statements count')],
  },
}

export const initialAccessTokenEffects: ObjectEffects = {
  fields: {
    maxUses: ({ after, label, isNew }) => {
      if (isNew) return []
      return [
        after === null
          ? looser(`lets the token ${label} register any number of clients`)
          : neutral(`lets the token ${label} register ${String(after)} clients in all`),
      ]
    },
  },
  created: (label) => looser(`lets whoever has the token ${label} register clients`),
  destroyed: (label) => stricter(`removes the token ${label}: it registers no more clients`),
}
