import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Locale, PageContext } from '../src/contract.ts'
import { locales } from '../src/i18n/locales.ts'
import { pages } from '../src/pages.ts'
import { autoSubmitScript } from '../src/policy.ts'
import { samples } from './samples.ts'

const plain = samples('text')
const localeNames = Object.keys(locales) as Locale[]

function context(locale: Locale, more: Partial<PageContext> = {}): PageContext {
  return { base: '', locale, self: '/login?transaction=1', traceId: 'trc_1', ...more }
}

function count(html: string, pattern: RegExp): number {
  return [...html.matchAll(pattern)].length
}

/** Opening and closing tags in order, without their attributes; attribute names in order, without their values. */
function structure(html: string): string {
  return html
    .replace(/<(\/?[a-z0-9]+)([^>]*)>/gi, (_, tag, attributes) => `\n<${tag}${attributes.replace(/="[^"]*"/g, '')}>\n`)
    .split('\n')
    .filter((line) => line.startsWith('<'))
    .join('\n')
}

describe('every page in every language', () => {
  for (const [name, sample] of Object.entries(plain)) {
    for (const locale of localeNames) {
      test(`${name} in ${locale}: one heading, its language and direction, its name for automation`, () => {
        const { html } = sample.render(context(locale))
        assert.ok(html.startsWith('<!doctype html>'))
        assert.ok(html.includes(`<html lang="${locale}" dir="${locales[locale].direction}">`))
        assert.equal(count(html, /<h1[ >]/g), 1)
        assert.equal(count(html, /<main[ >]/g), 1)
        assert.equal(count(html, new RegExp(`<body data-page="${sample.page}"[ >]`, 'g')), 1)
        assert.equal(count(html, /<title>[^<]+<\/title>/g), 1)
        assert.ok(html.includes('<meta name="robots" content="noindex">'))
        assert.ok(!/\{\w+\}/.test(html), 'a placeholder was left over')
        assert.ok(!html.includes('undefined') && !html.includes('[object'), 'a value was left over')
      })
    }

    test(`${name}: no inline style, no event handler, no foreign resource, ids unique`, () => {
      const { html } = sample.render(context('en'))
      assert.equal(count(html, /<style|\sstyle=|\son[a-z]+=|javascript:/gi), 0)
      const inlineScripts = [...html.matchAll(/<script>([^<]*)<\/script>/g)].map(([, body]) => body)
      assert.deepEqual(inlineScripts, sample.page === 'form-post' ? [autoSubmitScript] : [])
      assert.equal(count(html, /(?:src|<link[^>]*href)="(?:https?:)?\/\//g), 0)
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
      assert.deepEqual(ids, [...new Set(ids)])
    })

    test(`${name}: within 15 kB, with names of ordinary length`, () => {
      assert.ok(Buffer.byteLength(sample.render(context('de')).html) < 15_000)
    })

    test(`${name}: at most one form, and it posts`, () => {
      const { html } = sample.render(context('en'))
      assert.ok(count(html, /<form /g) <= 1)
      assert.equal(count(html, /<form /g), count(html, /<form method="post" action="[^"]+"/g))
    })

    test(`${name}: links, forms and files are below the issuer's prefix`, () => {
      const { html } = sample.render(context('en', { base: '/id', self: '/id/login' }))
      const own = [...html.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, path]) => path ?? '')
      for (const path of own) assert.ok(path.startsWith('/id/') || path === '/logo/app', path)
    })
  }
})

describe('free text', () => {
  const hostile = [
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '</title></textarea><svg onload=alert(1)>',
    '"; onfocus="alert(1)" autofocus="',
    '<!-- $& $1 {client} &lt; &quot; --> \u202e\u0000 `',
  ]
  for (const text of hostile) {
    test(`${JSON.stringify(text)} changes no page's structure and appears escaped only`, () => {
      const traceId = text
      for (const [name, sample] of Object.entries(samples(text))) {
        const { html, csp } = sample.render(context('en', { traceId, self: `/login?x=${text}` }))
        const expected = plain[name]?.render(context('en', { traceId: 'text', self: '/login?x=text' }))
        // The marks of a difference are the one markup that depends on the text.
        const [got, wanted] = [html, expected?.html ?? ''].map((page) => structure(page.replaceAll(/<\/?mark>/g, '')))
        assert.equal(got, wanted, name)
        assert.equal(csp, expected?.csp, name)
        assert.ok(!html.includes(text), name)
      }
    })
  }

  test('a state with quotes and angle brackets survives in the form', () => {
    const state = `"'><&amp;`
    const { html } = pages.formPost(context('en'), {
      clientName: 'App',
      action: 'https://app.example/cb',
      fields: [['state', state]],
    })
    assert.ok(html.includes('<input type="hidden" name="state" value="&quot;&#39;&gt;&lt;&amp;amp;">'))
  })
})

describe('files', () => {
  const sizes = { css: 10_000, js: 8_000, svg: 2_000 } as const
  test('each is within its budget and has a name that holds a hash', () => {
    assert.equal(pages.assets.size, 4)
    for (const [name, { body, contentType }] of pages.assets) {
      const extension = /^[a-z]+\.[0-9a-f]{16}\.(css|js|svg)$/.exec(name)?.[1] as keyof typeof sizes
      assert.ok(Buffer.byteLength(body) < sizes[extension], name)
      assert.match(contentType, { css: /^text\/css/, js: /^text\/javascript/, svg: /^image\/svg\+xml/ }[extension])
    }
  })

  test('a page asks for files that exist, and for no others', () => {
    const html =
      pages.login(context('en', { base: '/id' }), { hidden: [] }).html + pages.checkSession({ base: '/id', cookie: 'c' }).html
    const asked = [...html.matchAll(/"\/id\/assets\/([^"]+)"/g)].map(([, name]) => name ?? '')
    assert.deepEqual(new Set(asked), new Set(pages.assets.keys()))
  })

  test('the script parses', () => {
    const scripts = [...pages.assets].filter(([name]) => name.endsWith('.js'))
    assert.equal(scripts.length, 2)
    for (const [, { body }] of scripts) assert.doesNotThrow(() => new Function(body))
  })

  test('style uses logical properties only, so that it mirrors', () => {
    const style = [...pages.assets].find(([name]) => name.endsWith('.css'))?.[1].body ?? ''
    assert.doesNotMatch(
      style,
      /(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|[\s;{](?:left|right): |url\(|@import/,
    )
  })
})
