import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { askingHost } from './asking-host.ts'

const own = {
  origin: 'administrator',
  redirectUris: ['https://app.example/callback'],
  clientUri: 'https://www.example/',
} as const
const told = { backchannelClientNotificationEndpoint: 'https://calls.example:8443/notices' } as const

describe('the host of a client that asks for somebody elsewhere', () => {
  test('is that of its address, where an administrator vouches for it', () => {
    assert.equal(askingHost({ ...own, ...told }, { mode: 'poll' }), 'calls.example:8443')
    assert.equal(askingHost(own, { mode: 'poll' }), 'app.example')
    assert.equal(askingHost({ ...own, redirectUris: [] }, { mode: 'poll' }), 'www.example')
    assert.equal(askingHost({ ...own, redirectUris: ['app.example:/callback'] }, { mode: 'poll' }), undefined)
  })

  test('is not told of one that registered itself with addresses of others, to which nothing goes', () => {
    for (const origin of ['dynamic', 'unregistered'] as const) {
      for (const mode of ['poll', 'ping'] as const) assert.equal(askingHost({ ...own, ...told, origin }, { mode }), undefined)
      assert.equal(askingHost({ ...own, ...told, origin }, { mode: 'push' }), 'calls.example:8443')
    }
  })
})
