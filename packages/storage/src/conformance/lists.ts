import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client } from '@latchkey/core'
import { type Account, usernameKey } from '@latchkey/identity'
import { type CreateDatabase, now, twoNodes } from './nodes.ts'
import { aClient, aClientId, anAccount } from './records.ts'

export function listConformance(create: CreateDatabase): void {
  describe('lists', () => {
    const nodes = twoNodes(create)

    test('clients come page by page, each once, as they were inserted; expired ones do not', async () => {
      const { here, there } = nodes()
      assert.deepEqual(await here.provider.clients.list({ limit: 5, now }), [])
      const clients = ['d', 'a', 'c', 'e', 'b'].map((letter) => aClient({ clientId: `${letter}-${aClientId()}` as never }))
      for (const client of clients) await here.provider.clients.insert(client)
      await here.provider.clients.insert(aClient({ clientId: 'bb' as never, expiresAt: now }))
      const list = (after?: Client): Promise<readonly Client[]> =>
        there.provider.clients.list({ limit: 2, now, ...(after && { after: after.clientId }) })
      const pages = await pagesOf(list)
      assert.deepEqual(
        pages.map((page) => page.length),
        [2, 2, 1],
      )
      assert.deepEqual(
        pages.flat(),
        clients.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1)),
      )
    })

    test('accounts come page by page, each once, by user name without regard to case', async () => {
      const { here, there } = nodes()
      assert.deepEqual(await here.identity.accounts.list({ limit: 5 }), [])
      const accounts = ['Dora', 'anna', 'Cleo', 'emil', 'Bert'].map((username) => anAccount({ username }))
      for (const account of accounts) await here.identity.accounts.insert(account)
      const pages = await pagesOf<Account>((after) =>
        there.identity.accounts.list({ limit: 2, ...(after && { after: usernameKey(after.username) }) }),
      )
      assert.deepEqual(
        pages.map((page) => page.map(({ username }) => username)),
        [['anna', 'Bert'], ['Cleo', 'Dora'], ['emil']],
      )
      assert.deepEqual(new Set(pages.flat()), new Set(accounts))
    })
  })
}

/** Pages until one is empty. */
async function pagesOf<Row>(list: (after: Row | undefined) => Promise<readonly Row[]>): Promise<readonly (readonly Row[])[]> {
  const pages: (readonly Row[])[] = []
  for (;;) {
    const page = await list(pages.at(-1)?.at(-1))
    if (page.length === 0) return pages
    pages.push(page)
    if (pages.length > 100) assert.fail('the list has no end')
  }
}
