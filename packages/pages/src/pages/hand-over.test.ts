import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PageContext } from '../contract.ts'
import { formPostPage } from './form-post.ts'
import { handOverPage } from './hand-over.ts'

const context: PageContext = { base: '', locale: 'en', self: '/login' }
const location = 'https://app.example/cb?code=1&state=%22'

describe('the hand-over page', () => {
  test('refreshes to the client and shows the same address as a link', () => {
    const { html } = handOverPage(context, { clientName: 'App', location, needsGesture: false })
    assert.ok(html.includes('<meta http-equiv="refresh" content="0;url=https://app.example/cb?code=1&amp;state=%22">'))
    assert.ok(html.includes('<a href="https://app.example/cb?code=1&amp;state=%22">Continue to <bdi>App</bdi></a>'))
  })

  test('waits for the press of a button before it opens an app', () => {
    const { html } = handOverPage(context, { clientName: 'App', location: 'com.example.app:/cb?code=1', needsGesture: true })
    assert.ok(!html.includes('http-equiv'))
    assert.ok(html.includes('<a class="button" href="com.example.app:/cb?code=1">'))
  })

  test('offers no other language: the answer cannot be fetched again', () => {
    assert.ok(!handOverPage(context, { clientName: 'App', location, needsGesture: false }).html.includes('ui_locale'))
  })

  test('never leads to a script', () => {
    assert.throws(
      () => handOverPage(context, { clientName: 'App', location: 'javascript:alert(1)', needsGesture: true }),
      TypeError,
    )
    assert.throws(() => formPostPage(context, { clientName: 'App', action: 'javascript:alert(1)', fields: [] }), TypeError)
  })
})

describe('the form_post page', () => {
  const { html } = formPostPage(context, {
    clientName: 'App',
    action: 'https://app.example/cb',
    fields: [
      ['code', '1'],
      ['submit', '2'],
    ],
  })

  test('FRM-01 is a form that posts the parameters to the client', () => {
    assert.ok(html.includes('<form method="post" action="https://app.example/cb">'))
    assert.ok(html.includes('<input type="hidden" name="code" value="1"><input type="hidden" name="submit" value="2">'))
  })

  test('FRM-03 submits itself by a classic script after the form, and has a button', () => {
    assert.match(html, /<button type="submit">Continue to <bdi>App<\/bdi><\/button>[\s\S]*<\/form>[\s\S]*<script>/)
    assert.ok(!html.includes('type="module"'))
  })
})
