const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

/** Milliseconds as they are typed: `10m`, `1h 30m`. Nothing is left out. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  let rest = milliseconds
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [`${count}${name}`]
  })
  return parts.join(' ')
}

/** Milliseconds of `10m`, `1h 30m`, `1 d 5 h` or plain milliseconds; `undefined` for everything else. */
export function parseDuration(text: string): number | undefined {
  const typed = text.trim().toLowerCase()
  if (/^\d{1,15}$/.test(typed)) return Number(typed)
  if (!/^(\d{1,15}\s*(ms|[dhms])\s*)+$/.test(typed)) return undefined
  const sizes = new Map(units)
  let sum = 0
  for (const [, digits = '', unit = ''] of typed.matchAll(/(\d+)\s*(ms|[dhms])/g)) sum += Number(digits) * (sizes.get(unit) ?? 0)
  return Number.isSafeInteger(sum) ? sum : undefined
}
