import { megabytes } from './print-measurements.ts'
import type { BenchResult } from './result.ts'
import { textTable } from './text-table.ts'

const columns = [
  { heading: 'Latchkey on', figures: false },
  { heading: 'first start ms', figures: true },
  { heading: 'cold start ms', figures: true },
  { heading: 'idle RSS MB', figures: true },
] as const

/** The table of starts, and the signing rate of the core below it. */
export function startTable({ signing, starts }: BenchResult): string {
  const rows = starts.map(({ cold, first, idleMemory, runtime }) => [
    runtime,
    first.toFixed(0),
    cold.toFixed(0),
    megabytes(idleMemory),
  ])
  const rates = `openssl speed on the servers' core: RSA-2048 ${rate(signing.rs256)} signatures/s, P-256 ${rate(signing.es256)} signatures/s`
  return `${textTable(columns, rows)}\n\n${rates}`
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en')
}
