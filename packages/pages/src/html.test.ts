import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { html } from './html.ts'

describe('the escaping template', () => {
  test('escapes everything that ends text or a quoted attribute', () => {
    assert.equal(
      html`<a title="${`&<>"'`}">${`&<>"'`}</a>`.toString(),
      '<a title="&amp;&lt;&gt;&quot;&#39;">&amp;&lt;&gt;&quot;&#39;</a>',
    )
  })

  test('takes its own output as it is, once or in a list', () => {
    const item = html`<li>${'<'}</li>`
    assert.equal(html`<ul>${item}${[item, item]}</ul>`.toString(), '<ul><li>&lt;</li><li>&lt;</li><li>&lt;</li></ul>')
  })

  test('shows nothing for what is absent, and a zero as a zero', () => {
    assert.equal(html`[${false}${undefined}${''}${0}]`.toString(), '[0]')
  })
})
