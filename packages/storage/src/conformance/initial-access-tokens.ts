import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { InitialAccessToken } from '@latchkey/core'
import { commit, removal } from './managed-records.ts'
import { type CreateDatabase, type Nodes, now, race, tally, twoNodes } from './nodes.ts'
import { aClient, aDigest, origin } from './records.ts'

let count = 0

async function aToken({ here }: Nodes, members: Partial<InitialAccessToken> = {}): Promise<InitialAccessToken> {
  count += 1
  const record: InitialAccessToken = {
    tokenId: `iat_${count}`,
    digest: aDigest(),
    description: `of test ${count}`,
    uses: 0,
    rules: { scopes: ['openid'] },
    createdAt: now,
    updatedAt: now,
    ...members,
  }
  const outcome = await commit(here, [{ object: 'InitialAccessToken', kind: 'create', record }])
  assert.equal(outcome.kind, 'committed')
  return record
}

export function initialAccessTokenConformance(create: CreateDatabase): void {
  describe('initial access tokens', () => {
    const nodes = twoNodes(create)

    test('a token is found by its digest until it expires, is used up or is removed', async () => {
      const { here, there } = nodes()
      const { initialAccessTokens } = there.provider
      const token = await aToken(nodes(), { expiresAt: now + 10, maxUses: 1 })
      assert.deepEqual(await initialAccessTokens.find(token.digest, now + 9), token)
      assert.equal(await initialAccessTokens.find(token.digest, now + 10), undefined)
      assert.equal(await initialAccessTokens.find(aDigest(), now), undefined)
      await initialAccessTokens.register({ digest: token.digest, client: aClient(), now, origin })
      assert.equal(await initialAccessTokens.find(token.digest, now), undefined)
      const other = await aToken(nodes())
      await commit(here, [await removal(here, 'InitialAccessToken', other.tokenId)])
      assert.equal(await initialAccessTokens.find(other.digest, now), undefined)
    })

    test('a use stores the client and is counted; a refused one does neither', async () => {
      const { here, there } = nodes()
      const token = await aToken(nodes(), { maxUses: 2, expiresAt: now + 10 })
      const { digest } = token
      const client = aClient()
      const { initialAccessTokens, clients } = here.provider
      assert.equal(await initialAccessTokens.register({ digest, client, now, origin }), 'registered')
      assert.deepEqual(await there.provider.clients.find(client.clientId, now), client)
      assert.equal((await initialAccessTokens.find(digest, now))?.uses, 1)
      assert.equal(await initialAccessTokens.register({ digest, client, now, origin }), 'exists')
      const late = aClient()
      assert.equal(await initialAccessTokens.register({ digest, client: late, now: now + 10, origin }), 'refused')
      assert.equal(await initialAccessTokens.register({ digest: aDigest(), client: late, now, origin }), 'refused')
      assert.equal(await clients.find(late.clientId, now), undefined)
      assert.equal((await initialAccessTokens.find(digest, now))?.uses, 1)
    })

    test('of 64 concurrent uses on two nodes as many succeed as the token has', async () => {
      const { digest } = await aToken(nodes(), { maxUses: 3 })
      const outcomes = await race(64, nodes(), ({ provider }) =>
        provider.initialAccessTokens.register({ digest, client: aClient(), now, origin }),
      )
      assert.deepEqual(tally(outcomes), { registered: 3, refused: 61 })
    })
  })
}
