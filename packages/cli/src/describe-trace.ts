import type { CheckOutcome, Trace, TraceStep } from '@latchkey/server'
import { oneLine } from './one-line.ts'

/** A transaction in lines: its steps in order, each with its checks; what failed shows what was expected and what came. */
export function describeTrace({ traceId, clientId, startedAt, droppedSteps, steps }: Trace): readonly string[] {
  const width = Math.max(0, ...steps.flatMap(({ checks }) => checks.map(({ check }) => check.length)))
  return [
    `Trace ${traceId}`,
    `  client   ${clientId === undefined ? 'unknown' : oneLine(clientId)}`,
    `  started  ${new Date(startedAt).toISOString()}`,
    ...steps.flatMap((step) => describeStep(step, width)),
    ...(droppedSteps === 0 ? [] : ['', `${droppedSteps} more steps like these were counted but not kept.`]),
  ]
}

function describeStep({ at, endpoint, outcome, reason, note, checks }: TraceStep, width: number): readonly string[] {
  const why = [reason, note].filter((part) => part !== undefined).join(', ')
  return [
    '',
    `${new Date(at).toISOString()}  ${oneLine(endpoint)}: ${outcome}${why === '' ? '' : ` (${why})`}`,
    ...checks.flatMap((check) => describeCheck(check, width)),
  ]
}

const marks: Readonly<Record<CheckOutcome['outcome'], string>> = { passed: 'ok  ', failed: 'FAIL', 'would-fail': 'WARN' }

function describeCheck({ check, spec, outcome, reason, expected, received }: CheckOutcome, width: number): readonly string[] {
  const lines = [`  ${marks[outcome]}  ${check.padEnd(width)}  ${spec}${reason === undefined ? '' : `  ${reason}`}`]
  if (expected !== undefined) lines.push(`        expected  ${oneLine(expected)}`)
  if (received !== undefined) lines.push(`        received  ${oneLine(received)}`)
  return lines
}
