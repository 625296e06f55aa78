import type { Locale } from '../contract.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { Messages } from './messages.ts'

export interface LocaleRow {
  readonly locale: Locale
  /** In the language itself. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  readonly messages: Messages
}

/** A language is one row and one catalogue; the order is that of the language switch, the first is the default. */
export const locales: Readonly<Record<Locale, LocaleRow>> = {
  en: { locale: 'en', name: 'English', direction: 'ltr', messages: en },
  de: { locale: 'de', name: 'Deutsch', direction: 'ltr', messages: de },
}

export const defaultLocale: Locale = 'en'

export function isLocale(value: string): value is Locale {
  return Object.hasOwn(locales, value)
}
