import { findMeasurement, rateOf, ratio } from '../measure/measurement.ts'
import type { BenchResult } from './result.ts'
import { textTable } from './text-table.ts'

const columns = [
  { heading: 'operation', figures: false },
  { heading: 'server', figures: false },
  { heading: 'empty/s', figures: true },
  { heading: 'full/s', figures: true },
  { heading: 'x slower', figures: true },
] as const

/** The table of the full database against the empty one; nothing when it was not asked for. */
export function scaleTable({ scale }: BenchResult): string {
  if (scale === undefined) return ''
  const { accounts, clients, grants } = scale
  const rows = scale.full.flatMap((full) => {
    const empty = findMeasurement(scale.empty, full.server, full.operation)
    if (empty === undefined) return []
    return [[full.operation, full.server, whole(rateOf(empty)), whole(rateOf(full)), ratio(empty, full).toFixed(2)]]
  })
  const counts = `full: ${whole(accounts)} accounts, ${whole(clients)} clients, ${whole(grants)} grants with a refresh token each`
  return `\n${textTable(columns, rows)}\n\n${counts}\n`
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en')
}
