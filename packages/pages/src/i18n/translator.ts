import type { Locale } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { type LocaleRow, locales } from './locales.ts'
import type { MessageKey, MessageValues } from './messages.ts'

/** Messages of one locale. */
export interface Translator {
  readonly row: LocaleRow
  /** Plain text, for headings and attributes; the template escapes it. */
  text<Key extends MessageKey>(key: Key, ...values: MessageValues<Key, string>): string
  /** Text with markup in place of placeholders. */
  rich<Key extends MessageKey>(key: Key, ...values: MessageValues<Key, Html | string>): Html
  /** "in 30 seconds", "in 2 minutes": rounded up, so that it is never too early. */
  inSeconds(seconds: number): string
  /** A day in UTC; milliseconds since the epoch. */
  day(at: number): string
  /** A moment in UTC, which is said with it; milliseconds since the epoch. */
  time(at: number): string
}

const placeholder = /\{(\w+)\}/

export function translator(locale: Locale): Translator {
  const row = locales[locale]
  return {
    row,
    text: (key, ...[values]) => parts<string>(row.messages[key], values ?? {}).join(''),
    rich: (key, ...[values]) => html`${parts<Html | string>(row.messages[key], values ?? {}).map((part) => html`${part}`)}`,
    inSeconds: (seconds) => inSeconds(locale, seconds),
    day: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at),
    time: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' }).format(at),
  }
}

/** A split with one capture group answers text and placeholder names in turn. */
function parts<Value>(message: string, values: Readonly<Partial<Record<string, Value>>>): (Value | string)[] {
  return message.split(placeholder).map((part, index) => (index % 2 === 0 ? part : (values[part] ?? '')))
}

function inSeconds(locale: Locale, seconds: number): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  if (seconds < 90) return format.format(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 90 * 60) return format.format(Math.ceil(seconds / 60), 'minute')
  return format.format(Math.ceil(seconds / 3600), 'hour')
}
