const unitLengths: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['d', 24 * 60 * 60 * 1000],
])

/** The longest that can be set: keeps every instant that is computed from a duration within what databases, dates and JSON numbers hold. */
export const longestDuration = 36_500 * 24 * 60 * 60 * 1000

/**
 * Milliseconds of a duration as it is written on the wire: an integer of milliseconds, or a text of digits and one unit of `d h m s ms`
 * with optional blanks between (`"10m"`); without a unit the digits are milliseconds. `undefined` for everything else.
 * @param least 0 where no time at all is a meaningful value
 */
export function parseDuration(value: unknown, least: 0 | 1 = 1): number | undefined {
  const milliseconds = typeof value === 'string' ? parseText(value) : value
  return typeof milliseconds === 'number' && Number.isSafeInteger(milliseconds) && milliseconds >= least
    ? milliseconds
    : undefined
}

function parseText(text: string): number | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,16}) *(ms|s|m|h|d)?$/.exec(text) ?? []
  const length = unitLengths.get(unit)
  return digits === undefined || length === undefined ? undefined : Number(digits) * length
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
] as const

/** A duration as `parseDuration` reads it, in the largest unit that leaves no rest. */
export function durationText(milliseconds: number): string {
  const unit = units.find(([size]) => milliseconds !== 0 && milliseconds % size === 0)
  return unit === undefined ? `${milliseconds}ms` : `${milliseconds / unit[0]}${unit[1]}`
}
