import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PlanWorld } from './plan-world.ts'

let world: PlanWorld
before(async () => {
  world = await PlanWorld.open()
})
after(() => world[Symbol.asyncDispose]())

const client = (clientId: string, value: object = {}) => ({
  '@type': 'upsert',
  object: 'OAuthClient',
  matchOn: 'clientId',
  value: {
    clientId,
    secret: `a-secret-of-more-than-32-letters-for-${clientId}`,
    redirectUris: { [`https://${clientId}.example/cb`]: true },
    ...value,
  },
})
const server = (value: object) => ({ '@type': 'update', object: 'SecurityPosture', value })

async function effectsOf(...lines: readonly object[]): Promise<readonly string[]> {
  const { changes, mistakes } = await world.run('plan', lines as never)
  assert.deepEqual(mistakes, [])
  return changes.flatMap(({ object, effects }) => (object === 'x:SecurityPosture' ? effects : [])).map(({ text }) => text)
}

describe('a plan that makes the rules of the server stricter tells whom they refuse at every use', () => {
  before(() => world.apply(...(['one', 'two'].map((id) => client(id)) as never[])))

  test('by rule, with the clients, and refuses nothing itself', async () => {
    const fapi2 = await effectsOf(server({ profile: 'fapi2' }))
    assert.equal(fapi2.at(-1), 'refuses 2 clients (one, two) at every use by the rule client-key-authentication')
    assert.equal(fapi2.filter((text) => text.startsWith('refuses')).length, 1)
    const single = await effectsOf(server({ postures: { 'client-key-authentication': 'enforce' } }))
    assert.equal(single.at(-1), 'refuses 2 clients (one, two) at every use by the rule client-key-authentication')
  })

  test('as the clients are after the same plan', async () => {
    const eased = client('two', { postures: { 'client-key-authentication': 'report' } })
    assert.equal(
      (await effectsOf(eased, server({ profile: 'fapi2' }))).at(-1),
      'refuses 1 client (one) at every use by the rule client-key-authentication',
    )
    const gone = { '@type': 'destroy', object: 'OAuthClient', match: { clientId: 'one' } }
    assert.equal(
      (await effectsOf(gone, server({ profile: 'fapi2' }))).at(-1),
      'refuses 1 client (two) at every use by the rule client-key-authentication',
    )
  })

  test('not those that were refused before, nor where nothing becomes stricter', async () => {
    assert.equal(
      (await effectsOf(server({ profile: 'strict' }))).some((text) => text.startsWith('refuses')),
      false,
    )
    const { done } = await world.apply(server({ profile: 'fapi2' }) as never)
    assert.ok(done)
    const more = await effectsOf(server({ profile: 'fapi2-message-signing' }))
    assert.equal(
      more.some((text) => text.startsWith('refuses')),
      false,
    )
    await world.apply(server({ profile: 'default' }) as never)
  })

  test('the first of many by name', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `web-${index}`)
    await world.apply(...(ids.map((id) => client(id)) as never[]))
    assert.equal(
      (await effectsOf(server({ profile: 'fapi2' }))).at(-1),
      'refuses 8 clients (one, two, web-0, web-1, web-2 and 3 more) at every use by the rule client-key-authentication',
    )
  })

  test('and nobody who may not read clients', async () => {
    const permissions = new Set(world.operator.permissions)
    permissions.delete('sysOAuthClientGet')
    const { changes } = await world.run('plan', [server({ profile: 'fapi2' })] as never, { ...world.operator, permissions })
    assert.equal(
      changes.flatMap(({ effects }) => effects).some(({ text }) => text.startsWith('refuses')),
      false,
    )
  })
})

describe('a rollback is held to the rules that would be in force', () => {
  test('what they refuse at every use is not put back, and the answer names rule and property', async () => {
    const browser = {
      responseTypes: { code: true, 'code token': true },
      grantTypes: { authorization_code: true, implicit: true },
    }
    await world.apply(client('back', browser) as never)
    await world.apply(server({ profile: 'strict' }) as never)
    const before = await world.latest()
    await world.apply(client('back', { responseTypes: { code: true } }) as never)
    const { done, mistakes } = await world.rollback(before)
    assert.equal(done, undefined)
    assert.match(JSON.stringify(mistakes), /responseTypes breaks the rule front-channel-token, which is enforced for this client/)
    assert.deepEqual((await world.wire('OAuthClient', 'back'))?.['responseTypes'], { code: true })
  })
})
