import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import type { PageContext } from './contract.ts'
import { pages } from './pages.ts'
import { autoSubmitScript, formPostPolicy } from './policy.ts'

const context: PageContext = { base: '', locale: 'en', self: '/login' }
const ordinary =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

describe('Content-Security-Policy', () => {
  test('an ordinary page loads from this server and posts to it', () => {
    assert.equal(pages.login(context, { hidden: [] }).csp, ordinary)
    assert.equal(pages.home(context, { issuer: 'http://localhost', version: '1', needsSetup: false }).csp, ordinary)
    assert.equal(pages.error(context, { error: 'x', description: 'x', reason: 'x' }).csp, ordinary)
  })

  test('a page with the logo of a client loads images of that one origin too', () => {
    const client = { name: 'App', redirectHost: 'app.example', kind: 'web', registered: true } as const
    const { csp, html } = pages.login(context, {
      hidden: [],
      client: { ...client, logoUri: 'https://cdn.app.example:8443/logo.png', policyUri: 'https://app.example/policy' },
    })
    assert.equal(csp, ordinary.replace("img-src 'self' data:", "img-src 'self' data: https://cdn.app.example:8443"))
    assert.ok(html.includes('src="https://cdn.app.example:8443/logo.png"'))
    assert.ok(html.includes('href="https://app.example/policy"'))
    assert.equal(pages.login(context, { hidden: [], client: { ...client, logoUri: 'http://app.example/a' } }).csp, ordinary)
  })

  test('the hand-over page posts nowhere', () => {
    const { csp } = pages.handOver(context, { clientName: 'App', location: 'https://app.example/cb', needsGesture: false })
    assert.equal(csp, ordinary.replace("form-action 'self'", "form-action 'none'"))
  })

  test('the form_post page runs its own script by hash and posts to the client only', () => {
    const { csp, html } = pages.formPost(context, { clientName: 'App', action: 'https://app.example:8443/cb?a=b', fields: [] })
    const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(script).digest('base64')
    assert.equal(script, autoSubmitScript)
    assert.equal(
      csp,
      `default-src 'none'; script-src 'sha256-${hash}'; form-action https://app.example:8443; frame-ancestors 'none'; base-uri 'none'`,
    )
  })

  const targets: readonly (readonly [action: string, source: string])[] = [
    ['https://app.example/cb', 'https://app.example'],
    ['http://127.0.0.1:49152/cb', 'http://127.0.0.1:49152'],
    ['http://[::1]:49152/cb', 'http:'],
    ['com.example.app:/cb', 'com.example.app:'],
    ["https://app.example/;script-src 'unsafe-inline'", 'https://app.example'],
  ]
  for (const [action, source] of targets) {
    test(`a form to ${action} is allowed by ${source}`, () => {
      assert.ok(formPostPolicy(action).includes(`; form-action ${source}; frame-ancestors 'none'`))
    })
  }
})
