import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { negotiateLocale } from './negotiate-locale.ts'

type Sources = Partial<Parameters<typeof negotiateLocale>[0]>

function negotiate(sources: Sources): string {
  return negotiateLocale({ uiLocales: [], ...sources })
}

/** Each once, as they must be. */
const manyVariants = Array.from({ length: 20 }, (_, index) => `vari${String(index).padStart(4, '0')}`).join('-')

describe('RFC4647-3.4 the language of a page', () => {
  const cases: readonly (readonly [name: string, sources: Sources, locale: string])[] = [
    ['nothing said', {}, 'en'],
    ['the choice goes before everything', { chosen: 'de', uiLocales: ['en'], cookie: 'en', acceptLanguage: 'en' }, 'de'],
    ['the request goes before the cookie', { uiLocales: ['de'], cookie: 'en', acceptLanguage: 'en' }, 'de'],
    ['the cookie goes before the browser', { cookie: 'de', acceptLanguage: 'en' }, 'de'],
    ['a region falls back to its language', { acceptLanguage: 'de-AT' }, 'de'],
    ['a script and a region too', { uiLocales: ['de-Latn-CH-1996'] }, 'de'],
    ['an extension is not looked at', { uiLocales: ['de-DE-u-co-phonebk'] }, 'de'],
    ['case does not matter', { chosen: 'DE-de' }, 'de'],
    ['the first supported of several', { uiLocales: ['fr', 'de', 'en'] }, 'de'],
    ['a choice that is not supported counts as none', { chosen: 'fr', uiLocales: ['de'] }, 'de'],
    ['quality orders the browser list', { acceptLanguage: 'en;q=0.5, fr, de;q=0.8' }, 'de'],
    ['equal quality keeps the order', { acceptLanguage: 'fr, de, en' }, 'de'],
    ['a quality of zero is a refusal', { acceptLanguage: 'de;q=0, en;q=0.1' }, 'en'],
    ['a malformed quality is a refusal', { acceptLanguage: 'de;q=9, en' }, 'en'],
    ['blanks and upper case in a weight', { acceptLanguage: ' en ; Q=0.2 , de ; q=0.9 ' }, 'de'],
    ['any language is the default', { acceptLanguage: '*' }, 'en'],
    ['no language tag at all', { chosen: '__proto__', uiLocales: ['constructor', '', '\u0000'], cookie: '../../etc' }, 'en'],
    ['garbage in the browser list', { acceptLanguage: ';;;q=,,,\u{1F511};q=1,de-' }, 'en'],
    ['a tag that is longer than any in use', { uiLocales: [`de-${manyVariants}`] }, 'en'],
    ['a language that begins alike', { acceptLanguage: 'den, deu-x' }, 'en'],
  ]
  for (const [name, sources, locale] of cases) test(`${name}: ${locale}`, () => assert.equal(negotiate(sources), locale))

  test('a list without end is cut, not worked through', () => {
    assert.equal(negotiate({ acceptLanguage: `${'fr,'.repeat(100_000)}de` }), 'en')
    assert.equal(negotiate({ uiLocales: [...Array<string>(100_000).fill('x'.repeat(1000)), 'de'] }), 'en')
  })
})
