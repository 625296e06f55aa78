const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

/** Milliseconds for people, in up to two units: `10 m`, `1 d 5 h`. What is below the second unit is left out. */
export function formatDuration(milliseconds: number): string {
  const first = units.findIndex(([, size]) => milliseconds >= size)
  if (first === -1) return '0 s'
  let rest = milliseconds
  const parts = units.slice(first, first + 2).flatMap(([name, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [`${count} ${name}`]
  })
  return parts.join(' ')
}
