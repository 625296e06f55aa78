import { oneLine } from './one-line.ts'

/** Lines of a table; the last column may be of any width. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [heads, ...rows.map((row) => row.map(oneLine))]
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** The day of an instant in milliseconds since the epoch, UTC. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}
