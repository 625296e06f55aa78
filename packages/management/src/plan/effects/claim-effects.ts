import { sameJson } from '../../declarations/same-json.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import { type EffectRow, type EffectRows, looser, neutral, stricter } from './effect-row.ts'

const claimMapping: EffectRow = ({ before, after, label }) => {
  const [old, now] = [before, after].map((value) => (isJsonObject(value) ? value : {}))
  const removed = Object.keys(old ?? {}).filter((claim) => !Object.hasOwn(now ?? {}, claim))
  return [
    ...Object.entries(now ?? {}).flatMap(([claim, mapping]) => {
      const previous = old?.[claim]
      if (previous === undefined) return [looser(`gives client ${label} the claim ${claim}`)]
      return sameJson(mapping, previous) ? [] : [looser(`changes what client ${label} gets as the claim ${claim}`)]
    }),
    ...removed.map((claim) => stricter(`no longer maps the claim ${claim} for client ${label}`)),
  ]
}

/** What changes of the claims and subjects of a client mean. */
export const claimEffects: EffectRows = {
  claimMapping,
  subjectType: ({ after, label, isNew }) => {
    if (after === 'pairwise')
      return [stricter(`gives client ${label} subjects of its own${isNew ? '' : ': it knows nobody again'}`)]
    return isNew ? [] : [looser(`gives client ${label} the subjects that all clients see: it knows nobody again`)]
  },
  sectorIdentifierUri: ({ after, label }) => [
    after === null
      ? neutral(`takes the sector of client ${label} from its redirect URIs: pairwise subjects may change`)
      : neutral(`takes the sector of client ${label} from ${String(after)}: pairwise subjects may change`),
  ],
}
