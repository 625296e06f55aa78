import type { Locale, Pages } from '../contract.ts'
import { defaultLocale, isLocale } from './locales.ts'

/** More ranges than any browser sends; the rest is not looked at. */
const rangeLimit = 32
/** Characters; no language tag in use comes near it, and to order the subtags of a long one takes long. */
const longestTag = 100

/**
 * The first supported language of: what the person chose, `ui_locales` of the request, the cookie, `Accept-Language`; else English.
 * Each range is matched by lookup. What is no language tag counts as absent: nothing a client sends makes this throw.
 *
 * @see RFC4647-3.4, RFC9110-12.5.4, OIDCC-3.1.2.1 `ui_locales`
 */
export const negotiateLocale: Pages['negotiateLocale'] = ({ chosen, uiLocales, cookie, acceptLanguage }) => {
  const ranges = [chosen, ...uiLocales.slice(0, rangeLimit), cookie, ...parseAcceptLanguage(acceptLanguage)]
  for (const range of ranges) {
    const locale = range === undefined ? undefined : findLocale(range)
    if (locale !== undefined) return locale
  }
  return defaultLocale
}

/** Lookup: the tag, then ever shorter prefixes of it. */
function findLocale(tag: string): Locale | undefined {
  let rest = parseTag(tag)
  while (rest !== '') {
    if (isLocale(rest)) return rest
    rest = rest.slice(0, Math.max(0, rest.lastIndexOf('-')))
  }
  return undefined
}

/** Canonical form without extensions; empty if it is no language tag (`*` is none either: any language means the default). */
function parseTag(tag: string): string {
  if (tag.length > longestTag) return ''
  try {
    return new Intl.Locale(tag.trim()).baseName
  } catch {
    return ''
  }
}

/** Ranges by falling quality, equal ones in the order given, refused ones (`q=0`) left out. */
function parseAcceptLanguage(header: string | undefined): readonly string[] {
  if (header === undefined) return []
  return header
    .split(',', rangeLimit)
    .map((item) => {
      const [range = '', ...parameters] = item.split(';')
      return { range, quality: parseQuality(parameters) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ range }) => range)
}

/** RFC9110-12.4.2: absent is 1; what is no weight is taken as refused. */
function parseQuality(parameters: readonly string[]): number {
  const weight = parameters.map((parameter) => parameter.trim().toLowerCase()).find((parameter) => parameter.startsWith('q='))
  if (weight === undefined) return 1
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight.slice(2)) : 0
}
