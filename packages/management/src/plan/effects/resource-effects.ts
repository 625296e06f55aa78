import { durationText } from '../../declarations/duration.ts'
import { flag, looser, membersOf, named, neutral, type ObjectEffects, stricter } from './effect-row.ts'

/** APIs that access tokens are for. */
export const resourceEffects: ObjectEffects = {
  fields: {
    name: ({ label, isNew }) => (isNew ? [] : [neutral(`asks people for consent to ${label} in other words`)]),
    scopeIds: (changed) => {
      const { added, removed } = membersOf(changed)
      const { label, nameOf } = changed
      return [
        ...(added.length > 0 ? [looser(`lets tokens for ${label} have ${named('scope', added, nameOf)}`)] : []),
        ...(removed.length > 0 ? [stricter(`takes ${named('scope', removed, nameOf)} from tokens for ${label}`)] : []),
      ]
    },
    accessTokenFormat: ({ after, label }) =>
      after === 'jwt'
        ? [looser(`issues tokens for ${label} that work until they expire wherever they are not looked up`)]
        : [stricter(`issues tokens for ${label} that only this server can read`)],
    requiredAcr: ({ after, label }) =>
      after === null
        ? [looser(`takes tokens for ${label} whatever sign-in they come from`)]
        : [stricter(`wants a sign-in of the kind ${String(after)} for ${label}`)],
    maxAuthenticationAge: ({ before, after, label }) => {
      if (typeof after !== 'number') return [looser(`takes tokens for ${label} however long ago people signed in`)]
      const text = `wants people to have signed in at most ${durationText(after)} ago for ${label}`
      return [typeof before === 'number' && before < after ? looser(text) : stricter(text)]
    },
    introspectionClientIds: (changed) => {
      const { added, removed } = membersOf(changed)
      const { label, nameOf } = changed
      return [
        ...(added.length > 0 ? [looser(`lets ${named('client', added, nameOf)} look up tokens for ${label}`)] : []),
        ...(removed.length > 0
          ? [stricter(`no longer lets ${named('client', removed, nameOf)} look up tokens for ${label}`)]
          : []),
      ]
    },
    enabled: flag({
      on: (label) => looser(`issues tokens for ${label}`),
      off: (label) => stricter(`issues no more tokens for ${label}`),
    }),
  },
  destroyed: (label) => stricter(`removes the resource ${label}: it is as any that nobody registered`),
}
