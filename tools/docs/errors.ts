import type { Reason } from '../../packages/core/src/errors/reason.ts'
import { reasons } from '../../packages/core/src/errors/reasons.ts'
import { citation, head, type ReferenceFile, table } from './markdown.ts'

/** The error catalogue, by wire code. */
export function errorReference(): ReferenceFile {
  const rows = Object.entries<Reason>(reasons)
    .toSorted(([idA, a], [idB, b]) => a.error.localeCompare(b.error, 'en') || idA.localeCompare(idB, 'en'))
    .map(([id, reason]) => [`\`${id}\``, `\`${reason.error}\``, String(reason.status ?? 400), citation(reason.spec), reason.text])
  return {
    path: 'errors.md',
    text: `${head(
      'Errors',
      'Every refusal has a reason. The wire code and the text are what a client sees; the reason is what the log, the trace and the error page name. The status is that of an answer which is not a redirect.',
    )}${table(['Reason', '`error`', 'Status', 'Specification', 'Text'], rows)}\n`,
  }
}
