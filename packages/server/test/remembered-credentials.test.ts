import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, type Opened, openLatchkey } from './open-latchkey.ts'

const { username, password } = administrator
const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
const json = { 'content-type': 'application/json' }
const body = JSON.stringify({ using: [], methodCalls: [] })

let opened: Opened
before(async () => {
  opened = await openLatchkey()
})
after(() => opened[Symbol.asyncDispose]())

const post = async (headers: Readonly<Record<string, string>>, path = '/api'): Promise<number> =>
  (await opened.fetch(path, { method: 'POST', headers: { ...json, authorization: basic, ...headers }, body })).status

describe('a name and password that a browser remembers', () => {
  test('do nothing for a page of another origin', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:8081', 'https://localhost:8080']) {
      assert.equal(await post({ origin }), 403, origin)
      assert.equal(await post({ origin }, '/api/rollback?revision=0&mode=apply'), 403, origin)
    }
  })

  test('do nothing for an image or a script of another site, which is asked for without Origin', async () => {
    for (const [site, status] of [
      ['cross-site', 403],
      ['same-site', 403],
      ['same-origin', 200],
      ['none', 200],
    ] as const) {
      const headers = { authorization: basic, 'sec-fetch-site': site }
      assert.equal((await opened.fetch('/api/snapshot?types=Scope', { headers })).status, status, site)
    }
  })

  test('work for pages of the server itself, and for programs', async () => {
    assert.equal(await post({ origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }), 200)
    assert.equal(await post({}), 200)
  })

  test('an access token or a key is nothing that a browser adds by itself', async () => {
    const methodCalls = [['x:ApiKey/set', { create: { k: { description: 'of a test' } } }, 'c']]
    const made = await opened.fetch('/api', {
      method: 'POST',
      headers: { ...json, authorization: basic },
      body: JSON.stringify({ using: [], methodCalls }),
    })
    const [, secret = ''] = /"secret":"([^"]+)"/.exec(await made.text()) ?? []
    assert.equal(await post({ authorization: `Bearer ${secret}`, origin: 'https://tool.example' }), 200)
  })
})
