import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PageContext, RegisterView } from '../contract.ts'
import { registerPage } from './register.ts'
import { registerOverPage } from './register-over.ts'

const context: PageContext = { base: '', locale: 'en', self: '/register?transaction=txn_1' }
const client = { name: 'Web mail', redirectHost: 'mail.example', kind: 'web', registered: true } as const
const hidden = [['transaction', 'txn_1']] as const
const loginHref = '/login?transaction=txn_1'

function render(view: Partial<RegisterView> = {}): string {
  return registerPage(context, {
    client,
    hidden,
    loginHref,
    loginName: 'username',
    asksName: true,
    needsApproval: false,
    passwordLength: { min: 8, max: 64 },
    ...view,
  }).html
}

describe('the page for an account of one’s own', () => {
  test('can be filled in by a password manager', () => {
    const html = render()
    assert.match(html, /id="username"[^>]* autocomplete="username"/)
    assert.match(html, /id="name"[^>]* autocomplete="name"/)
    assert.equal([...html.matchAll(/type="password" autocomplete="new-password"/g)].length, 2)
    assert.match(render({ loginName: 'email' }), /type="email"[^>]* autocomplete="username"/)
  })

  test('has the focus in its first field, or in what is wrong', () => {
    assert.match(render(), /id="name"[^>]* autofocus/)
    assert.match(render({ asksName: false }), /id="username"[^>]* autofocus/)
    const wrong = render({ problem: 'username_taken' })
    assert.equal([...wrong.matchAll(/ autofocus/g)].length, 1)
    assert.match(wrong, /id="problem" role="alert" tabindex="-1" autofocus/)
  })

  const problems = [
    ['username_invalid', 'username'],
    ['email_invalid', 'username'],
    ['email_domain', 'username'],
    ['username_taken', 'username'],
    ['name_invalid', 'name'],
    ['password_short', 'password'],
    ['password_long', 'password'],
    ['password_mismatch', 'password_repeat'],
  ] as const
  for (const [problem, field] of problems) {
    test(`${problem} is said on top with a link to ${field}, and at ${field}`, () => {
      const html = render({ problem, username: '<ada>' })
      assert.match(html, new RegExp(`role="alert".*<a href="#${field}">`))
      assert.match(html, new RegExp(`id="${field}"[^>]* aria-invalid="true" aria-describedby="[^"]*${field}-problem"`))
      assert.equal([...html.matchAll(/aria-invalid/g)].length, 1)
      assert.ok(html.includes('value="&lt;ada&gt;"'))
    })
  }

  test('says when to come back who has to wait', () => {
    assert.match(render({ problem: { kind: 'throttled', retryAfter: 3600 } }), /Try again in 60 minutes|in 1 hour/)
  })

  test('without a form: an account that waits leads back to the app, where none can be created to signing in, too', () => {
    const over = (outcome: 'waiting' | 'closed') => registerOverPage(context, { client, hidden, loginHref, outcome }).html
    assert.match(over('waiting'), /data-page="register-waiting"/)
    assert.ok(!over('waiting').includes(loginHref))
    assert.match(over('closed'), /data-page="register-closed"/)
    assert.ok(over('closed').includes(`href="${loginHref}"`))
    for (const outcome of ['waiting', 'closed'] as const) assert.match(over(outcome), /name="decision" value="deny"/)
  })
})
