import { flag, lifetime, listed, looser, membersOf, named, neutral, type ObjectEffects, stricter } from './effect-row.ts'

/** Whose assertions are exchanged for tokens. */
export const trustedIssuerEffects: ObjectEffects = {
  fields: {
    jwks: ({ label, isNew }) => (isNew ? [] : [neutral(`changes the keys of ${label}`)]),
    jwksUri: ({ label, isNew }) => (isNew ? [] : [neutral(`changes where the keys of ${label} are`)]),
    algorithms: (changed) => {
      const { added, removed } = membersOf(changed)
      return [
        ...(added.length > 0 ? [looser(`lets ${changed.label} sign by ${listed(added)}`)] : []),
        ...(removed.length > 0 ? [stricter(`no longer lets ${changed.label} sign by ${listed(removed)}`)] : []),
      ]
    },
    maxAssertionLife: lifetime((label) => `assertions of ${label}`),
    subjectMeaning: ({ label, isNew }) => (isNew ? [] : [neutral(`changes whom assertions of ${label} are about`)]),
    subjectAttribute: ({ label, isNew }) => (isNew ? [] : [neutral(`changes by which attribute ${label} names people`)]),
    clientIds: (changed) => {
      const { added, removed } = membersOf(changed)
      const { label, nameOf } = changed
      return [
        ...(added.length > 0 ? [looser(`lets ${named('client', added, nameOf)} use assertions of ${label}`)] : []),
        ...(removed.length > 0
          ? [stricter(`no longer lets ${named('client', removed, nameOf)} use assertions of ${label}`)]
          : []),
      ]
    },
    scopes: (changed) => {
      const { added, removed } = membersOf(changed)
      return [
        ...(added.length > 0 ? [looser(`lets assertions of ${changed.label} yield ${listed(added)}`)] : []),
        ...(removed.length > 0 ? [stricter(`no longer lets assertions of ${changed.label} yield ${listed(removed)}`)] : []),
      ]
    },
    resourceIds: (changed) => {
      const { added, removed } = membersOf(changed)
      const { label, nameOf } = changed
      return [
        ...(added.length > 0 ? [looser(`lets assertions of ${label} yield tokens for ${named('resource', added, nameOf)}`)] : []),
        ...(removed.length > 0
          ? [stricter(`no longer lets assertions of ${label} yield tokens for ${named('resource', removed, nameOf)}`)]
          : []),
      ]
    },
    enabled: flag({
      on: (label) => looser(`takes assertions of ${label}`),
      off: (label) => stricter(`takes no more assertions of ${label}, and ends all tokens that they yielded`),
    }),
  },
  created: (label) => looser(`trusts ${label} to say who people are`),
  destroyed: (label) => stricter(`trusts ${label} no more, and ends all tokens that its assertions yielded`),
}
