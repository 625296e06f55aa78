import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Caller } from '../../src/access/caller.ts'
import { PlanWorld, type Run } from './plan-world.ts'

const password = 'correct horse battery'
const permissions = new Set(['authenticate', 'sysAccountGet', 'sysOAuthClientGet', 'sysOidcProviderGet'])

function account(secret: string, name = 'ada') {
  return { '@type': 'upsert', object: 'Account', value: { name, credentials: { '0': { '@type': 'Password', secret } } } }
}

const client = (secret: string) => ({
  '@type': 'upsert',
  object: 'OAuthClient',
  value: { clientId: 'app', redirectUris: ['https://app.example/callback'], secret },
})

async function withReader(use: (world: PlanWorld, reader: Caller) => Promise<void>): Promise<void> {
  await using world = await PlanWorld.open()
  await world.apply(account(password), client('s'.repeat(40)))
  await use(world, { ...world.operator, permissions })
}

const ending = ({ done, mistakes }: Run) => JSON.stringify(done ?? mistakes)

describe('whoever may only read cannot find out a secret by a plan', () => {
  for (const mode of ['plan', 'diff', 'apply'] as const) {
    test(`${mode} says the same of a right and a wrong secret`, () =>
      withReader(async (world, reader) => {
        for (const [right, wrong] of [
          [account(password), account('wrong horse battery')],
          [client('s'.repeat(40)), client('t'.repeat(40))],
        ] as const) {
          const [one, other] = [await world.run(mode, [right], reader), await world.run(mode, [wrong], reader)]
          assert.equal(one.done, undefined)
          assert.equal(ending(one), ending(other))
        }
      }))
  }

  test('a diff without secrets needs to read only', () =>
    withReader(async (world, reader) => {
      const line = { '@type': 'upsert', object: 'Account', value: { name: 'ada', description: 'Ada' } }
      const masked = { '@type': 'update', object: 'OAuthClient', value: { clientId: 'app', secret: '****' } }
      assert.equal((await world.run('diff', [line], reader)).done?.updated, 1)
      assert.equal((await world.run('diff', [masked], reader)).done?.unchanged, 1)
    }))
})
