import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aGroup, aRole, aScope, commit, removal, versionOf } from './managed-records.ts'
import { type CreateDatabase, eventually, twoNodes } from './nodes.ts'
import { aClient } from './records.ts'

export function objectChangeConformance(create: CreateDatabase): void {
  describe('changes of a type', () => {
    const nodes = twoNodes(create)

    test('each id is in the list that tells its way from one state to the other, in pages (RFC8620-5.2)', async () => {
      const { here, there } = nodes()
      const { objects } = there.management
      const [stays, goes, comes, passes] = [aRole(), aRole(), aRole(), aRole()]
      const make = (...records: readonly (typeof stays)[]) =>
        commit(
          here,
          records.map((record) => ({ object: 'Role', kind: 'create', record })),
        )
      assert.equal(await objects.state('Role'), 0)
      await make(stays, goes)
      const since = await objects.state('Role')
      await make(comes, passes)
      const change = async (record: typeof stays) => {
        const version = await versionOf(here, 'Role', record.roleId)
        await commit(here, [
          { object: 'Role', kind: 'replace', id: record.roleId, version, record: { ...record, enabledPermissions: [] } },
        ])
      }
      for (const record of [stays, goes, comes]) await change(record)
      for (const { roleId } of [goes, passes]) await commit(here, [await removal(here, 'Role', roleId)])
      const state = await objects.state('Role')
      const expected = { created: [comes.roleId], updated: [stays.roleId], destroyed: [goes.roleId] }
      assert.deepEqual(await objects.changes('Role', since, 100), { ...expected, state, hasMore: false })
      assert.deepEqual(await objects.changes('Role', state, 100), {
        created: [],
        updated: [],
        destroyed: [],
        state,
        hasMore: false,
      })
      for (const unknown of [-1, state + 1, since - 10 ** 6, 0.5, Number.NaN]) {
        assert.equal(await objects.changes('Role', unknown, 100), undefined)
      }
      // In pages of one id it comes to the same.
      const there1 = new Set([stays.roleId, goes.roleId])
      for (let at = since, hasMore = true; hasMore; ) {
        const page = await objects.changes('Role', at, 1)
        assert.ok(page !== undefined)
        assert.ok(page.created.length + page.updated.length + page.destroyed.length <= 1)
        for (const id of page.created) there1.add(id as typeof stays.roleId)
        for (const id of page.destroyed) there1.delete(id as typeof stays.roleId)
        assert.ok(page.state > at)
        at = page.state
        hasMore = page.hasMore
      }
      assert.deepEqual([...there1].sort(), [stays.roleId, comes.roleId].sort())
    })

    test('listeners hear of the type at once here and within a second elsewhere, and not of commits that fail', async () => {
      const { here, there } = nodes()
      const heard: { here: string[]; there: string[] } = { here: [], there: [] }
      await commit(here, [{ object: 'Group', kind: 'create', record: aGroup() }])
      await new Promise((resolve) => setTimeout(resolve, 700))
      const stops = [
        here.management.objects.onChange((object) => heard.here.push(object)),
        there.management.objects.onChange((object) => heard.there.push(object)),
      ]
      await commit(here, [
        { object: 'Scope', kind: 'create', record: aScope() },
        { object: 'Scope', kind: 'create', record: aScope() },
      ])
      assert.deepEqual(heard.here, ['Scope'])
      await eventually(() => heard.there.length === 1)
      await commit(there, [{ object: 'Group', kind: 'create', record: aGroup({ roleIds: ['rol_nobody'] }) }])
      await there.provider.clients.insert(aClient())
      await eventually(() => heard.here.length === 2)
      assert.deepEqual(heard, { here: ['Scope', 'OAuthClient'], there: ['Scope', 'OAuthClient'] })
      for (const stop of stops) stop()
    })
  })
}
