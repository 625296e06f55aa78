const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Milliseconds of `3600000`, `1h`, `1 h`, `1h30m` or `1 d 5 h`; `undefined` for everything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (!/^(\d{1,15} *[a-z]+ *)+$/.test(text)) return undefined
  let sum = 0
  for (const [, digits = '', unit = ''] of text.matchAll(/(\d+) *([a-z]+)/g)) {
    const length = units.get(unit)
    if (length === undefined) return undefined
    sum += Number(digits) * length
  }
  return Number.isSafeInteger(sum) ? sum : undefined
}
