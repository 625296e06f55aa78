import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OutgoingRequest } from '@latchkey/core'
import { fetchRequestObject } from '../../../src/request-objects/fetch-request-object.ts'
import { TestProvider } from '../../test-provider.ts'

const address = 'https://rp.example/object'

describe('RFC9101-5.2 a copy of what was at a request_uri', () => {
  /** The object that is taken where the cache has `old` and the client's server `new`, and what was asked for. */
  async function taken(stated: 'old' | 'new' | undefined) {
    await using op = await TestProvider.open()
    const asked: OutgoingRequest[] = []
    const fetch = async (request: OutgoingRequest) => {
      asked.push(request)
      const body = request.cache === 'reload' ? 'new' : 'old'
      return { kind: 'fetched', status: 200, contentType: 'application/jwt', body, freshUntil: op.now + 60_000 } as const
    }
    const uri = stated === undefined ? address : `${address}#${op.crypto.digest(stated)}`
    const text = await fetchRequestObject(uri, { ...op.ports, fetch: { fetch } }, [])
    assert.deepEqual(new Set(asked.map(({ url }) => url)), new Set([address]))
    return [text, ...asked.map(({ cache }) => cache ?? 'cached')]
  }

  test('is not used without the digest of it: the client may have changed the object', async () => {
    assert.deepEqual(await taken(undefined), ['new', 'reload'])
  })

  test('OIDCC-6.2 is used for its digest, and for no other', async () => {
    assert.deepEqual(await taken('old'), ['old', 'cached'])
    assert.deepEqual(await taken('new'), ['new', 'cached', 'reload'])
  })
})
