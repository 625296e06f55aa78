import type { PlanEvent } from '@latchkey/management/schema'
import { type Context, type ExitCode, Failure } from '../command.ts'
import { changeLines, mistakeLines, summaryLines } from '../render/plan.ts'
import { createProgress } from '../render/progress.ts'

const phases = { reading: 'Reading', checking: 'Checking', writing: 'Writing' } as const

/**
 * Shows a plan as it comes: changes and the summary on standard output, progress on standard error; with `--json` the events themselves.
 * @returns what was done, or the exit code of a refusal
 * @throws Failure when the answer breaks off: whether anything was changed is not known then
 */
export async function followPlan(
  context: Context,
  events: AsyncIterable<PlanEvent>,
  isApplied: boolean,
): Promise<Extract<PlanEvent, { readonly type: 'done' }> | { readonly type: 'refused'; readonly code: ExitCode }> {
  const { given, isJson, print, complain, paint } = context
  const progress = createProgress(context, !given.isSet('quiet'))
  try {
    for await (const event of events) {
      if (isJson && event.type !== 'progress') print(JSON.stringify(event))
      switch (event.type) {
        case 'progress':
          progress.say(`${phases[event.phase]}: ${event.done}${event.total > 0 ? ` of ${event.total}` : ''}`)
          break
        case 'change':
          if (!isJson) for (const line of changeLines(event.change, paint)) print(line)
          break
        case 'done':
          progress.end()
          if (!isJson) for (const line of summaryLines(event, isApplied)) print(line)
          return event
        case 'refused': {
          progress.end()
          const count = event.mistakes.length
          complain(`error: refused, nothing was changed${count > 1 ? `: ${count} mistakes` : ''}`)
          for (const line of mistakeLines(event)) complain(`  ${line}`)
          return { type: 'refused', code: 1 }
        }
      }
      await context.flushed?.()
    }
  } finally {
    progress.end()
  }
  throw new Failure(`the answer broke off${isApplied ? '; look at `latchkey history` for what was changed' : ''}`)
}
