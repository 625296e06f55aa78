import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientView, ConsentView, PageContext } from '../contract.ts'
import { consentPage } from './consent.ts'

const context: PageContext = { base: '', locale: 'en', self: '/consent?transaction=1' }
const client: ClientView = { name: 'Mail', redirectHost: 'mail.example', kind: 'web', registered: true }

function render(view: Partial<ConsentView>): string {
  return consentPage(context, { client, hidden: [], signedInAs: 'ada', scopes: [], ...view }).html
}

describe('the consent page', () => {
  test('shows the host of the redirect target and who is signed in', () => {
    const html = render({})
    assert.ok(html.includes('<dd class="host"><bdi>mail.example</bdi></dd>'))
    assert.ok(html.includes('<dd><bdi>ada</bdi></dd>'))
  })

  test('asks with two buttons of one form', () => {
    const html = render({})
    assert.match(
      html,
      /<form method="post" action="\/consent">[\s\S]*name="decision" value="allow"[\s\S]*name="decision" value="deny"[\s\S]*<\/form>/,
    )
  })

  test('offers another account only where the server can', () => {
    assert.ok(render({ canSwitchAccount: true }).includes('name="decision" value="switch"'))
    assert.ok(!render({}).includes('value="switch"'))
  })

  test('says scopes in words, marks new ones, shows unknown ones by name', () => {
    const html = render({
      scopes: [
        { scope: 'email', isNew: false },
        { scope: 'mail:read', isNew: true },
      ],
    })
    assert.ok(html.includes('<li>See your email address</li>'))
    assert.ok(html.includes('<li>Use the permission “mail:read” <span class="badge">New</span></li>'))
  })

  test('says scopes that somebody defined in the words of their definition, never those of the specifications', () => {
    const html = render({
      scopes: [
        { scope: 'email', isNew: false },
        { scope: 'calendar', isNew: false },
      ],
      scopeDescriptions: new Map([
        ['calendar', 'See your <calendar>'],
        ['email', 'Something else'],
      ]),
    })
    assert.ok(html.includes('<li>See your email address</li><li>See your &lt;calendar&gt;</li>'))
  })

  test('warns of a client that is not registered, with the address that it cannot choose', () => {
    assert.ok(!render({}).includes('not registered'))
    assert.match(
      render({ client: { ...client, registered: false } }),
      /not registered here[\s\S]*<strong><bdi>mail\.example<\/bdi><\/strong>/,
    )
  })

  test('says whose the document is that describes a client', () => {
    assert.ok(!render({}).includes('described at'))
    assert.match(
      render({ client: { ...client, registered: false, describedBy: 'app.example' } }),
      /It is described at<\/dt><dd class="host"><bdi>app\.example<\/bdi>/,
    )
  })

  test('a client of this device is named so, not by an address', () => {
    for (const kind of ['loopback', 'private-use'] as const) {
      const html = render({ client: { ...client, kind, registered: false } })
      assert.ok(html.includes('<dd class="host">an app on this device</dd>'))
      assert.ok(!html.includes('mail.example'))
    }
  })

  test('links to what the client states of itself only if it is a web address', () => {
    const html = render({ client: { ...client, policyUri: 'https://mail.example/privacy', tosUri: 'javascript:alert(1)' } })
    assert.ok(html.includes('href="https://mail.example/privacy"'))
    assert.ok(!html.includes('javascript:'))
    assert.ok(!html.includes('Terms of service'))
  })
})

describe('the consent page of a request in detail', () => {
  const words = (text: string) => ({ kind: 'words', text }) as const
  const value = (path: string, ...texts: readonly string[]) => ({ kind: 'value', path, value: texts }) as const
  const payment: NonNullable<ConsentView['details']>[number] = {
    type: 'payment',
    texts: {
      de: [value('amount', '5'), words(' zahlen')],
      'en-GB': [words('Pay '), value('amount', '5'), words(' to '), value('creditor')],
    },
    members: [
      { path: 'amount', value: ['5'] },
      { path: 'reference', label: 'Reference', value: ['<b>'] },
      { path: 'actions', value: ['a', 'b'] },
      { path: 'urgent', value: true },
    ],
  }

  test('is a sentence in which values stand out, with what it leaves out below', () => {
    const html = render({ details: [payment] })
    assert.ok(html.includes('<span lang="en-GB">Pay <strong><bdi>5</bdi></strong> to <strong>none</strong></span>'), html)
    assert.ok(html.includes('<dt>Reference</dt><dd><bdi>&lt;b&gt;</bdi></dd>'))
    assert.ok(html.includes('<dt>Actions</dt><dd><bdi>a</bdi>, <bdi>b</bdi></dd>'))
    assert.ok(html.includes('<dt>urgent</dt><dd>yes</dd>'))
    assert.ok(!html.includes('<dt>amount</dt>'))
  })

  test('shows the name of a type that has no sentence, and says when it asks again', () => {
    const html = render({ details: [{ ...payment, texts: {}, isNew: true }], asksAgain: true })
    assert.ok(html.includes('<span lang="en">payment</span> <span class="badge">New</span>'), html)
    assert.ok(html.includes('You are asked each time this app wants such a thing.'))
  })
})
