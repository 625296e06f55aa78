import { megabytes } from './print-measurements.ts'
import type { BenchResult } from './result.ts'
import { textTable } from './text-table.ts'

const columns = [
  { heading: 'Latchkey on', figures: false },
  { heading: 'first start ms', figures: true },
  { heading: 'cold start ms', figures: true },
  { heading: 'cpu ms', figures: true },
  { heading: 'idle RSS MB', figures: true },
  { heading: 'RSA-2048/s', figures: true },
  { heading: 'P-256/s', figures: true },
] as const

/** The table of starts, with the signatures a second that the runtime can make, and those of openssl below it. */
export function startTable({ signing, starts }: BenchResult): string {
  const rows = starts.map((figures) => [
    figures.runtime,
    figures.first.toFixed(0),
    figures.cold.toFixed(0),
    figures.coldCost.toFixed(0),
    megabytes(figures.idleMemory),
    rate(figures.signing.rs256),
    rate(figures.signing.es256),
  ])
  const rates = `openssl speed on the servers' core: RSA-2048 ${rate(signing.rs256)} signatures/s, P-256 ${rate(signing.es256)} signatures/s`
  return `${textTable(columns, rows)}\n\n${rates}`
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en')
}
