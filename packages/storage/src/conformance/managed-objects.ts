import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ObjectChange } from '@latchkey/management/stores'
import { aCredential, aGroup, aResource, aRole, aScope, commit, removal, versionOf } from './managed-records.ts'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aClient, aClientId, anAccount } from './records.ts'

export function managedObjectConformance(create: CreateDatabase): void {
  describe('managed objects', () => {
    const nodes = twoNodes(create)

    test('an object of each type is found as it was committed, by id and by its unique property', async () => {
      const { here, there } = nodes()
      const account = anAccount()
      const key = aCredential('key', { accountId: account.accountId })
      const password = aCredential('pwd', { accountId: account.accountId })
      const clientId = 'https://client.example/metadata' as never
      const [client, role, group, scope] = [aClient({ clientId }), aRole(), aGroup(), aScope()]
      const resource = aResource({ scopeIds: [scope.scopeId] })
      const changes: readonly ObjectChange[] = [
        { object: 'Account', kind: 'create', record: account },
        { object: 'ApiKey', kind: 'create', record: key },
        { object: 'AppPassword', kind: 'create', record: password },
        { object: 'OAuthClient', kind: 'create', record: client },
        { object: 'Role', kind: 'create', record: role, owner: 'prod' },
        { object: 'Group', kind: 'create', record: group },
        { object: 'Scope', kind: 'create', record: scope },
        { object: 'Resource', kind: 'create', record: resource },
      ]
      assert.equal((await commit(here, changes)).kind, 'committed')
      const { objects } = there.management
      const keys = [account.username.toUpperCase(), key.digest, password.digest, clientId]
      const all = [...keys, role.description.toUpperCase(), group.name.toUpperCase(), scope.name, resource.resource]
      for (const [i, { object, kind, ...change }] of changes.entries()) {
        const found = await objects.findByKey(object, all[i] ?? '')
        assert.ok(kind === 'create' && found !== undefined && 'record' in change)
        assert.deepEqual(found.record, change.record)
        assert.deepEqual(await objects.find(object, [found.id, 'unknown', '', 'a b', 'x\0']), [found])
        assert.equal(found.owner, object === 'Role' ? 'prod' : undefined)
      }
      assert.deepEqual(await there.identity.accounts.find(account.accountId), account)
      assert.deepEqual(await there.provider.clients.find(clientId, now), client)
      assert.match((await objects.findByKey('OAuthClient', clientId))?.id ?? '', /^[A-Za-z0-9_-]{1,255}$/)
      assert.equal(await objects.findByKey('Scope', 'unknown'), undefined)
    })

    test('a settings object is always there, empty until it is first written', async () => {
      const { here, there } = nodes()
      const { objects } = here.management
      assert.deepEqual(await objects.find('OidcProvider', ['singleton', 'other']), [
        { id: 'singleton', version: 0, record: { json: '{}' } },
      ])
      const write = (version: number, json: string) =>
        commit(here, [{ object: 'OidcProvider', kind: 'replace', id: 'singleton', version, record: { json } }])
      assert.deepEqual(await write(1, '{"a":1}'), { kind: 'conflict', index: 0 })
      assert.equal((await write(0, '{"a":1}')).kind, 'committed')
      assert.deepEqual(await there.provider.settings.find('OidcProvider'), { json: '{"a":1}', version: 1 })
      assert.equal(await there.provider.settings.write('OidcProvider', '{"a":2}', 1, now), 'written')
      assert.equal(await versionOf(here, 'OidcProvider', 'singleton'), 2)
      const state = await objects.state('OidcProvider')
      assert.deepEqual(await objects.changes('OidcProvider', 0, 10), {
        ...{ created: [], updated: ['singleton'], destroyed: [], state, hasMore: false },
      })
    })

    test('an object is replaced and removed only as the writer has seen it', async () => {
      const { here, there } = nodes()
      const role = aRole()
      const changed = { ...role, enabledPermissions: ['authenticate'] }
      await commit(here, [{ object: 'Role', kind: 'create', record: role }])
      const version = await versionOf(there, 'Role', role.roleId)
      const replace = { object: 'Role', kind: 'replace', id: role.roleId, version, record: changed } as const
      assert.equal((await commit(there, [replace])).kind, 'committed')
      assert.deepEqual(await commit(here, [replace]), { kind: 'conflict', index: 0 })
      assert.deepEqual(await commit(here, [{ object: 'Role', kind: 'remove', id: role.roleId, version }]), {
        ...{ kind: 'conflict', index: 0 },
      })
      assert.ok((await versionOf(here, 'Role', role.roleId)) > version)
      assert.equal((await commit(here, [await removal(here, 'Role', role.roleId)])).kind, 'committed')
      assert.deepEqual(await here.management.objects.find('Role', [role.roleId]), [])
      assert.deepEqual(await commit(here, [replace]), { kind: 'conflict', index: 0 })
    })

    test('of 32 nodes and requests that replace one version one succeeds', async () => {
      for (const [object, record] of [
        ['Role', aRole()],
        ['Account', anAccount()],
        ['OAuthClient', aClient({ clientId: aClientId() })],
      ] as const) {
        await commit(nodes().here, [{ object, kind: 'create', record } as ObjectChange])
        const id = 'roleId' in record ? record.roleId : 'clientId' in record ? record.clientId : record.accountId
        const version = await versionOf(nodes().here, object, id)
        const answers = await race(32, nodes(), (storage, i) =>
          commit(storage, [{ object, kind: 'replace', id, version, record: { ...record, createdAt: now + i } } as ObjectChange]),
        )
        assert.deepEqual(tally(answers.map(({ kind }) => kind)), { committed: 1, conflict: 31 })
        const [stored] = await nodes().there.management.objects.find(object, [id])
        assert.equal(stored?.record.createdAt, now + answers.findIndex(({ kind }) => kind === 'committed'))
      }
    })

    test('a unique property that another object has is refused with that object', async () => {
      const { here } = nodes()
      const [group, account] = [aGroup(), anAccount()]
      const client = aClient()
      const make = (...changes: readonly ObjectChange[]) => commit(here, changes)
      await make({ object: 'Group', kind: 'create', record: group }, { object: 'OAuthClient', kind: 'create', record: client })
      await make({ object: 'Account', kind: 'create', record: account })
      const other = { object: 'Group', kind: 'create', record: aGroup() } as const
      const same = aGroup({ name: ` ${group.name.toUpperCase()}` })
      assert.deepEqual(await make(other, { object: 'Group', kind: 'create', record: same }), {
        ...{ kind: 'exists', index: 1, property: 'name', id: group.groupId },
      })
      assert.deepEqual(await here.management.objects.find('Group', [other.record.groupId]), [])
      assert.deepEqual(await make({ object: 'OAuthClient', kind: 'create', record: client }), {
        ...{ kind: 'exists', index: 0, property: 'clientId', id: client.clientId },
      })
      const namesake = anAccount({ username: account.username.toUpperCase() })
      const taken = await make({ object: 'Account', kind: 'create', record: namesake })
      assert.ok(taken.kind === 'exists' && taken.id === account.accountId)
      const subject = await make({ object: 'Account', kind: 'create', record: anAccount({ subject: account.subject }) })
      assert.ok(subject.kind === 'exists' && subject.id === account.accountId)
      const twins = ['a', 'b'].map((description) => aRole({ description: 'twin', roleId: `rol_twin${description}` }))
      assert.deepEqual(await make(...twins.map((record) => ({ object: 'Role', kind: 'create', record }) as const)), {
        ...{ kind: 'exists', index: 1, property: 'description', id: 'rol_twina' },
      })
    })

    test('of 32 concurrent objects of one name one is made', async () => {
      const answers = await race(32, nodes(), (storage) =>
        commit(storage, [{ object: 'Scope', kind: 'create', record: aScope({ name: 'raced' }) }]),
      )
      assert.deepEqual(tally(answers.map(({ kind }) => kind)), { committed: 1, exists: 31 })
    })

    test('what counts is how things are after all changes: names can change hands within a commit', async () => {
      const { here } = nodes()
      const [a, b, c] = [aGroup(), aGroup(), aGroup()]
      await commit(
        here,
        [a, b, c].map((record) => ({ object: 'Group', kind: 'create', record })),
      )
      const [first, second] = [anAccount(), anAccount()]
      await commit(
        here,
        [first, second].map((record) => ({ object: 'Account', kind: 'create', record })),
      )
      const version = await versionOf(here, 'Group', a.groupId)
      const outcome = await commit(here, [
        { object: 'Group', kind: 'replace', id: a.groupId, version, record: { ...a, name: b.name } },
        {
          object: 'Group',
          kind: 'replace',
          id: b.groupId,
          version: await versionOf(here, 'Group', b.groupId),
          record: { ...b, name: a.name },
        },
        { object: 'Group', kind: 'create', record: aGroup({ groupId: 'grp_heir', name: c.name }) },
        await removal(here, 'Group', c.groupId),
        {
          object: 'Account',
          kind: 'replace',
          id: first.accountId,
          version: now,
          record: { ...first, username: second.username },
        },
        {
          object: 'Account',
          kind: 'replace',
          id: second.accountId,
          version: now,
          record: { ...second, username: first.username },
        },
      ])
      assert.equal(outcome.kind, 'committed')
      const { objects } = here.management
      assert.equal((await objects.findByKey('Group', b.name))?.id, a.groupId)
      assert.equal((await objects.findByKey('Group', a.name))?.id, b.groupId)
      assert.equal((await objects.findByKey('Group', c.name))?.id, 'grp_heir')
      assert.equal((await objects.findByKey('Account', second.username))?.id, first.accountId)
    })

    test('the subject of an account never changes', async () => {
      const { here } = nodes()
      const account = anAccount()
      await commit(here, [{ object: 'Account', kind: 'create', record: account }])
      const record = { ...account, subject: 'another' as never, disabled: true }
      await commit(here, [{ object: 'Account', kind: 'replace', id: account.accountId, version: now, record }])
      const [stored] = await here.management.objects.find('Account', [account.accountId])
      assert.deepEqual([stored?.record.subject, stored?.record.disabled, stored?.version], [account.subject, true, now + 1])
    })

    test('a client whose time is over makes room for one of its id', async () => {
      const { here } = nodes()
      const old = aClient({ expiresAt: now })
      await here.provider.clients.insert({ ...old, expiresAt: now + 1 })
      const fresh = aClient({ clientId: old.clientId, name: 'fresh' })
      const change = { object: 'OAuthClient', kind: 'create', record: fresh } as const
      assert.equal((await commit(here, [change])).kind, 'exists')
      assert.equal((await commit(here, [change], { now: now + 1 })).kind, 'committed')
      assert.equal((await here.provider.clients.find(old.clientId, now + 1))?.name, 'fresh')
      const revisions = await here.management.revisions.query({
        object: 'OAuthClient',
        id: old.clientId,
        isAscending: true,
        limit: 9,
      })
      assert.deepEqual(
        revisions.map(({ kind }) => kind),
        ['created', 'destroyed', 'created'],
      )
    })

    test('an owner is set, kept, taken away and gone with its object', async () => {
      const { here, there } = nodes()
      const role = aRole()
      const owner = async () => (await there.management.objects.find('Role', [role.roleId]))[0]?.owner
      const replace = async (given: { readonly owner?: string | null }) => {
        const version = await versionOf(here, 'Role', role.roleId)
        return commit(here, [{ object: 'Role', kind: 'replace', id: role.roleId, version, record: role, ...given }])
      }
      await commit(here, [{ object: 'Role', kind: 'create', record: role, owner: 'prod' }])
      assert.equal(await owner(), 'prod')
      const same = await replace({})
      assert.deepEqual([await owner(), same], ['prod', { kind: 'committed', revisions: [undefined] }])
      await replace({ owner: 'staging' })
      assert.equal(await owner(), 'staging')
      await replace({ owner: null })
      assert.equal(await owner(), undefined)
      await replace({ owner: 'prod' })
      await commit(here, [await removal(here, 'Role', role.roleId)])
      await commit(here, [{ object: 'Role', kind: 'create', record: role }])
      assert.equal(await owner(), undefined)
    })
  })
}
