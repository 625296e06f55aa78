import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Origin, systemOrigin } from '@latchkey/core'
import type { ObjectChange, Revision } from '@latchkey/management/stores'
import { aCredential, aGroup, aRole, aScope, commit, removal, versionOf } from './managed-records.ts'
import { type CreateDatabase, now, race, twoNodes } from './nodes.ts'
import { aClient, aDigest, anAccount, origin } from './records.ts'

export function revisionConformance(create: CreateDatabase): void {
  describe('revisions', () => {
    const nodes = twoNodes(create)
    const ofObject = (object: Revision['object'], id: string) =>
      nodes().there.management.revisions.query({ object, id, isAscending: true, limit: 100 })

    test('a commit has a revision a change, with who, when, what and why', async () => {
      const { here, there } = nodes()
      const [role, group] = [aRole(), aGroup()]
      const outcome = await commit(
        here,
        [
          { object: 'Role', kind: 'create', record: role },
          { object: 'Group', kind: 'create', record: group },
        ],
        { reason: 'apply of prod.ndjson' },
      )
      assert.ok(outcome.kind === 'committed')
      const [first = 0, second = 0] = outcome.revisions
      assert.ok(second > first)
      const { enabledPermissions } = role
      const content = { description: role.description, createdAt: now, roleIds: [], enabledPermissions }
      const found = await there.management.revisions.find([second, first, 10 ** 9, 0.5])
      assert.deepEqual(
        found.find(({ number }) => number === first),
        {
          ...{ number: first, at: now, origin, object: 'Role', id: role.roleId, label: role.description, kind: 'created' },
          ...{ after: content, changedSecrets: [], reason: 'apply of prod.ndjson', commit: first },
        },
      )
      assert.deepEqual(
        found.map(({ commit }) => commit),
        [first, first],
      )
      assert.equal(await there.management.revisions.latest(), second)
    })

    test('every method of every store that changes a managed object writes a revision, with its origin', async () => {
      const { here } = nodes()
      const { provider, identity } = here
      const client = aClient({ expiresAt: now + 5 })
      const { clientId } = client
      await provider.clients.insert(client, origin)
      await provider.clients.replace({ ...client, name: 'renamed' }, now)
      await provider.clients.replace({ ...client, name: 'late' }, now, origin)
      await provider.clients.remove(clientId, now, origin)
      await provider.clients.remove(clientId, now, origin)
      await provider.clients.insert(client, origin)
      await here.sweep(now + 5)
      const account = anAccount()
      await identity.accounts.insert(account, origin)
      await identity.accounts.insert(account, origin)
      await identity.accounts.replace({ ...account, disabled: true }, now, origin)
      const [digest, first] = [aDigest(), anAccount({ roles: ['administrator'] })]
      await identity.oneTimeTokens.insert({ digest, purpose: 'setup', expiresAt: now + 1 })
      await identity.oneTimeTokens.redeemForFirstAdministrator(digest, first, now)
      await provider.settings.write('OidcProvider', '{"a":1}', 0, now, origin)
      await provider.settings.write('unmanaged', '{}', 0, now, origin)

      const steps = (revisions: readonly Revision[]) => revisions.map(({ kind, origin }) => [kind, origin] as const)
      const sweep: Origin = systemOrigin
      assert.deepEqual(steps(await ofObject('OAuthClient', clientId)), [
        ...[['created', origin] as const, ['updated', systemOrigin] as const, ['destroyed', origin] as const],
        ...[['created', origin] as const, ['destroyed', sweep] as const],
      ])
      assert.deepEqual(steps(await ofObject('Account', account.accountId)), [
        ['created', origin],
        ['updated', origin],
      ])
      const [setup] = await ofObject('Account', first.accountId)
      assert.deepEqual([setup?.kind, setup?.origin.through], ['created', 'setup'])
      assert.deepEqual(steps(await ofObject('OidcProvider', 'singleton')), [['updated', origin]])
    })

    test('a revision holds masks instead of secrets and says which of them changed', async () => {
      const { here } = nodes()
      const account = anAccount({ passwordHash: 'first-hash' })
      const { accountId } = account
      await commit(here, [{ object: 'Account', kind: 'create', record: account }])
      await here.identity.accounts.replace({ ...account, passwordHash: 'second-hash' }, now, origin)
      const { passwordHash: _, ...bare } = account
      await here.identity.accounts.replace(bare, now + 1, origin)
      const revisions = await ofObject('Account', accountId)
      assert.deepEqual(
        revisions.map(({ changedSecrets }) => changedSecrets),
        [['password'], ['password'], ['password']],
      )
      assert.deepEqual([revisions[1]?.before?.['password'], revisions[1]?.after?.['password']], ['****', '****'])
      assert.equal(revisions[2]?.after?.['password'], undefined)
      const key = aCredential('key', { accountId })
      await commit(here, [{ object: 'ApiKey', kind: 'create', record: key }])
      const all = JSON.stringify([...revisions, ...(await ofObject('ApiKey', key.credentialId))])
      for (const secret of ['first-hash', 'second-hash', key.digest]) assert.ok(!all.includes(secret))
    })

    test('what changes nothing that can be seen writes no revision, though the record is written', async () => {
      const { here } = nodes()
      const account = anAccount()
      await here.identity.accounts.insert(account, origin)
      const state = await here.management.objects.state('Account')
      const renewed = { ...account, updatedAt: now + 7 }
      assert.equal(await here.identity.accounts.replace(renewed, now, origin), 'replaced')
      assert.equal(await here.management.objects.state('Account'), state)
      assert.deepEqual(await here.identity.accounts.find(account.accountId), renewed)
      const change: ObjectChange = {
        object: 'Account',
        kind: 'replace',
        id: account.accountId,
        version: now + 7,
        record: renewed,
      }
      assert.deepEqual(await commit(here, [change]), { kind: 'committed', revisions: [undefined] })
    })

    test('of concurrent commits numbers are unique and in the order of the commits', async () => {
      const scopes = Array.from({ length: 32 }, () => aScope())
      const counter = aScope({ name: 'counter', description: '0' })
      await commit(nodes().here, [{ object: 'Scope', kind: 'create', record: counter }])
      const outcomes = await race(32, nodes(), async (storage, i) => {
        const record = scopes[i] ?? aScope()
        for (;;) {
          const [stored] = await storage.management.objects.find('Scope', [counter.scopeId])
          if (stored === undefined) throw new Error('the counter is gone')
          const next = { ...counter, description: String(Number(stored.record.description) + 1) }
          const outcome = await commit(storage, [
            { object: 'Scope', kind: 'create', record },
            { object: 'Scope', kind: 'replace', id: counter.scopeId, version: stored.version, record: next },
          ])
          if (outcome.kind === 'committed') return outcome.revisions
        }
      })
      const numbers = outcomes.flat()
      assert.equal(new Set(numbers).size, 64)
      const counted = (await ofObject('Scope', counter.scopeId)).map(({ after }) => Number(after?.['description']))
      assert.deepEqual(
        counted,
        Array.from({ length: 33 }, (_, i) => i),
      )
    })

    test('a commit is made as a whole or not at all, also when its last change fails', async () => {
      const { here } = nodes()
      const { objects, revisions, audit } = here.management
      const before = [
        await revisions.latest(),
        await objects.state('Scope'),
        (await audit.head()).sequence + (await audit.unsealed()),
      ]
      const many = Array.from({ length: 3_000 }, (): ObjectChange => ({ object: 'Scope', kind: 'create', record: aScope() }))
      const stale: ObjectChange = { object: 'Role', kind: 'remove', id: 'rol_nobody', version: 1 }
      assert.deepEqual(await commit(here, [...many, stale]), { kind: 'conflict', index: 3_000 })
      // This one fails when half of it is written.
      const broken = anAccount({ claims: { address: 1n as never } })
      await assert.rejects(commit(here, [...many, { object: 'Account', kind: 'create', record: broken }]), TypeError)
      const after = [
        await revisions.latest(),
        await objects.state('Scope'),
        (await audit.head()).sequence + (await audit.unsealed()),
      ]
      assert.deepEqual(after, before)
      const query = { object: 'Scope', page: { position: 0 }, limit: 10_000, sort: [], calculateTotal: true } as const
      const found = await objects.query(query)
      assert.ok(found.kind === 'found' && found.ids.length < 100 && found.total === found.ids.length)
    })

    test('a trial tells what would be and writes nothing', async () => {
      const { here } = nodes()
      const { objects, revisions } = here.management
      const [role, group] = [aRole(), aGroup()]
      const make: readonly ObjectChange[] = [
        { object: 'Role', kind: 'create', record: role },
        { object: 'Group', kind: 'create', record: { ...group, roleIds: [role.roleId] } },
      ]
      const latest = await revisions.latest()
      const trial = await commit(here, make, { isTrial: true })
      assert.equal(trial.kind, 'committed')
      assert.deepEqual([await objects.find('Role', [role.roleId]), await revisions.latest()], [[], latest])
      assert.deepEqual(await commit(here, make), trial)
      assert.equal((await commit(here, [await removal(here, 'Role', role.roleId)], { isTrial: true })).kind, 'linked')
    })

    test('a commit for another state than the one there is refused', async () => {
      const { here, there } = nodes()
      const state = await here.management.objects.state('Scope')
      const make = (record = aScope()): readonly ObjectChange[] => [{ object: 'Scope', kind: 'create', record }]
      const ifState = { object: 'Scope', state } as const
      assert.equal((await commit(here, make(), { ifState })).kind, 'committed')
      assert.deepEqual(await commit(there, make(), { ifState }), { kind: 'state-mismatch' })
    })

    test('revisions are found by object, id, actor and time, in both directions and in pages', async () => {
      const { here } = nodes()
      const { revisions } = here.management
      const role = aRole()
      const other: Origin = { actor: { kind: 'operator' }, through: 'command-line' }
      const at = now + 1_000_000
      await commit(here, [{ object: 'Role', kind: 'create', record: role }], { now: at })
      for (const [i, description] of ['a', 'b', 'c'].entries()) {
        const version = await versionOf(here, 'Role', role.roleId)
        const change: ObjectChange = {
          object: 'Role',
          kind: 'replace',
          id: role.roleId,
          version,
          record: { ...role, description },
        }
        await commit(here, [change], { now: at + 1 + i, origin: i === 1 ? other : origin })
      }
      const all = await ofObject('Role', role.roleId)
      assert.equal(all.length, 4)
      const [first, second, third, fourth] = all.map(({ number }) => number)
      const ask = async (query: object) =>
        (await revisions.query({ object: 'Role', id: role.roleId, isAscending: true, limit: 10, ...query })).map(
          ({ number }) => number,
        )
      assert.deepEqual(await ask({ isAscending: false }), [fourth, third, second, first])
      assert.deepEqual(await ask({ limit: 2, offset: 1 }), [second, third])
      assert.deepEqual(await ask({ from: second }), [third, fourth])
      assert.deepEqual(await ask({ from: third, isAscending: false }), [second, first])
      assert.deepEqual(await ask({ since: at + 1, until: at + 3 }), [second, third])
      assert.deepEqual(await ask({ actor: 'operator' }), [third])
      assert.deepEqual(await ask({ actor: 'acc_tester' }), [first, second, fourth])
      assert.deepEqual(await ask({ object: 'Group' }), [])
      const counted = { object: 'Role', id: role.roleId, isAscending: true } as const
      assert.equal(await revisions.count(counted), 4)
      assert.equal(await revisions.count({ ...counted, since: at + 1, until: at + 3, actor: 'operator' }), 1)
    })
  })
}
