/** A column: its heading and whether its cells are figures, which stand flush right. */
export interface Column {
  readonly heading: string
  readonly figures: boolean
}

/** Lines of a table for a terminal; the columns are as wide as their widest cell. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, index) => Math.max(heading.length, ...rows.map((row) => (row[index] ?? '').length)))
  const line = (cells: readonly string[]) =>
    columns
      .map(({ figures }, index) => {
        const cell = cells[index] ?? ''
        const width = widths[index] ?? 0
        return figures ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const heading = line(columns.map((column) => column.heading))
  return [heading, '-'.repeat(heading.length), ...rows.map(line)].join('\n')
}
