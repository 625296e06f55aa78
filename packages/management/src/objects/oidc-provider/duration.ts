const unitLengths: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['d', 24 * 60 * 60 * 1000],
])

/**
 * Milliseconds of a duration as it is written on the wire: a positive integer of milliseconds, or a text of digits and one unit of
 * `d h m s ms` with optional blanks between (`"10m"`); without a unit the digits are milliseconds.
 * `undefined` for everything else, zero included.
 */
export function parseDuration(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? parseText(value) : value
  return typeof milliseconds === 'number' && Number.isSafeInteger(milliseconds) && milliseconds > 0 ? milliseconds : undefined
}

function parseText(text: string): number | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,16}) *(ms|s|m|h|d)?$/.exec(text) ?? []
  const length = unitLengths.get(unit)
  return digits === undefined || length === undefined ? undefined : Number(digits) * length
}
