import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLatchkey } from '@latchkey/server'
import { temporaryFolder } from '@latchkey/testing'

describe('WebFinger', () => {
  test('RFC7033-4 it is at the host, whatever the path of the issuer, for any site that asks', async () => {
    using folder = temporaryFolder()
    await using latchkey = await createLatchkey({ url: 'https://id.example.com/op', data: folder.path, log: 'error' })
    const ask = (query: string) => latchkey.fetch(new Request(`https://id.example.com/.well-known/webfinger${query}`))
    const response = await ask('?resource=acct%3Aada%40example.com&rel=http%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer')
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/jrd+json')
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.deepEqual(await response.json(), {
      subject: 'acct:ada@example.com',
      links: [{ rel: 'http://openid.net/specs/connect/1.0/issuer', href: 'https://id.example.com/op' }],
    })
    assert.equal((await ask('')).status, 400)
    assert.equal((await ask('?resource=acct%3Aada%40example.org')).status, 404)
  })
})
