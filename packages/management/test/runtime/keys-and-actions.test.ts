import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { algorithmOfSetting, type SigningAlgorithm } from '@latchkey/core'
import type { Caller, JsonObject } from '@latchkey/management'
import { minute, only, RuntimeKit } from './runtime-kit.ts'

async function act(kit: RuntimeKit, value: JsonObject, caller?: Caller): Promise<JsonObject> {
  return kit.call('x:Action/set', { create: { r: value } }, caller)
}

async function jwks(kit: RuntimeKit, use = 'sig'): Promise<readonly string[]> {
  return (await kit.provider.jwks()).keys.filter((key) => key['use'] === use).map((key) => key['kid'] ?? '')
}

/** Makes the ring generate a key of the algorithm. */
async function ringKey(kit: RuntimeKit, algorithm: SigningAlgorithm): Promise<string> {
  const done = only(await act(kit, { '@type': 'RotateKeys', algorithm }), 'created')
  return String(done['kid'])
}

describe('x:SigningKey', () => {
  test('the primary key stands first, without any private part', async () => {
    await using kit = await RuntimeKit.open()
    const kid = await ringKey(kit, 'RS256')
    await kit.provider.jwks()
    const [primary, ring, ...more] = (await kit.search('x:SigningKey')).filter(({ use }) => use !== 'encryption')
    assert.equal(more.length, 0)
    assert.deepEqual([primary?.['use'], primary?.['algorithm'], primary?.['publishedUntil']], ['primary', 'ES256', null])
    assert.deepEqual([ring?.['id'], ring?.['kid'], ring?.['use'], ring?.['algorithm']], [kid, kid, 'ring', 'RS256'])
    for (const key of [primary, ring]) {
      const jwk = JSON.parse(String(key?.['publicKey']))
      assert.deepEqual([jwk.kid, jwk.use, jwk.alg], [key?.['kid'], 'sig', key?.['algorithm']])
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(member in jwk, false)
    }
    assert.ok(!JSON.stringify([primary, ring]).includes('PRIVATE'))
    assert.deepEqual((await kit.call('x:SigningKey/query', { filter: { use: 'ring' } }))['ids'], [kid])
    assert.deepEqual((await kit.call('x:SigningKey/query', { filter: { algorithm: 'PS256' } }))['ids'], [])
  })

  test('the state is the same while nothing changes, and another one after a rotation', async () => {
    await using kit = await RuntimeKit.open()
    await kit.provider.jwks()
    const state = async () => (await kit.call('x:SigningKey/get', { ids: [] }))['state']
    const before = await state()
    assert.equal(await state(), before)
    assert.equal((await kit.call('x:SigningKey/changes', { sinceState: before ?? '' }))['newState'], before)
    await ringKey(kit, 'ES384')
    assert.notEqual(await state(), before)
    assert.equal((await kit.call('x:SigningKey/changes', { sinceState: before ?? '' }))['type'], 'cannotCalculateChanges')
  })

  test('a key of the ring that is destroyed signs no more, and is published until its last token has expired', async () => {
    await using kit = await RuntimeKit.open()
    const kid = await ringKey(kit, 'RS256')
    assert.ok((await jwks(kit)).includes(kid))
    assert.deepEqual((await kit.call('x:SigningKey/set', { destroy: [kid] }))['destroyed'], [kid])
    const [key] = await kit.search('x:SigningKey', { filter: { use: 'retired' } })
    assert.deepEqual([key?.['id'], key?.['publishedUntil']], [kid, '2026-01-15T13:01:00Z'])
    assert.ok((await jwks(kit)).includes(kid))
    const again = only(await kit.call('x:SigningKey/set', { destroy: [kid] }), 'notDestroyed')
    assert.equal(again['type'], 'forbidden')
    kit.advance(60 * minute)
    assert.ok((await jwks(kit)).includes(kid))
    kit.advance(2 * minute)
    assert.ok(!(await jwks(kit)).includes(kid))
    assert.deepEqual((await kit.call('x:SigningKey/get', { ids: [kid] }))['notFound'], [kid])
  })

  test('tokens from before a shorter life are counted with the life that they have', async () => {
    await using kit = await RuntimeKit.open()
    const kid = await ringKey(kit, 'RS256')
    const set = (idTokenExpiry: string) => kit.call('x:OidcProvider/set', { update: { singleton: { idTokenExpiry } } })
    await set('1d')
    kit.advance(minute)
    await set('5m')
    kit.advance(minute)
    await kit.call('x:SigningKey/set', { destroy: [kid] })
    const [key] = await kit.search('x:SigningKey', { filter: { use: 'retired' } })
    assert.equal(key?.['publishedUntil'], '2026-01-16T12:02:00Z')
  })

  test('the primary key cannot be destroyed; the error says what to do', async () => {
    await using kit = await RuntimeKit.open()
    const [primary] = await kit.search('x:SigningKey', { filter: { use: 'primary' } })
    const error = only(await kit.call('x:SigningKey/set', { destroy: [primary?.['id'] ?? ''] }), 'notDestroyed')
    assert.equal(error['type'], 'forbidden')
    assert.match(String(error['description']), /RotateKeys/)
  })
})

describe('x:Action', () => {
  test('ReloadSettings is created, as existing scripts expect', async () => {
    await using kit = await RuntimeKit.open()
    const created = only(await act(kit, { '@type': 'ReloadSettings' }), 'created')
    assert.match(String(created['id']), /^act_/)
    assert.deepEqual((await kit.call('x:Action/get', { ids: [created['id'] ?? ''] }))['notFound'], [created['id']])
    assert.deepEqual((await kit.call('x:Action/query', { calculateTotal: true }))['total'], 0)
  })

  test('ReloadSettings reads secrets again, and says which one cannot be read', async () => {
    await using kit = await RuntimeKit.open()
    kit.environment.set('OIDC_KEY', 'the first key of the environment')
    const source = { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' }
    await kit.call('x:OidcProvider/set', { update: { singleton: { encryptionKey: source } } })
    assert.equal(kit.oidcProvider.current().encryptionKey, 'the first key of the environment')
    kit.environment.set('OIDC_KEY', 'the second key of the environment')
    only(await act(kit, { '@type': 'ReloadSettings' }), 'created')
    assert.equal(kit.oidcProvider.current().encryptionKey, 'the second key of the environment')
    kit.environment.delete('OIDC_KEY')
    const error = only(await act(kit, { '@type': 'ReloadSettings' }), 'notCreated')
    assert.equal(error['type'], 'validationFailed')
    assert.match(String(error['description']), /OIDC_KEY/)
    assert.equal(kit.oidcProvider.current().encryptionKey, 'the second key of the environment')
  })

  test('RotateKeys of an algorithm: a new key signs at once, the old one stays published', async () => {
    await using kit = await RuntimeKit.open()
    const old = await ringKey(kit, 'ES384')
    assert.ok((await jwks(kit)).includes(old))
    const next = await ringKey(kit, 'ES384')
    assert.notEqual(next, old)
    const published = await jwks(kit)
    assert.ok(published.includes(old) && published.includes(next))
    const ring = await kit.search('x:SigningKey', { filter: { use: 'ring' } })
    assert.deepEqual(
      ring.map(({ id }) => id),
      [next],
    )
  })

  test('RotateKeys without an algorithm replaces the key of the settings by one of the same algorithm', async () => {
    await using kit = await RuntimeKit.open()
    const [before] = await jwks(kit)
    const created = only(await act(kit, { '@type': 'RotateKeys' }), 'created')
    const published = await jwks(kit)
    assert.equal(published[0], created['kid'])
    assert.notEqual(created['kid'], before)
    assert.ok(published.includes(before ?? ''))
    const [primary] = await kit.search('x:SigningKey', { filter: { use: 'primary' } })
    assert.deepEqual([primary?.['id'], primary?.['algorithm']], [created['kid'], 'ES256'])
    const [revision] = await kit.search('x:Revision')
    assert.equal(revision?.['object'], 'OidcProvider')
    assert.deepEqual(revision?.['fieldChanges'], {})
    assert.match(Object.keys(revision?.['changedSecrets'] ?? {})[0] ?? '', /signatureKey/)
    kit.advance(16 * minute)
    assert.ok((await jwks(kit)).includes(before ?? ''))
    kit.advance(24 * 60 * minute)
    assert.ok(!(await jwks(kit)).includes(before ?? ''))
  })

  test('RotateKeys refuses keys that are not the server own, with what to do', async () => {
    await using kit = await RuntimeKit.open()
    const { privatePem } = await kit.crypto.generateKey(algorithmOfSetting('es256'))
    kit.environment.set('SIGNING_KEY', privatePem)
    const source = { '@type': 'EnvironmentVariable', variableName: 'SIGNING_KEY' }
    await kit.call('x:OidcProvider/set', { update: { singleton: { signatureKey: source } } })
    const outside = only(await act(kit, { '@type': 'RotateKeys', algorithm: 'ES256' }), 'notCreated')
    assert.equal(outside['type'], 'forbidden')
    assert.match(String(outside['description']), /ReloadSettings/)
    await kit.call('x:OidcProvider/set', { update: { singleton: { signatureAlgorithm: 'hs256' } } })
    const hmac = only(await act(kit, { '@type': 'RotateKeys' }), 'notCreated')
    assert.equal(hmac['type'], 'forbidden')
    assert.match(String(hmac['description']), /secrets of the clients/)
  })

  test('EndSessions signs an account out everywhere and revokes what it allowed, of nobody else', async () => {
    await using kit = await RuntimeKit.open()
    const [alice, bob] = [await kit.account('alice'), await kit.account('bob')]
    const clientId = await kit.client()
    const sessions = [await kit.signIn(alice), await kit.signIn(alice), await kit.signIn(bob)]
    const grants = [await kit.grant(alice, clientId), await kit.grant(bob, clientId)]
    const created = only(await act(kit, { '@type': 'EndSessions', accountId: alice.accountId }), 'created')
    assert.deepEqual([created['sessions'], created['grants']], [2, 1])
    assert.deepEqual((await kit.call('x:Session/query'))['ids'], [sessions[2]?.sessionId])
    assert.deepEqual((await kit.call('x:Grant/query'))['ids'], [grants[1]?.grantId])
    for (const session of sessions.slice(0, 2)) {
      assert.equal(await kit.storage.provider.sessions.findByCookie(session.digest, kit.now), undefined)
    }
    const unknown = only(await act(kit, { '@type': 'EndSessions', accountId: 'acc_unknown' }), 'notCreated')
    assert.equal(unknown['type'], 'invalidForeignKey')
  })

  test('Rollback puts back what was changed since', async () => {
    await using kit = await RuntimeKit.open()
    const revision = await kit.storage.management.revisions.latest()
    await kit.call('x:OidcProvider/set', { update: { singleton: { authCodeMaxAttempts: 7 } } })
    const created = only(await act(kit, { '@type': 'Rollback', revision }), 'created')
    assert.deepEqual([created['created'], created['updated'], created['destroyed']], [0, 1, 0])
    assert.equal(kit.oidcProvider.current().authCodeMaxAttempts, 3)
    const future = await act(kit, { '@type': 'Rollback', revision: 1_000_000 })
    assert.ok('notCreated' in future, JSON.stringify(future))
  })

  test('VerifyAudit says whether the chain holds, and where not', async () => {
    await using kit = await RuntimeKit.open()
    await kit.call('x:AuditEvent/query')
    const intact = only(await act(kit, { '@type': 'VerifyAudit' }), 'created')
    assert.deepEqual([intact['intact'], intact['problem']], [true, null])
    await kit.storage.management.audit.seal()
    kit.tamper('delete from audit_events where sequence = 2')
    const broken = only(await act(kit, { '@type': 'VerifyAudit' }), 'created')
    assert.deepEqual([broken['intact'], broken['events']], [false, 1])
  })

  const wrong: readonly (readonly [value: JsonObject, type: string, property: string])[] = [
    [{}, 'invalidPatch', '@type'],
    [{ '@type': 'toString' }, 'invalidPatch', '@type'],
    [{ '@type': 7 }, 'invalidPatch', '@type'],
    [{ '@type': 'ReloadSettings', now: true }, 'invalidPatch', 'now'],
    [{ '@type': 'RotateKeys', algorithm: 'HS256' }, 'invalidPatch', 'algorithm'],
    [{ '@type': 'RotateKeys', algorithm: 5 }, 'invalidPatch', 'algorithm'],
    [{ '@type': 'RotateKeys', kid: 'mine' }, 'invalidPatch', 'kid'],
    [{ '@type': 'EndSessions' }, 'validationFailed', 'accountId'],
    [{ '@type': 'EndSessions', accountId: 'a b' }, 'invalidPatch', 'accountId'],
    [{ '@type': 'Rollback', revision: -1 }, 'invalidPatch', 'revision'],
  ]
  for (const [value, type, property] of wrong) {
    test(`${JSON.stringify(value)} is refused`, async () => {
      await using kit = await RuntimeKit.open()
      const error = only(await act(kit, value), 'notCreated')
      assert.equal(error['type'], type)
      assert.ok(JSON.stringify(error).includes(`"${property}"`), JSON.stringify(error))
    })
  }

  test('an action gives nobody what they lack', async () => {
    await using kit = await RuntimeKit.open()
    const caller: Caller = { ...kit.operator, permissions: new Set(['sysActionCreate']) }
    const account = await kit.account('alice')
    for (const value of [
      { '@type': 'RotateKeys' },
      { '@type': 'EndSessions', accountId: account.accountId },
      { '@type': 'VerifyAudit' },
    ]) {
      assert.equal(only(await act(kit, value, caller), 'notCreated')['type'], 'forbidden', value['@type'])
    }
    only(await act(kit, { '@type': 'ReloadSettings' }, caller), 'created')
    assert.equal((await act(kit, { '@type': 'ReloadSettings' }, { ...caller, permissions: new Set() }))['type'], 'forbidden')
  })
})
