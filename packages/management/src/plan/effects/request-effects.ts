import { type EffectRow, flag, listed, looser, membersOf, stricter } from './effect-row.ts'

/** In which form a client sends its requests. */
export const requestEffects: Readonly<Record<string, EffectRow>> = {
  requestUris: (changed) => {
    const { added, removed } = membersOf(changed)
    const { label } = changed
    return [
      ...(added.length > 0 ? [looser(`fetches requests of client ${label} from ${listed(added)}`)] : []),
      ...(removed.length > 0 ? [stricter(`no longer fetches requests of client ${label} from ${listed(removed)}`)] : []),
    ]
  },
  requestObjectSigningAlg: ({ before, after, label }) => {
    if (after === 'none') return [looser(`accepts request objects of client ${label} that nobody signed`)]
    if (after !== null) return [stricter(`accepts request objects of client ${label} signed with ${String(after)} only`)]
    const text = `accepts request objects of client ${label} signed with any algorithm`
    return [before === 'none' ? stricter(`${text}, unsigned ones no longer`) : looser(text)]
  },
  requireSignedRequestObject: flag({
    on: (label) => stricter(`accepts requests of client ${label} only if they are signed`),
    off: (label) => looser(`accepts requests of client ${label} that are not signed`),
  }),
  requirePushedAuthorizationRequests: flag({
    on: (label) => stricter(`accepts requests of client ${label} only if they were pushed`),
    off: (label) => looser(`accepts requests of client ${label} that were not pushed`),
  }),
}
