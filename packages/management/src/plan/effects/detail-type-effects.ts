import { flag, listed, looser, membersOf, named, neutral, type ObjectEffects, stricter } from './effect-row.ts'

/** What clients may ask for beyond scopes. */
export const detailTypeEffects: ObjectEffects = {
  fields: {
    texts: ({ label, isNew }) => (isNew ? [] : [neutral(`asks people for consent to ${label} in other words`)]),
    fields: ({ label, isNew }) => (isNew ? [] : [neutral(`changes what details of the type ${label} may say`)]),
    required: (changed) => {
      const { added, removed } = membersOf(changed)
      const { label } = changed
      return [
        ...(added.length > 0 ? [stricter(`wants ${listed(added)} in details of the type ${label}`)] : []),
        ...(removed.length > 0 ? [looser(`wants ${listed(removed)} no longer in details of the type ${label}`)] : []),
      ]
    },
    resourceIds: (changed) => {
      const { added, removed } = membersOf(changed)
      const { label, nameOf, isNew } = changed
      if (isNew) return []
      return [
        ...(added.length > 0 ? [neutral(`puts ${label} into tokens for ${named('resource', added, nameOf)}`)] : []),
        ...(removed.length > 0 ? [neutral(`no longer names ${named('resource', removed, nameOf)} for ${label}`)] : []),
      ]
    },
    remembersConsent: flag({
      on: (label) => looser(`does not ask again for a detail of the type ${label} that somebody allowed before`),
      off: (label) => stricter(`asks each time for details of the type ${label}`),
    }),
    enabled: flag({
      on: (label) => looser(`lets clients ask for details of the type ${label}`),
      off: (label) => stricter(`takes details of the type ${label} out of all tokens`),
    }),
  },
  destroyed: (label) => stricter(`removes the type of authorization details ${label}: no token has them any more`),
}
