import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { AuditQuery, Filter, ObjectChange, ObjectQuery, RevisionQuery } from '@latchkey/management/stores'
import { aCredential, aGroup, aRole, aScope } from '../conformance/managed-records.ts'
import { now } from '../conformance/nodes.ts'
import { aClient, anAccount, aSession, origin } from '../conformance/records.ts'
import type { Stores } from '../sql/stores.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { RecordingEngine, storesOn } from './recording-engine.ts'
import { SqliteConnection } from './sqlite-connection.ts'

/** More than are ever fetched and sorted without need. */
const many = 1_500

describe('query plans of management', () => {
  let folder = ''
  let connection: SqliteConnection
  let engine: RecordingEngine
  let stores: Stores

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-plans-'))
    connection = new SqliteConnection(join(folder, 'latchkey.db'))
    await migrateSqlite(connection)
    engine = new RecordingEngine(connection)
    stores = storesOn(engine)
    // Nothing but what a test asks for is recorded.
    await stores.sealer.stop()
    const role = aRole()
    const accounts = Array.from({ length: many }, (_, i): ObjectChange => {
      const claims = { name: `Person ${i % 40}`, ...(i % 3 > 0 && { email: `p${i}@example.org` }) }
      return { object: 'Account', kind: 'create', record: anAccount({ username: `name-${i}`, disabled: i % 2 === 0, claims }) }
    })
    await commit([{ object: 'Role', kind: 'create', record: role }, ...accounts])
  })
  after(async () => {
    connection.close()
    await rm(folder, { recursive: true })
  })

  async function commit(changes: readonly ObjectChange[]): Promise<void> {
    assert.equal((await stores.management.objects.commit(changes, { origin, now })).kind, 'committed')
  }

  /** Steps of the plans of what `use` asks, each with its statement. */
  async function plansOf(use: () => Promise<unknown>): Promise<readonly { readonly sql: string; readonly detail: string }[]> {
    engine.statements.clear()
    engine.questions.clear()
    await use()
    return [...engine.statements.values(), ...engine.questions].flatMap((sql) =>
      (connection.all(`explain query plan ${sql}`, []) as readonly { readonly detail: string }[]).map(({ detail }) => ({
        sql,
        detail,
      })),
    )
  }

  /** Reads through a table; what reads through the rows of a subquery is as long as those. */
  const readsThrough = /^SCAN (?!(?:[ocd]|s|\(subquery-\d+\)|step|\d+-ROW VALUES|object_states|CONSTANT ROW)(?: |$))/

  async function scansOf(use: () => Promise<unknown>): Promise<readonly string[]> {
    const plans = await plansOf(use)
    for (const { sql, detail } of plans) {
      // There `s` is the table itself.
      if (sql.includes('from object_index as s')) assert.ok(!/^SCAN s( |$)/.test(detail), `${detail}: ${sql}`)
    }
    return [...new Set(plans.filter(({ detail }) => readsThrough.test(detail)).map(({ detail }) => detail))]
  }

  test('commits of every kind reach all rows through an index', async () => {
    const [account, role, group] = [anAccount(), aRole(), aGroup()]
    const key = aCredential('key', { accountId: account.accountId })
    const scans = await scansOf(async () => {
      const { objects } = stores.management
      await commit([
        { object: 'Account', kind: 'create', record: account },
        { object: 'Role', kind: 'create', record: role, owner: 'prod' },
        { object: 'Group', kind: 'create', record: { ...group, roleIds: [role.roleId] } },
        { object: 'ApiKey', kind: 'create', record: key },
        { object: 'Scope', kind: 'create', record: aScope() },
        { object: 'OAuthClient', kind: 'create', record: aClient() },
        { object: 'OidcProvider', kind: 'replace', id: 'singleton', version: 0, record: { json: '{"a":1}' } },
      ])
      for (const [object, id] of [
        ['Group', group.groupId] as const,
        ['Role', role.roleId] as const,
        ['Account', account.accountId] as const,
      ]) {
        const [stored] = await objects.find(object, [id])
        const { version = 0 } = stored ?? {}
        if (object === 'Group') await commit([{ object, kind: 'replace', id, version, record: { ...group, name: 'renamed' } }])
        else await commit([{ object, kind: 'remove', id, version }])
      }
      await objects.changes('Account', 0, 10)
      await objects.findByKey('Group', 'renamed')
      await stores.management.runtime.endAll('acc_1', now, origin)
    })
    const expected = [
      // Once for each property that no object of the type had before.
      'SCAN clients USING COVERING INDEX sqlite_autoindex_clients_2',
      'SCAN source',
      // Devices that wait are few.
      'SCAN device_authorizations',
    ]
    assert.deepEqual(
      scans.filter((scan) => !expected.includes(scan)),
      [],
    )
  })

  const equal = (property: string, value: string): Filter => ({ kind: 'compare', property, by: 'equal', value })
  const byName = [{ property: 'name', isAscending: true }] as const
  const queries: Readonly<Record<string, Partial<ObjectQuery>>> = {
    'by a property': { sort: byName },
    'by a property in descending order': { sort: [{ property: 'name', isAscending: false }] },
    'by a property with few values, then by another': { sort: [{ property: 'disabled', isAscending: false }, ...byName] },
    'by a property that some lack': { sort: [{ property: 'email', isAscending: true }] },
    'what few have': { filter: equal('name', 'name-7'), sort: byName },
    'a word that few have': { filter: { kind: 'text', words: ['p7'] }, sort: byName },
    'a word that many have, in order': { filter: { kind: 'text', words: ['person'] }, sort: byName },
    'a range': { filter: { kind: 'compare', property: 'name', by: 'greater', value: 'name-5' }, sort: byName },
    'what many have and what few have': {
      filter: { kind: 'and', filters: [equal('disabled', 'true'), { kind: 'text', words: ['person', 'p9'] }] },
      sort: byName,
    },
    'one or the other': {
      filter: { kind: 'or', filters: [equal('name', 'name-1'), equal('email', 'p2@example.org')] },
      sort: byName,
    },
    'the last of them': { sort: byName, page: { position: -5 } },
  }

  for (const [name, query] of Object.entries(queries)) {
    test(`a query goes along an index or looks up what few conditions leave: ${name}`, async () => {
      const ask = () =>
        stores.management.objects.query({
          object: 'Account',
          sort: [],
          page: { position: 0 },
          limit: 5,
          calculateTotal: true,
          ...query,
        })
      assert.deepEqual(await scansOf(ask), [])
    })
  }

  test('without an order of its own a query goes along the ids, and sorts nothing', async () => {
    const query = { object: 'Account', sort: [], page: { position: 0 }, limit: 5, calculateTotal: false } as const
    const plans = await plansOf(() => stores.management.objects.query(query))
    const details = plans.map(({ detail }) => detail)
    assert.ok(details.includes('SCAN accounts USING COVERING INDEX sqlite_autoindex_accounts_1'), details.join('; '))
    assert.ok(!details.some((detail) => detail.includes('TEMP B-TREE')), details.join('; '))
  })

  test('a page in the order of a property sorts nothing', async () => {
    const query = { object: 'Account', sort: byName, page: { position: 0 }, limit: 5, calculateTotal: false } as const
    const plans = await plansOf(() => stores.management.objects.query(query))
    assert.deepEqual(
      plans.filter(({ detail }) => detail.includes('TEMP B-TREE')),
      [],
    )
  })

  test('what begins as asked is looked for in the blocks of an index that can have it, and nowhere else', async () => {
    const filter: Filter = { kind: 'text', words: ['person'] }
    const query = { object: 'Account', filter, sort: byName, page: { position: 0 }, limit: 5, calculateTotal: true } as const
    const plans = await plansOf(() => stores.management.objects.query(query))
    const looked = plans.filter(({ sql }) => sql.includes('from object_index as s'))
    assert.ok(plans.some(({ sql }) => sql.includes('k.beginnings')))
    assert.ok(looked.length > 0)
    for (const { sql, detail } of looked) {
      assert.match(sql, /\(s\.value, s\.id\) >= /)
      assert.doesNotMatch(detail, /TEMP B-TREE/)
    }
  })

  const revisionQueries: readonly Partial<RevisionQuery>[] = [
    { object: 'Account' },
    { object: 'Account', id: 'acc_1' },
    { actor: 'acc_tester' },
    { since: now, until: now + 1 },
    { object: 'Account', from: 10, isAscending: true },
  ]
  const auditQueries: readonly Partial<AuditQuery>[] = [
    { kind: 'change' },
    { outcome: 'refused' },
    { actor: 'acc_tester' },
    { objectName: 'Role' },
    { objectName: 'Role', objectId: 'rol_1' },
    { accountId: 'acc_1' },
    { clientId: 'client' as never },
    { address: '192.0.2.1' },
    { through: 'page' },
    { traceId: 'trc_1' },
    { since: now, until: now + 1 },
  ]

  test('revisions and audit events are found through an index, whatever is asked for', async () => {
    const { revisions, audit } = stores.management
    for (const query of revisionQueries) {
      const scans = await scansOf(() => revisions.query({ isAscending: false, limit: 5, ...query }))
      assert.deepEqual([query, scans], [query, []])
    }
    for (const query of auditQueries) {
      const scans = await scansOf(() => audit.query({ isAscending: false, limit: 5, ...query }))
      assert.deepEqual([query, scans.filter((scan) => scan !== 'SCAN audit_pending')], [query, []])
    }
  })

  test('sessions and grants are listed through an index', async () => {
    const { runtime } = stores.management
    await stores.provider.sessions.insert(aSession())
    const page = { limit: 5 }
    for (const list of [
      () => runtime.listSessions({ accountId: 'acc_1' }, page, now),
      () => runtime.listGrants({ accountId: 'acc_1' }, page, now),
      () => runtime.listGrants({ clientId: 'client' as never }, page, now),
      () => runtime.listGrants({ sessionId: 'ses_1' }, page, now),
      () => runtime.listGrants({ vouchedBy: 'tis_1' }, page, now),
      () => runtime.findSessions(['ses_1'], now),
      () => runtime.findGrants(['gra_1'], now),
    ]) {
      const plans = await plansOf(list)
      assert.deepEqual(
        plans.filter(({ detail }) => /^SCAN|TEMP B-TREE/.test(detail)),
        [],
      )
    }
  })
})
