import type { RefusalWords } from '../schema/set-errors.ts'
import { de } from './de.ts'
import { en } from './en.ts'

type Text = string
type Named = (name: string) => string
type Counted = (count: number) => string

/** Everything that the console says itself. */
export interface Words extends RefusalWords {
  readonly console: Text
  readonly skip: Text
  readonly menu: Text
  readonly account: Text
  readonly signOut: Text
  readonly signedInAs: Named
  readonly loading: Text
  readonly home: Text
  readonly homeText: Text
  readonly search: Text
  readonly searchHint: Text
  readonly nothingFound: Text
  readonly notFound: Text
  readonly notFoundText: Text
  readonly gone: Text
  readonly toList: Named
  readonly elsewhere: Text
  readonly elsewhereText: Text
  readonly noAdministration: Text
  readonly noAdministrationText: Text
  readonly toAccount: Text
  readonly failed: Text
  readonly unreachable: Text
  readonly throttled: Text
  readonly forbidden: Text
  readonly signedOut: Text
  readonly signedOutText: Text
  readonly tooOld: Text
  readonly signInAgain: Text
  readonly tryAgain: Text
  readonly save: Text
  readonly saving: Text
  readonly review: Text
  readonly saved: Text
  readonly discard: Text
  readonly cancel: Text
  readonly close: Text
  readonly create: Named
  readonly createIt: Text
  readonly created: Text
  readonly done: Text
  readonly remove: Text
  readonly removed: Text
  readonly removeTitle: Named
  readonly removeText: Text
  readonly typeToConfirm: Named
  readonly changes: Counted
  readonly readOnly: Text
  readonly managed: Named
  readonly history: Text
  readonly field: Text
  readonly before: Text
  readonly after: Text
  readonly effects: Readonly<Record<'stricter' | 'looser' | 'neutral', string>>
  readonly commandLine: Text
  readonly commandSecrets: Text
  readonly problems: Counted
  readonly problemsGeneral: Text
  readonly conflict: Text
  readonly conflictBy: (name: string, time: string) => string
  readonly theirs: Text
  readonly mine: Text
  readonly unchanged: Text
  readonly takeTheirs: Text
  readonly keepMine: Text
  readonly leave: Text
  readonly leaveText: Text
  readonly leaveIt: Text
  readonly stay: Text
  readonly yes: Text
  readonly no: Text
  readonly none: Text
  readonly notSet: Text
  readonly unset: Text
  readonly unlimited: Text
  readonly choose: Text
  readonly add: Text
  readonly addMember: Named
  readonly takeAway: Text
  readonly takeAwayMember: Named
  readonly key: Text
  readonly value: Text
  readonly kind: Text
  readonly secretSet: Text
  readonly replaceSecret: Text
  readonly keepSecret: Text
  readonly secretOnce: Text
  readonly secretOnceText: Text
  readonly secretStored: Text
  readonly copy: Text
  readonly copied: Text
  readonly durationHint: Text
  readonly localTime: Text
  readonly range: (from: string, to: string) => string
  readonly filters: Text
  readonly filterBy: Named
  readonly from: Named
  readonly until: Named
  readonly any: Text
  readonly apply: Text
  readonly clear: Text
  readonly total: (count: number, name: string) => string
  readonly page: (from: number, to: number, total: number) => string
  readonly previous: Text
  readonly next: Text
  readonly pages: Text
  readonly sortBy: Named
  readonly emptyList: Named
  readonly emptyFiltered: Named
}

/** The words of the language that the server chose for the page. */
export function wordsOf(locale: string): Words {
  return /^de\b/.test(locale) ? de : en
}
