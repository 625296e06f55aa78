import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client } from '@latchkey/core'
import { type Answered, BrowserSteps, codeOf } from '../../browser-steps.ts'

const scope = 'openid offline_access'

async function withClient(change: Partial<Client>, act: (steps: BrowserSteps) => Promise<void>): Promise<void> {
  await using steps = await BrowserSteps.open(change)
  await act(steps)
}

async function scopesOf(steps: BrowserSteps, answered: Answered): Promise<readonly string[] | undefined> {
  const digest = steps.test.crypto.digest(codeOf(answered))
  return (await steps.test.ports.stores.codes.find(digest, steps.test.now))?.grant.scopes
}

describe('OIDCC-11 offline_access', () => {
  test('is granted with prompt=consent, and without it once it was allowed', () =>
    withClient({}, async (steps) => {
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope, prompt: 'consent' })), ['openid', 'offline_access'])
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope })), ['openid', 'offline_access'])
    }))

  test('is asked for on the consent page without prompt=consent, and granted with it', () =>
    withClient({}, async (steps) => {
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope: 'openid' })), ['openid'])
      const outcome = await steps.authorize({ scope })
      assert.equal(outcome.kind, 'interact')
      assert.equal(outcome.kind === 'interact' && outcome.page, 'consent')
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope })), ['openid', 'offline_access'])
    }))

  test('is ignored with prompt=none where it was not allowed before, and the trace says so', () =>
    withClient({}, async (steps) => {
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope: 'openid' })), ['openid'])
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope, prompt: 'none' })), ['openid'])
      const row = steps.lastChecks().find(({ check }) => check === 'offline-access-consent')
      assert.equal(row?.reason, 'offline_access_needs_consent')
      assert.equal(row.outcome, 'would-fail')
    }))

  test('is granted to a first-party client of the administrator, which asks for no consent', () =>
    withClient({ skipConsent: true }, async (steps) => {
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope })), ['openid', 'offline_access'])
    }))

  test('is ignored for a client that may not refresh', () =>
    withClient({ grantTypes: ['authorization_code'] }, async (steps) => {
      assert.deepEqual(await scopesOf(steps, await steps.complete({ scope, prompt: 'consent' })), ['openid'])
    }))
})
