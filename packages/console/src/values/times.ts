const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** How long ago a time is, or how long it will take, in the largest unit that fits. */
export function relativeTime(time: number, now: number, locale: string): string {
  const distance = time - now
  const [unit, size] = steps.find(([, milliseconds]) => Math.abs(distance) >= milliseconds) ?? (['second', 1_000] as const)
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(distance / size), unit)
}

/** A time to the second, in the zone of the browser. */
export function exactTime(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(time)
}

/** What `datetime-local` shows of a time on the wire; empty for none. */
export function toLocalInput(wire: string | null): string {
  const time = wire === null ? Number.NaN : Date.parse(wire)
  if (Number.isNaN(time)) return ''
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

/** The time on the wire of what stands in `datetime-local`; `null` for nothing. */
export function fromLocalInput(text: string): string | null {
  const time = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isNaN(time) ? null : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}
