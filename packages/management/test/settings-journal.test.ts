import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClientId, type Origin, systemOrigin } from '@latchkey/core'
import { createClient, openAuthentication, openScopes } from '@latchkey/management'
import { TestManagement } from './test-management.ts'

const origin: Origin = { actor: { kind: 'operator' }, through: 'command-line' }

async function settled(until: () => boolean): Promise<void> {
  for (let count = 0; count < 200 && !until(); count += 1) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(until(), true)
}

describe('the OidcProvider object in the journal', () => {
  async function revisions(kit: TestManagement) {
    return kit.journal.revisions.query({ object: 'OidcProvider', isAscending: true, limit: 100 })
  }

  test('its first values are a revision of the start, each change is one of whoever made it', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    await object.set({ accessTokenExpiry: '2h' }, origin)
    const [first, second, ...others] = await revisions(kit)
    assert.deepEqual(others, [])
    assert.deepEqual([first?.origin, first?.changedSecrets], [systemOrigin, ['encryptionKey/secret', 'signatureKey/secret']])
    assert.deepEqual([second?.kind, second?.origin, second?.changedSecrets], ['updated', origin, []])
    assert.deepEqual([second?.before?.['accessTokenExpiry'], second?.after?.['accessTokenExpiry']], [3_600_000, 7_200_000])
    assert.deepEqual(second?.after?.['encryptionKey'], { '@type': 'Value', secret: '****' })
  })

  test('a change that changes nothing is no revision, whether it sends masks or the same secret', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const { id: _id, ...whole } = object.get()
    const { encryptionKey, signatureKey } = object.current()
    for (const patch of [{}, whole, { 'encryptionKey/secret': encryptionKey }, { 'signatureKey/secret': signatureKey }]) {
      assert.deepEqual(await object.set(patch, origin), { updated: true })
    }
    assert.equal((await revisions(kit)).length, 1)
  })

  test('another secret is a revision that names its pointer and holds nothing of it', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    await object.set({ encryptionKey: { '@type': 'Value', secret: 'another encryption key' } }, origin)
    const last = (await revisions(kit)).at(-1)
    assert.deepEqual(last?.changedSecrets, ['encryptionKey/secret'])
    assert.equal(JSON.stringify(last).includes('another encryption key'), false)
    assert.deepEqual(last?.before, last?.after)
  })

  test('a refused change is no revision', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    await object.set({ authCodeMaxAttempts: 0 }, origin)
    await object.set({ signatureAlgorithm: 'rs256' }, origin)
    assert.equal((await revisions(kit)).length, 1)
  })
})

describe('Authentication in memory', () => {
  test('has its defaults while nothing is stored, and writes nothing', async () => {
    await using kit = await TestManagement.open()
    const object = await openAuthentication(kit)
    assert.deepEqual(object.current(), {
      passwordMinLength: 8,
      passwordMaxLength: 256,
      maxApiKeys: 5,
      maxAppPasswords: 5,
      defaultUserRoleIds: [],
      sessionExpiry: 14 * 24 * 3_600_000,
      revokeGrantsOnLogout: 'revoke-online',
    })
    assert.equal(await kit.stores.settings.find('Authentication'), undefined)
    object.close()
  })

  test('follows what is stored: at the start, after a refresh, and when it hears of a change', async () => {
    await using kit = await TestManagement.open()
    const { settings } = kit.stores
    await settings.write('Authentication', '{"maxApiKeys":1,"laterField":{}}', 0, kit.now)
    const here = await openAuthentication(kit)
    assert.equal(here.current().maxApiKeys, 1)
    assert.equal('laterField' in here.current(), false)
    await settings.write('Authentication', '{"maxApiKeys":2,"defaultUserRoleIds":{"rol_1":true}}', 1, kit.now)
    await here.refresh()
    assert.deepEqual([here.current().maxApiKeys, here.current().defaultUserRoleIds], [2, ['rol_1']])
    await settings.write('Authentication', '{}', 2, kit.now)
    await settled(() => here.current().maxApiKeys === 5)
    here.close()
  })
})

describe('scopes in memory', () => {
  const scope = (name: string) =>
    ({
      object: 'Scope',
      kind: 'create',
      record: { scopeId: `scp_${name}`, name, description: `Do ${name}`, createdAt: 1, updatedAt: 1 },
    }) as const

  test('are loaded in the order of their names, also many, and stay the same list until one changes', async () => {
    await using kit = await TestManagement.open()
    const names = Array.from({ length: 1_234 }, (_, index) => `s${String(index).padStart(4, '0')}`)
    await kit.objects.commit(names.toReversed().map(scope), { origin, now: kit.now })
    const scopes = await openScopes(kit.objects)
    assert.deepEqual(
      scopes.current().map(({ name }) => name),
      names,
    )
    const before = scopes.current()
    await scopes.refresh()
    assert.equal(scopes.current(), before)
    await kit.objects.commit([scope('added')], { origin, now: kit.now })
    await scopes.refresh()
    assert.deepEqual(scopes.current()[0], { name: 'added', description: 'Do added' })
    const [stored] = await kit.objects.find('Scope', ['scp_added'])
    assert.ok(stored)
    await kit.objects.commit([{ object: 'Scope', kind: 'remove', id: stored.id, version: stored.version }], {
      origin,
      now: kit.now,
    })
    await settled(() => scopes.current().length === names.length)
    scopes.close()
  })

  test('can be listed by a client that is created without the API', async () => {
    await using kit = await TestManagement.open()
    const input = { name: 'App', redirectUris: ['https://rp.example/cb'], scopes: ['openid', 'calendar'] }
    assert.ok('error' in (await createClient(kit, input)))
    await kit.objects.commit([scope('calendar')], { origin, now: kit.now })
    const result = await createClient(kit, { ...input, clientId: 'app' as ClientId }, origin)
    assert.ok('created' in result)
    const [revision] = await kit.journal.revisions.query({ object: 'OAuthClient', isAscending: true, limit: 2 })
    assert.deepEqual([revision?.origin, revision?.label], [origin, 'app'])
  })
})
