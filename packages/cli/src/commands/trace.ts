import type { CheckOutcome, Trace, TraceId, TraceStep } from '@latchkey/server'
import { type Command, UsageError } from '../command.ts'
import { oneLine } from '../one-line.ts'

/** Prints what happened in a transaction. */
export const trace: Command = {
  name: 'trace',
  positionals: 'ID',
  summary: 'Show what happened in a transaction, check by check; the id is in Latchkey-Trace and on error pages.',
  flags: {},
  async run({ given, isJson, open, print, complain }) {
    const id = given.positionals[0]
    if (id === undefined) throw new UsageError('trace needs the id of a transaction')
    const latchkey = await open()
    const found = id.startsWith('trc_') ? await latchkey.findTrace(id as TraceId) : undefined
    if (found === undefined) {
      complain(`There is no trace ${id}. Of each client the newest hundred are kept.`)
      return 1
    }
    if (isJson) print(JSON.stringify(found))
    else for (const line of describeTrace(found)) print(line)
    return 0
  },
}

function describeTrace({ traceId, clientId, startedAt, droppedSteps, steps }: Trace): readonly string[] {
  return [
    `Trace ${traceId}`,
    `  client   ${clientId ?? 'unknown'}`,
    `  started  ${new Date(startedAt).toISOString()}`,
    ...steps.flatMap(describeStep),
    ...(droppedSteps === 0 ? [] : ['', `${droppedSteps} more steps like these were counted but not kept.`]),
  ]
}

function describeStep({ at, endpoint, outcome, reason, note, checks }: TraceStep): readonly string[] {
  const why = [reason, note].filter((part) => part !== undefined).join(', ')
  return [
    '',
    `${new Date(at).toISOString()}  ${endpoint}: ${outcome}${why === '' ? '' : ` (${why})`}`,
    ...checks.flatMap(describeCheck),
  ]
}

const marks: Readonly<Record<CheckOutcome['outcome'], string>> = { passed: 'ok  ', failed: 'FAIL', 'would-fail': 'WARN' }

function describeCheck({ check, spec, outcome, reason, expected, received }: CheckOutcome): readonly string[] {
  const lines = [`  ${marks[outcome]}  ${check}  [${spec}]${reason === undefined ? '' : `  ${reason}`}`]
  if (expected !== undefined) lines.push(`          expected  ${oneLine(expected)}`)
  if (received !== undefined) lines.push(`          received  ${oneLine(received)}`)
  return lines
}
