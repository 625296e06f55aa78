import type { Translated } from '@latchkey/management/import'
import type { PlanEvent } from '@latchkey/management/schema'

/**
 * The events of the plan that an import became, in terms of its source: a mistake names the place there, as nobody has seen the lines.
 * @param isShort leaves out what is created of accounts, of which there are many
 */
export async function* eventsOfSource(
  events: AsyncIterable<PlanEvent>,
  { places }: Pick<Translated, 'places'>,
  isShort: boolean,
): AsyncGenerator<PlanEvent> {
  for await (const event of events) {
    if (event.type === 'refused') {
      const mistakes = event.mistakes.map(({ line, text, ...mistake }) => {
        const place = line === undefined ? undefined : places[line - 1]
        return { ...mistake, text: place === undefined ? text : `${text} (${place})` }
      })
      yield { type: 'refused', mistakes }
    } else if (!isShort || event.type !== 'change' || event.change.object !== 'x:Account') {
      yield event
    }
  }
}
