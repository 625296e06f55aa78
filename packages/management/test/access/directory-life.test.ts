import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AccessKit, errorOf, made } from './access-kit.ts'

describe('a role', () => {
  test('is created, read, changed, found and destroyed', async () => {
    await using kit = await AccessKit.open()
    const { operator } = kit
    const base = made(await kit.create(operator, 'Role', { description: 'Base' }))
    const value = {
      description: 'Help desk',
      roleIds: { [base.id]: true },
      enabledPermissions: { sysAccountGet: true, sysAccountQuery: true },
      disabledPermissions: { sysAccountDestroy: true },
    }
    const { id } = made(await kit.create(operator, 'Role', value))
    assert.match(id, /^rol_/)
    const rest = { createdAt: '2030-01-15T12:00:00Z', managedBy: null }
    assert.deepEqual(await kit.get(operator, 'Role', id), { id, ...value, ...rest })
    const patch = { description: 'Desk', 'enabledPermissions/sysAccountQuery': null, 'disabledPermissions/sysRoleGet': true }
    assert.ok('done' in (await kit.update(operator, 'Role', id, patch)))
    assert.deepEqual(await kit.get(operator, 'Role', id), {
      id,
      ...value,
      ...rest,
      description: 'Desk',
      enabledPermissions: { sysAccountGet: true },
      disabledPermissions: { sysAccountDestroy: true, sysRoleGet: true },
    })
    assert.deepEqual(await kit.query(operator, 'Role', { description: 'DESK' }), [id])
    assert.deepEqual(await kit.query(operator, 'Role', { roleIds: base.id }), [id])
    assert.equal(errorOf(await kit.destroy(operator, 'Role', base.id)).type, 'objectIsLinked')
    assert.ok('done' in (await kit.destroy(operator, 'Role', id)))
    assert.ok('done' in (await kit.destroy(operator, 'Role', base.id)))
    assert.equal(await kit.get(operator, 'Role', id), undefined)
  })

  test('has a name of its own, of visible characters', async () => {
    await using kit = await AccessKit.open()
    const { id } = made(await kit.create(kit.operator, 'Role', { description: 'Desk' }))
    const taken = errorOf(await kit.create(kit.operator, 'Role', { description: 'DESK' }))
    assert.deepEqual([taken.type, 'objectId' in taken && taken.objectId], ['primaryKeyViolation', id])
    for (const description of ['a\u200bb', 'two  blanks', 'a\nb', '  ']) {
      assert.equal(errorOf(await kit.create(kit.operator, 'Role', { description })).type, 'validationFailed', description)
    }
    assert.equal(errorOf(await kit.create(kit.operator, 'Role', {})).type, 'validationFailed')
  })

  test('cannot have a permission that there is not', async () => {
    await using kit = await AccessKit.open()
    const value = { description: 'r', enabledPermissions: { sysDirectoryGet: true } }
    assert.equal(errorOf(await kit.create(kit.operator, 'Role', value)).type, 'invalidPatch')
  })

  test('cannot extend itself, over others neither, nor a role that does not exist', async () => {
    await using kit = await AccessKit.open()
    const { operator } = kit
    const one = made(await kit.create(operator, 'Role', { description: 'one' }))
    const two = made(await kit.create(operator, 'Role', { description: 'two', roleIds: { [one.id]: true } }))
    const three = made(await kit.create(operator, 'Role', { description: 'three', roleIds: { [two.id]: true } }))
    for (const target of [one, two, three]) {
      const error = errorOf(await kit.update(operator, 'Role', one.id, { roleIds: { [target.id]: true } }))
      assert.deepEqual([error.type, 'properties' in error && error.properties], ['invalidProperties', ['roleIds']])
    }
    const nowhere = errorOf(await kit.update(operator, 'Role', one.id, { roleIds: { rol_nowhere: true } }))
    assert.equal(nowhere.type, 'invalidForeignKey')
  })
})

describe('a group', () => {
  test('is created, read, changed, found and destroyed', async () => {
    await using kit = await AccessKit.open()
    const { operator } = kit
    const role = made(await kit.create(operator, 'Role', { description: 'role' }))
    const { id } = made(await kit.create(operator, 'Group', { name: 'Staff', description: 'Everybody' }))
    const rest = { createdAt: '2030-01-15T12:00:00Z', managedBy: null }
    const before = { id, name: 'Staff', description: 'Everybody', roleIds: {}, ...rest }
    assert.deepEqual(await kit.get(operator, 'Group', id), before)
    const patch = { description: null, [`roleIds/${role.id}`]: true }
    assert.ok('done' in (await kit.update(operator, 'Group', id, patch)))
    assert.deepEqual(await kit.get(operator, 'Group', id), { ...before, description: null, roleIds: { [role.id]: true } })
    assert.deepEqual(await kit.query(operator, 'Group', { name: 'staff' }), [id])
    assert.equal(errorOf(await kit.create(operator, 'Group', { name: 'ＳＴＡＦＦ' })).type, 'primaryKeyViolation')
    assert.equal(errorOf(await kit.destroy(operator, 'Role', role.id)).type, 'objectIsLinked')
    assert.ok('done' in (await kit.destroy(operator, 'Group', id)))
    assert.equal(await kit.get(operator, 'Group', id), undefined)
  })

  test('that has members is not destroyed', async () => {
    await using kit = await AccessKit.open()
    const { operator } = kit
    const { id } = made(await kit.create(operator, 'Group', { name: 'staff' }))
    const member = made(await kit.create(operator, 'Account', { name: 'ada', memberGroupIds: { [id]: true } }))
    const error = errorOf(await kit.destroy(operator, 'Group', id))
    assert.ok(error.type === 'objectIsLinked')
    assert.deepEqual(error.linkedObjects, [{ object: 'x:Account', id: member.id }])
  })
})

describe('API keys and app passwords', () => {
  for (const [type, prefix, idPrefix] of [
    ['ApiKey', 'lk_ak_', 'key_'],
    ['AppPassword', 'lk_ap_', 'pwd_'],
  ] as const) {
    test(`${type}: is created, read, changed, found and destroyed`, async () => {
      await using kit = await AccessKit.open()
      const account = await kit.account('ada')
      const caller = await kit.as(account)
      const value = {
        description: 'Backup',
        expiresAt: '2031-01-01T00:00:00Z',
        permissions: { '@type': 'Replace', permissions: { authenticate: true } },
        allowedIps: { '192.0.2.0/24': true },
      }
      const { id, members } = made(await kit.create(caller, type, value))
      assert.ok(id.startsWith(idPrefix) && String(members['secret']).startsWith(prefix))
      const rest = { secret: '****', accountId: account.accountId, createdAt: '2030-01-15T12:00:00Z' }
      const { ...shown } = await kit.get(caller, type, id)
      assert.deepEqual(shown, { id, ...value, ...rest })
      const patch = { description: 'Other', expiresAt: null, permissions: { '@type': 'Inherit' }, allowedIps: {}, secret: '****' }
      assert.ok('done' in (await kit.update(caller, type, id, patch)))
      assert.deepEqual(await kit.get(caller, type, id), { id, ...patch, ...rest })
      assert.deepEqual(await kit.query(caller, type, { text: 'oth' }), [id])
      assert.equal(errorOf(await kit.update(caller, type, id, { secret: 'mine' })).type, 'invalidPatch')
      assert.equal(errorOf(await kit.update(caller, type, id, { accountId: 'acc_other' })).type, 'invalidPatch')
      assert.ok('done' in (await kit.destroy(caller, type, id)))
      assert.equal(await kit.get(caller, type, id), undefined)
    })

    test(`${type}: what is wrong with one is said`, async () => {
      await using kit = await AccessKit.open()
      const caller = await kit.as(await kit.account('ada'))
      const table: readonly (readonly [value: Readonly<Record<string, unknown>>, property: string])[] = [
        [{}, 'description'],
        [{ description: 'x', expiresAt: '2030-01-15T12:00:00Z' }, 'expiresAt'],
        [{ description: 'x', allowedIps: { 'not-a-network': true } }, 'allowedIps/not-a-network'],
        [{ description: 'x', allowedIps: { '192.0.2.0/33': true } }, 'allowedIps/192.0.2.0~133'],
      ]
      for (const [value, property] of table) {
        const error = errorOf(await kit.create(caller, type, value))
        assert.ok(error.type === 'validationFailed', JSON.stringify(error))
        assert.deepEqual(
          error.validationErrors.map((mistake) => mistake.property),
          [property],
        )
      }
    })

    test(`${type}: nobody has more than the policy says`, async () => {
      await using kit = await AccessKit.open()
      const caller = await kit.as(await kit.account('ada'))
      const other = await kit.as(await kit.account('bob'))
      const property = type === 'ApiKey' ? 'maxApiKeys' : 'maxAppPasswords'
      assert.ok('done' in (await kit.update(kit.operator, 'Authentication', 'singleton', { [property]: 2 })))
      const ids = [1, 2].map(async (count) => made(await kit.create(caller, type, { description: `key ${count}` })).id)
      const [first = ''] = await Promise.all(ids)
      assert.deepEqual(errorOf(await kit.create(caller, type, { description: 'key 3' })), {
        type: 'overQuota',
        description: 'An account can have 2 of them.',
      })
      made(await kit.create(other, type, { description: 'key 1' }))
      assert.ok('done' in (await kit.update(caller, type, first, { description: 'renamed' })))
      assert.ok('done' in (await kit.destroy(caller, type, first)))
      made(await kit.create(caller, type, { description: 'key 3' }))
      await kit.update(kit.operator, 'Authentication', 'singleton', { [property]: 0 })
      assert.equal(errorOf(await kit.create(other, type, { description: 'key 2' })).type, 'overQuota')
    })

    test(`${type}: the secret is in no revision`, async () => {
      await using kit = await AccessKit.open()
      const caller = await kit.as(await kit.account('ada'))
      const { members } = made(await kit.create(caller, type, { description: 'x' }))
      const secret = String(members['secret'])
      const revisions = await kit.storage.management.revisions.query({ isAscending: false, limit: 10 })
      const text = JSON.stringify(revisions)
      assert.equal(text.includes(secret), false)
      assert.equal(text.includes(kit.crypto.digest(secret)), false)
      assert.equal(revisions[0]?.object, type)
    })
  }
})

describe('a secret that the caller said', () => {
  test('is not in the answer, not even as a mask', async () => {
    await using kit = await AccessKit.open()
    const secret = 'a-secret-of-more-than-thirty-two-letters'
    const redirectUris = ['https://app.example/callback']
    const { id, members } = made(await kit.create(kit.operator, 'OAuthClient', { clientId: 'app', redirectUris, secret }))
    const outcome = await kit.update(kit.operator, 'OAuthClient', id, { secret: `another-${secret}` })
    assert.ok('done' in outcome)
    assert.deepEqual([Object.hasOwn(members, 'secret'), Object.hasOwn(outcome.done, 'secret')], [false, false])
  })

  test('is not said back when it stands in keys that must be public', async () => {
    await using kit = await AccessKit.open()
    const jwks = JSON.stringify({ keys: [{ d: 'private-part', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] })
    const redirectUris = ['https://app.example/callback']
    const error = errorOf(await kit.create(kit.operator, 'OAuthClient', { clientId: 'app', redirectUris, jwks }))
    assert.equal(error.type, 'validationFailed')
    assert.doesNotMatch(JSON.stringify(error), /private-part/)
  })
})
