import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import type { ObjectChange } from '@latchkey/management/stores'
import { aCredential, aGroup, aRole, commit, removal, versionOf } from './managed-records.ts'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import { aClient, aCode, aGrant, anAccount, aSession } from './records.ts'

/** What must hold between managed objects, and what goes with them. */
export function objectRuleConformance(create: CreateDatabase): void {
  describe('rules between managed objects', () => {
    const nodes = twoNodes(create)

    test('a reference must lead somewhere after the commit, whatever the order of the changes', async () => {
      const { here } = nodes()
      const role = aRole()
      const group = aGroup({ roleIds: [role.roleId] })
      const make = { object: 'Group', kind: 'create', record: group } as const
      assert.deepEqual(await commit(here, [make]), {
        ...{ kind: 'missing-reference', index: 0, object: 'Role', id: role.roleId },
      })
      assert.equal((await commit(here, [make, { object: 'Role', kind: 'create', record: role }])).kind, 'committed')
      const removeBoth = [await removal(here, 'Role', role.roleId), await removal(here, 'Group', group.groupId)]
      assert.deepEqual(await commit(here, removeBoth.slice(0, 1)), {
        ...{ kind: 'linked', index: 0, by: [{ object: 'Group', id: group.groupId }] },
      })
      assert.equal((await commit(here, removeBoth)).kind, 'committed')
    })

    test('a refusal names at most 20 of those who refer', async () => {
      const { here } = nodes()
      const role = aRole()
      const groups = Array.from({ length: 30 }, () => aGroup({ roleIds: [role.roleId] }))
      await commit(here, [
        { object: 'Role', kind: 'create', record: role },
        ...groups.map((record): ObjectChange => ({ object: 'Group', kind: 'create', record })),
      ])
      const changes = [
        ...(await removals(groups.slice(0, 5).map(({ groupId }) => groupId))),
        await removal(here, 'Role', role.roleId),
      ]
      const outcome = await commit(here, changes)
      assert.ok(outcome.kind === 'linked')
      assert.deepEqual([outcome.index, outcome.by.length], [5, 20])
    })

    const removals = (ids: readonly string[]) => Promise.all(ids.map((id) => removal(nodes().here, 'Group', id)))

    test('of a removal and a new reference at the same time one is refused', async () => {
      for (let i = 0; i < 8; i += 1) {
        const role = aRole()
        const { here } = nodes()
        await commit(here, [{ object: 'Role', kind: 'create', record: role }])
        const remove = await removal(here, 'Role', role.roleId)
        const refer: ObjectChange = { object: 'Group', kind: 'create', record: aGroup({ roleIds: [role.roleId] }) }
        const answers = await race(2, nodes(), (storage, place) => commit(storage, [(place + i) % 2 === 0 ? remove : refer]))
        assert.equal(answers.filter(({ kind }) => kind === 'committed').length, 1)
      }
    })

    test('of 64 credentials that are made at the same time an account gets as many as it may have', async () => {
      const { here, there } = nodes()
      const account = anAccount()
      const { accountId } = account
      assert.equal((await commit(here, [{ object: 'Account', kind: 'create', record: account }])).kind, 'committed')
      const make = (kind: 'key' | 'pwd'): ObjectChange => {
        const record = aCredential(kind, { accountId })
        return kind === 'key'
          ? { object: 'ApiKey', kind: 'create', record, quota: 5 }
          : { object: 'AppPassword', kind: 'create', record, quota: 3 }
      }
      const answers = await race(64, nodes(), (storage, place) => commit(storage, [make(place % 2 === 0 ? 'key' : 'pwd')]))
      assert.deepEqual(tally(answers.map(({ kind }) => kind)), { committed: 8, 'over-quota': 56 })
      assert.deepEqual(await commit(there, [make('key')]), { kind: 'over-quota', index: 0, quota: 5 })
      // One that goes makes room for one, in the same commit too.
      const query = { object: 'ApiKey', sort: [], page: { position: 0 }, limit: 10, calculateTotal: false } as const
      const filter = { kind: 'compare', property: 'accountId', by: 'equal', value: accountId.toLowerCase() } as const
      const found = await here.management.objects.query({ ...query, filter })
      assert.ok(found.kind === 'found' && found.ids.length === 5)
      const gone = await removal(here, 'ApiKey', String(found.ids[0]))
      assert.deepEqual(await commit(here, [make('key'), make('key'), gone]), { kind: 'over-quota', index: 1, quota: 5 })
      assert.equal((await commit(here, [make('key'), gone])).kind, 'committed')
    })

    test('no two accounts have one subject, and none has the id of a client, in one commit or two', async () => {
      const { here, there } = nodes()
      const [ada, bob] = [anAccount(), anAccount()]
      const client = aClient()
      const account = (record: typeof ada) => ({ object: 'Account', kind: 'create', record }) as const
      const named = (clientId: string): ObjectChange => ({
        ...{ object: 'OAuthClient', kind: 'create', record: { ...aClient(), clientId: clientId as ClientId } },
      })
      const subject = client.clientId as string as typeof ada.subject
      assert.deepEqual(await commit(here, [account({ ...ada, subject }), named(subject)]), {
        ...{ kind: 'exists', index: 0, property: 'subject', id: subject, of: 'OAuthClient' },
      })
      assert.equal((await commit(here, [account(ada), named(subject)])).kind, 'committed')
      assert.deepEqual(await commit(there, [account({ ...bob, subject: ada.subject })]), {
        ...{ kind: 'exists', index: 0, property: 'subject', id: ada.accountId },
      })
      assert.deepEqual(await commit(there, [account({ ...bob, subject })]), {
        ...{ kind: 'exists', index: 0, property: 'subject', id: subject, of: 'OAuthClient' },
      })
      assert.deepEqual(await commit(there, [named(ada.subject)]), {
        ...{ kind: 'exists', index: 0, property: 'clientId', id: ada.accountId, of: 'Account' },
      })
      const twins = [account({ ...anAccount(), subject: bob.subject }), account(bob)]
      assert.deepEqual(await commit(here, twins), {
        ...{ kind: 'exists', index: 1, property: 'subject', id: twins[0]?.record.accountId },
      })
      // What goes in the same commit makes room.
      const cleo = anAccount()
      assert.equal((await commit(here, [account(cleo)])).kind, 'committed')
      const moved = [await removal(here, 'Account', cleo.accountId), account({ ...anAccount(), subject: cleo.subject })]
      assert.equal((await commit(here, moved)).kind, 'committed')
      const gone = await removal(here, 'OAuthClient', subject)
      assert.equal((await commit(here, [gone, account({ ...bob, subject })])).kind, 'committed')
    })

    test('of 64 accounts and clients that want one name at once one gets it', async () => {
      const wanted = anAccount().subject
      const answers = await race(64, nodes(), (storage, place) =>
        commit(storage, [
          place % 2 === 0
            ? { object: 'Account', kind: 'create', record: { ...anAccount(), subject: wanted } }
            : { object: 'OAuthClient', kind: 'create', record: { ...aClient(), clientId: wanted as string as ClientId } },
        ]),
      )
      assert.deepEqual(tally(answers.map(({ kind }) => kind)), { committed: 1, exists: 63 })
    })

    test('a removed account takes its sessions, grants, pending codes, consents and credentials along', async () => {
      const { here, there } = nodes()
      const account = anAccount()
      const { accountId } = account
      const [key, password] = [aCredential('key', { accountId }), aCredential('pwd', { accountId })]
      const others = anAccount()
      const kept = aCredential('key', { accountId: others.accountId })
      await commit(here, [
        { object: 'Account', kind: 'create', record: account },
        { object: 'Account', kind: 'create', record: others },
        { object: 'ApiKey', kind: 'create', record: key },
        { object: 'AppPassword', kind: 'create', record: password },
        { object: 'ApiKey', kind: 'create', record: kept },
      ])
      const session = aSession({ accountId })
      const [granted, pending, foreign] = [
        aCode({ grant: aGrant({ accountId }) }),
        aCode({ grant: aGrant({ accountId }) }),
        aCode(),
      ]
      await here.provider.sessions.insert(session)
      for (const code of [granted, pending, foreign]) await here.provider.codes.insert(code)
      for (const { digest, grant } of [granted, foreign]) await here.provider.codes.redeem({ digest, now, grant })
      await here.provider.consents.add(accountId, granted.grant.clientId, ['openid'], now)
      for (const { provider, identity } of [here, there]) {
        await identity.accounts.find(accountId)
        await provider.sessions.findByCookie(session.digest, now)
        await provider.grants.find(granted.grant.grantId, now)
      }

      const outcome = await commit(there, [await removal(here, 'Account', accountId)])
      assert.equal(outcome.kind, 'committed')
      assert.equal(await there.identity.accounts.find(accountId), undefined)
      assert.equal(await there.provider.sessions.findByCookie(session.digest, now), undefined)
      assert.equal((await there.provider.grants.find(granted.grant.grantId, now))?.revokedAt, now)
      assert.equal(await there.provider.codes.redeem({ digest: pending.digest, now, grant: pending.grant }), 'absent')
      assert.deepEqual(await there.provider.consents.find(accountId, granted.grant.clientId), [])
      assert.deepEqual(await there.provider.grants.find(foreign.grant.grantId, now), foreign.grant)
      await eventually(async () => (await here.identity.accounts.find(accountId)) === undefined)
      await eventually(async () => (await here.provider.sessions.findByCookie(session.digest, now)) === undefined)

      const { objects, revisions } = there.management
      assert.equal(await objects.findByKey('ApiKey', key.digest), undefined)
      assert.equal(await objects.findByKey('AppPassword', password.digest), undefined)
      assert.equal((await objects.findByKey('ApiKey', kept.digest))?.id, kept.credentialId)
      for (const [object, id] of [
        ['ApiKey', key.credentialId],
        ['AppPassword', password.credentialId],
      ] as const) {
        const [last] = await revisions.query({ object, id, isAscending: false, limit: 1 })
        assert.equal(last?.kind, 'destroyed')
        assert.equal(last?.commit, outcome.kind === 'committed' ? outcome.revisions[0] : undefined)
      }
    })

    test('an account whose password was changed loses its sessions and grants, and one whose hash was renewed does not', async () => {
      const { here } = nodes()
      const account = anAccount({ passwordChangedAt: now })
      const { accountId } = account
      await commit(here, [{ object: 'Account', kind: 'create', record: account }])
      const [session, code] = [aSession({ accountId }), aCode({ grant: aGrant({ accountId }) })]
      await here.provider.sessions.insert(session)
      await here.provider.codes.insert(code)
      await here.provider.codes.redeem({ digest: code.digest, now, grant: code.grant })
      const change = async (members: { readonly passwordHash: string; readonly passwordChangedAt: number }) => {
        const version = await versionOf(here, 'Account', accountId)
        const record = { ...account, ...members }
        assert.equal(
          (await commit(here, [{ object: 'Account', kind: 'replace', id: accountId, version, record }])).kind,
          'committed',
        )
      }
      await change({ passwordHash: 'renewed', passwordChangedAt: now })
      assert.deepEqual(await here.provider.sessions.findByCookie(session.digest, now), session)
      await change({ passwordHash: 'new', passwordChangedAt: now + 1 })
      assert.equal(await here.provider.sessions.findByCookie(session.digest, now), undefined)
      assert.equal((await here.provider.grants.find(code.grant.grantId, now))?.revokedAt, now)
    })

    test('a removed client takes its grants along, and other nodes forget it', async () => {
      const { here, there } = nodes()
      const client = aClient()
      await commit(here, [{ object: 'OAuthClient', kind: 'create', record: client }])
      const code = aCode({ grant: aGrant({ clientId: client.clientId }) })
      await here.provider.codes.insert(code)
      await here.provider.codes.redeem({ digest: code.digest, now, grant: code.grant })
      await there.provider.clients.find(client.clientId, now)
      await commit(here, [await removal(here, 'OAuthClient', client.clientId)])
      assert.equal(await here.provider.clients.find(client.clientId, now), undefined)
      assert.equal((await here.provider.grants.find(code.grant.grantId, now))?.revokedAt, now)
      await eventually(async () => (await there.provider.clients.find(client.clientId, now)) === undefined)
    })

    test('a change of more rows than anybody announces one by one reaches the memory of the other node too', async () => {
      const { here, there } = nodes()
      const accounts = Array.from({ length: 700 }, () => anAccount())
      await commit(
        here,
        accounts.map((record) => ({ object: 'Account', kind: 'create', record })),
      )
      const [watched] = accounts
      assert.ok(watched !== undefined)
      await there.identity.accounts.find(watched.accountId)
      const changes = accounts.map((account): ObjectChange => {
        return { object: 'Account', kind: 'replace', id: account.accountId, version: now, record: { ...account, disabled: true } }
      })
      assert.equal((await commit(here, changes)).kind, 'committed')
      assert.equal((await here.identity.accounts.find(watched.accountId))?.disabled, true)
      await eventually(async () => (await there.identity.accounts.find(watched.accountId))?.disabled === true)
    })
  })

  describe('the last administrator', () => {
    const nodes = twoNodes(create)

    test('stays: whoever removes, disables or demotes the last ones is refused, also at the same time', async () => {
      const { here } = nodes()
      const admins = ['one', 'two'].map((username) => anAccount({ username, roles: ['administrator'] }))
      await commit(
        here,
        [...admins, anAccount()].map((record) => ({ object: 'Account', kind: 'create', record })),
      )
      const both = admins.map((admin): ObjectChange => ({ object: 'Account', kind: 'remove', id: admin.accountId, version: now }))
      assert.deepEqual(await commit(here, both), { kind: 'last-administrator', index: 1 })
      const answers = await race(2, nodes(), (storage, i) => commit(storage, both.slice(i, i + 1)))
      assert.deepEqual(tally(answers.map(({ kind }) => kind)), { committed: 1, 'last-administrator': 1 })
      const last = admins[answers.findIndex(({ kind }) => kind === 'last-administrator')]
      assert.ok(last !== undefined)
      const replaced = (members: object): ObjectChange => ({
        ...{ object: 'Account', kind: 'replace', id: last.accountId, version: now, record: { ...last, ...members } },
      })
      for (const members of [{ disabled: true }, { roles: [] }, { passwordHash: undefined }]) {
        assert.deepEqual(await commit(here, [replaced(members)]), { kind: 'last-administrator', index: 0 })
      }
      const heir: ObjectChange = { object: 'Account', kind: 'create', record: anAccount({ roles: ['administrator'] }) }
      assert.equal((await commit(here, [replaced({ disabled: true }), heir])).kind, 'committed')
    })
  })
}
