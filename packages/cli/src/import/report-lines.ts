import type { ImportMistake, Translated } from '@latchkey/management/import'
import { oneLine } from '../one-line.ts'
import type { Paint } from '../render/paint.ts'

/** What is not taken over, most frequent first, and what may be set by hand. */
export function reportLines({ leftOvers, suggestions }: Translated, paint: Paint): readonly string[] {
  const width = Math.max(0, ...leftOvers.map(({ count }) => String(count).length))
  return [
    ...(leftOvers.length === 0 ? [] : [paint.yellow('Not taken over:')]),
    ...leftOvers.flatMap(({ what, count, examples }) => [
      `  ${String(count).padStart(width)}  ${oneLine(what)}`,
      `  ${' '.repeat(width)}  ${paint.dim(`${examples.map(oneLine).join(', ')}${count > examples.length ? ', ...' : ''}`)}`,
    ]),
    ...(suggestions.length === 0 ? [] : [paint.yellow('To be looked at:')]),
    ...suggestions.map((text) => `  ${oneLine(text)}`),
  ]
}

/** Why nothing was imported. */
export function mistakeLines(mistakes: readonly ImportMistake[]): readonly string[] {
  return mistakes.map(({ place, text }) => oneLine(place === '' ? text : `${place} ${text}`))
}
