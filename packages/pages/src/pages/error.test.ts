import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ErrorView, PageContext } from '../contract.ts'
import { errorPage } from './error.ts'

const context: PageContext = { base: '/id', locale: 'en', self: '/id/auth/authorize', traceId: 'trc_42' }

function render(view: Partial<ErrorView>): string {
  return errorPage(context, {
    error: 'invalid_request',
    description: 'redirect_uri differs',
    reason: 'redirect_uri_mismatch',
    ...view,
  }).html
}

describe('the error page', () => {
  test('names its code for automation and begins title and heading with the word', () => {
    const html = render({})
    assert.ok(html.includes('<body data-page="error" data-error="invalid_request">'))
    assert.match(html, /<title>Error: /)
    assert.match(html, /<h1>Error: /)
    assert.match(
      errorPage({ ...context, locale: 'de' }, { error: 'x', description: 'x', reason: 'x' }).html,
      /<title>Fehler: [\s\S]*<h1>Fehler: /,
    )
  })

  test('tells the developer the code, the text, the difference and the trace', () => {
    const html = render({ expected: 'https://a/cb', received: 'https://a/cb/' })
    assert.ok(html.includes('<code>invalid_request</code>'))
    assert.ok(html.includes('<code>redirect_uri_mismatch</code>'))
    assert.ok(html.includes('redirect_uri differs'))
    assert.ok(html.includes('<code dir="ltr">https://a/cb</code>'))
    assert.ok(html.includes('<code dir="ltr">https://a/cb<mark>/</mark></code>'))
    assert.ok(html.includes('<code class="copyable">trc_42</code>'))
  })

  test('shows one side where only one is known, and no empty rows', () => {
    const html = render({ received: 'my-app' })
    assert.ok(html.includes('<code dir="ltr">my-app</code>'))
    assert.ok(!html.includes('Expected'))
    assert.ok(!render({}).includes('Received'))
  })

  test('leads back to the app, else to its website, else to the start page', () => {
    const client = { name: 'Mail', redirectHost: 'x', kind: 'web', registered: true } as const
    const back = { href: 'https://mail.example/cb?error=access_denied', clientName: 'Mail' }
    assert.ok(render({ back, client }).includes('href="https://mail.example/cb?error=access_denied"'))
    assert.ok(render({ client: { ...client, clientUri: 'https://mail.example/' } }).includes('href="https://mail.example/"'))
    assert.ok(render({ client }).includes('<a href="/id/">To the start page</a>'))
  })

  const situations: readonly (readonly [view: Partial<ErrorView>, heading: string])[] = [
    [{}, 'the app’s request cannot be answered'],
    [{ reason: 'client_unknown' }, 'this app is not known here'],
    [{ reason: 'transaction_unknown' }, 'this page is no longer valid'],
    [{ reason: 'transaction_other_browser' }, 'your browser did not send our cookie'],
    [{ reason: 'sign_in_attempts_exhausted', error: 'access_denied' }, 'too many failed attempts'],
    [{ reason: 'csrf_mismatch', error: 'access_denied' }, 'this page is no longer valid'],
    [{ reason: 'origin_mismatch', error: 'access_denied' }, 'this form is not one of ours'],
    [{ reason: 'plain_http', error: 'access_denied' }, 'this connection is not secure'],
    [{ reason: 'user_denied', error: 'access_denied' }, 'access was refused'],
    [{ reason: 'internal', error: 'server_error' }, 'something went wrong on this server'],
    [{ reason: 'constructor', error: '__proto__' }, 'the app’s request cannot be answered'],
    [{ reason: 'internal', situation: 'busy' }, 'too many requests'],
  ]
  for (const [view, heading] of situations) {
    test(`says "${heading}" for ${JSON.stringify(view)}`, () => assert.ok(render(view).includes(`<h1>Error: ${heading}</h1>`)))
  }
})
