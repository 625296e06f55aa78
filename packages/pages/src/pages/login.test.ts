import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientView, LoginView, PageContext } from '../contract.ts'
import { loginPage } from './login.ts'

const context: PageContext = { base: '/id', locale: 'en', self: '/id/login?transaction=1' }
const client: ClientView = { name: 'Mail', redirectHost: 'mail.example', kind: 'web', registered: true }

function render(view: Partial<LoginView>): string {
  return loginPage(context, { hidden: [['csrf', 'token']], ...view }).html
}

function input(html: string, name: string): string {
  return new RegExp(`<input id="${name}"[^>]*>`).exec(html)?.[0] ?? ''
}

describe('the login page', () => {
  test('is one form that posts the hidden fields, user name and password to its own path', () => {
    const html = render({ client })
    assert.ok(html.includes('<form method="post" action="/id/login">'))
    assert.ok(html.includes('<input type="hidden" name="csrf" value="token">'))
    assert.match(
      input(html, 'username'),
      /name="username" type="text" value="" autocomplete="username webauthn" autocapitalize="none"/,
    )
    assert.match(input(html, 'password'), /name="password" type="password" autocomplete="current-password"/)
  })

  test('names the client and the host that the person will go on to', () => {
    const html = render({ client })
    assert.ok(html.includes('<h1>Sign in to <bdi>Mail</bdi></h1>'))
    assert.ok(html.includes('<strong><bdi>mail.example</bdi></strong>'))
    assert.ok(render({ client: { ...client, kind: 'loopback' } }).includes('an app on this device'))
  })

  test('offers Cancel past required fields if a client waits, after the button that the Enter key presses', () => {
    const cancel = 'name="decision" value="deny" formnovalidate'
    const html = render({ client })
    assert.ok(html.indexOf('>Sign in</button>') < html.indexOf(cancel))
    assert.ok(html.includes(cancel))
    assert.ok(!render({}).includes('name="decision"'))
  })

  test('keeps the user name, never a password', () => {
    const html = render({ client, username: 'ada', problem: 'refused' })
    assert.match(input(html, 'username'), /value="ada"/)
    assert.doesNotMatch(input(html, 'password'), /value=/)
  })

  test('a refusal is said once for both fields, first in the title', () => {
    const html = render({ client, username: 'ada', problem: 'refused' })
    assert.ok(html.includes('<title>Error: Sign in to Mail · Latchkey</title>'))
    assert.match(html, /<div class="problem" id="problem" role="alert" tabindex="-1" autofocus>/)
    for (const name of ['username', 'password']) assert.match(input(html, name), /aria-invalid="true" aria-describedby="problem"/)
  })

  test('a missing field is said at the field', () => {
    const nothing = render({ problem: 'missing_fields' })
    assert.match(input(nothing, 'username'), /aria-describedby="username-problem"/)
    assert.match(nothing, /id="username-problem">Enter your user name\.</)
    const password = render({ username: 'ada', problem: 'missing_fields' })
    assert.doesNotMatch(input(password, 'username'), /aria-invalid/)
    assert.match(input(password, 'password'), /aria-invalid="true" aria-describedby="password-problem"/)
  })

  test('a throttled sign-in says when to try again and blames no field', () => {
    const html = render({ username: 'ada', problem: { kind: 'throttled', retryAfter: 30 } })
    assert.ok(html.includes('Try again in 30 seconds.'))
    assert.ok(!html.includes('aria-invalid'))
  })

  test('the focus is at exactly one place: the problem, else the first empty field', () => {
    const focused = (html: string) => [...html.matchAll(/<[^>]* id="([^"]*)"[^>]* autofocus/g)].map(([, id]) => id)
    assert.deepEqual(focused(render({})), ['username'])
    assert.deepEqual(focused(render({ username: 'ada' })), ['password'])
    assert.deepEqual(focused(render({ problem: 'refused' })), ['problem'])
  })
})
