import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { html } from '../html.ts'
import { describeScope } from './describe-scope.ts'
import { en } from './en.ts'
import { locales } from './locales.ts'
import type { MessageKey } from './messages.ts'
import { translator } from './translator.ts'

function placeholders(message: string): readonly string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()
}

describe('catalogues', () => {
  for (const { locale, messages } of Object.values(locales)) {
    test(`${locale} has every key, no more, with the same placeholders and no empty text`, () => {
      assert.deepEqual(Object.keys(messages).sort(), Object.keys(en).sort())
      for (const key of Object.keys(en) as MessageKey[]) {
        assert.deepEqual(placeholders(messages[key]), placeholders(en[key]), key)
        assert.ok(messages[key].trim().length > 0, key)
      }
    })
  }

  test('German leaves untranslated only what is the same word', () => {
    const same = (Object.keys(en) as MessageKey[]).filter((key) => en[key] === locales.de.messages[key])
    assert.deepEqual(same.sort(), ['consent.website', 'error.client', 'field.userCode', 'home.issuer', 'home.version'])
  })
})

describe('a message', () => {
  const t = translator('en')

  test('takes values that look like placeholders as they are', () => {
    assert.equal(t.text('login.heading', { client: '{client} $& $1' }), 'Sign in to {client} $& $1')
  })

  test('escapes text and takes markup where markup may stand', () => {
    const [text, markup] = [t.rich('login.heading', { client: '<b>' }), t.rich('login.heading', { client: html`<b>x</b>` })]
    assert.equal(text.toString(), 'Sign in to &lt;b&gt;')
    assert.equal(markup.toString(), 'Sign in to <b>x</b>')
  })

  test('says a time that is never too early', () => {
    assert.equal(t.inSeconds(0), 'in 1 second')
    assert.equal(t.inSeconds(29.2), 'in 30 seconds')
    assert.equal(t.inSeconds(91), 'in 2 minutes')
    assert.equal(t.inSeconds(3 * 3600 + 1), 'in 4 hours')
    assert.equal(translator('de').inSeconds(240), 'in 4 Minuten')
  })

  test('names a scope that has no words, whatever its name', () => {
    assert.equal(describeScope(t, 'email'), 'See your email address')
    for (const scope of ['other', 'constructor', 'mail:read'])
      assert.equal(describeScope(t, scope), `Use the permission “${scope}”`)
  })
})
