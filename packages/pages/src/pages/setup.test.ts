import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PageContext, SetupView } from '../contract.ts'
import { setupPage } from './setup.ts'

const context: PageContext = { base: '', locale: 'en', self: '/setup' }

function render(view: Partial<SetupView>): string {
  return setupPage(context, { hidden: [['token', 'x']], ...view }).html
}

describe('the set-up page', () => {
  test('asks for a user name and twice for a password, and says the policy before', () => {
    const html = render({ passwordLength: { min: 12, max: 256 } })
    assert.ok(html.includes('<form method="post" action="/setup">'))
    for (const name of ['username', 'password', 'password_repeat']) assert.ok(html.includes(`id="${name}" name="${name}"`))
    assert.equal([...html.matchAll(/autocomplete="new-password"/g)].length, 2)
    assert.match(html, /aria-describedby="password-hint"/)
    assert.ok(html.includes('At least 12 characters.'))
  })

  const problems = [
    ['password_short', 'password'],
    ['password_long', 'password'],
    ['password_mismatch', 'password_repeat'],
    ['username_taken', 'username'],
  ] as const
  for (const [problem, field] of problems) {
    test(`${problem} is said on top with a link to ${field}, and at ${field}`, () => {
      const html = render({ problem, username: 'ada' })
      assert.match(html, new RegExp(`role="alert".*<a href="#${field}">`))
      assert.match(html, new RegExp(`id="${field}"[^>]* aria-invalid="true" aria-describedby="${field}-problem"`))
      assert.equal([...html.matchAll(/aria-invalid/g)].length, 1)
      assert.ok(html.includes('value="ada"'))
    })
  }

  test('a dead link shows no form, since nothing typed into it could succeed', () => {
    const html = render({ problem: 'refused' })
    assert.ok(!html.includes('<form'))
    assert.match(html, /role="alert"[\s\S]*latchkey setup/)
  })
})
