import { oneLine } from './one-line.ts'

/** Longest cell of a table, in characters. */
const longestCell = 60

/** Lines of a table; the last column may be of any width. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [heads, ...rows.map((row) => row.map(oneLine))]
  return padded(lines, widthsOf(lines))
}

/** Makes tables that go on over several pages: cut cells, columns as wide as those of the first page. */
export function pagedTable(heads: readonly string[]): (rows: readonly (readonly string[])[]) => readonly string[] {
  let widths: readonly number[] | undefined
  return (rows) => {
    const cut = rows.map((row) => row.map((cell) => cutTo(oneLine(cell), longestCell)))
    const lines = widths === undefined ? [heads, ...cut] : cut
    widths ??= widthsOf(lines)
    return padded(lines, widths)
  }
}

/** The day of an instant in milliseconds since the epoch, UTC. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

function widthsOf(lines: readonly (readonly string[])[]): readonly number[] {
  return (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
}

function padded(lines: readonly (readonly string[])[], widths: readonly number[]): readonly string[] {
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
