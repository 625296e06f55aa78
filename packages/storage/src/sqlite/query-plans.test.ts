import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { now } from '../conformance/nodes.ts'
import * as records from '../conformance/records.ts'
import type { Stores } from '../sql/stores.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { RecordingEngine, storesOn } from './recording-engine.ts'
import { SqliteConnection } from './sqlite-connection.ts'

/** Tables that hold a handful of rows whatever the number of accounts is, what a statement brings along, and the one row of a limited part of it. */
const small = /^SCAN (signing_keys|settings|one_time_tokens|object_states|\d+-ROW VALUES|d)\b/

test('no statement reads through a table that grows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-plans-'))
  const connection = new SqliteConnection(join(folder, 'latchkey.db'))
  await migrateSqlite(connection)
  const engine = new RecordingEngine(connection)
  const stores = storesOn(engine)
  await useEverything(stores)
  await stores.sealer.stop()
  assert.ok(engine.statements.size > 50, `${engine.statements.size} statements`)
  for (const [name, sql] of engine.statements) {
    const plan = connection.all(`explain query plan ${sql}`, []) as readonly { readonly detail: string }[]
    const scans = plan.map((row) => row.detail).filter((detail) => /^SCAN /.test(detail) && !small.test(detail))
    assert.deepEqual(scans, allowed.get(name) ?? [], name)
    if (ofOneAccount.has(name)) assert.match(plan.map((row) => row.detail).join('\n'), /USING INDEX grants_account /, name)
  }
  connection.close()
  await rm(folder, { recursive: true })
})

/** What an account has of grants is found by the account, however many the client has. */
const ofOneAccount: ReadonlySet<string> = new Set(['access_granted', 'access_grants_of_pair', 'grant_revoke_of_pair'])

const allowed: ReadonlyMap<string, readonly string[]> = new Map([
  // The last row of an index.
  ['logout_delivery_latest', ['SCAN logout_deliveries USING COVERING INDEX logout_deliveries_changed']],
  // Once for each property that no object of the type had before.
  ['search_lack_all_OAuthClient', ['SCAN clients USING COVERING INDEX sqlite_autoindex_clients_2']],
  ['search_lack_all_Account', ['SCAN accounts USING COVERING INDEX sqlite_autoindex_accounts_1']],
  // What was found of one account.
  ['access_granted', ['SCAN recent']],
  ['access_grants_of_pair', ['SCAN recent']],
  // In the order of an index, no further than what is asked for.
  ['seal_pending', ['SCAN audit_pending']],
  ['trace_latest', ['SCAN traces USING COVERING INDEX traces_latest']],
  // Devices that wait are few; clients and accounts are removed, and passwords changed, seldom.
  ['grant_remove_devices_of_clients_1', ['SCAN device_authorizations']],
  ['grant_remove_devices_of_accounts_1', ['SCAN device_authorizations']],
])

/** Calls every method of every store, so that each of its statements runs. */
async function useEverything({ provider, identity, sweep }: Stores): Promise<void> {
  const client = records.aClient()
  await provider.clients.insert(client)
  await provider.clients.find(client.clientId, now)
  await provider.clients.replace(client, now)
  await provider.clients.hasOrigin('https://wiki.example', now)
  await provider.clients.list({ limit: 1, now })
  await provider.clients.listStartable({ limit: 1, now })

  const code = records.aCode()
  const token = records.aRefreshToken(code.grant)
  await provider.codes.insert(code)
  await provider.codes.countFailure(code.digest, 10, now)
  const redemption = { digest: code.digest, now, grant: code.grant, refreshToken: token }
  await provider.codes.redeem(redemption)
  const rotation = { digest: token.digest, grantExpiresAt: now + 1, grace: 0, now }
  for (const successor of [records.aRefreshToken(code.grant), records.aRefreshToken(code.grant)]) {
    await provider.refreshTokens.rotate({ ...rotation, successor })
  }
  await provider.codes.redeem(redemption)
  await provider.codes.find(code.digest, now)
  await provider.refreshTokens.find(token.digest, now)
  await provider.grants.find(code.grant.grantId, now)
  await provider.grants.revoke(code.grant.grantId, now)
  await provider.consents.add('acc_1', client.clientId, ['openid'], now)
  await provider.consents.find('acc_1', client.clientId)
  await provider.clients.remove(client.clientId, now)

  const session = records.aSession()
  await provider.sessions.insert(session)
  await provider.sessions.findByCookie(session.digest, now)
  await provider.sessions.renew(session, now)
  const { sessionId, accountId } = session
  await provider.grants.insert(records.aGrant({ sessionId, accountId, logoutChannels: ['back'] }))
  await provider.codes.insert(records.aCode({ grant: records.aGrant({ sessionId, accountId }) }))
  await provider.sessions.end(sessionId, undefined, 'revoke')
  await provider.postureReports.add([{ rule: 'pkce-required', clientId: client.clientId, count: 1, lastAt: now }], now)
  await provider.postureReports.find(['prp_'], now)
  const { accountAccess } = provider
  await accountAccess.listClients(accountId, now)
  await accountAccess.listGrants(accountId, client.clientId, now)
  await accountAccess.lastRefreshAt(['gra_1'])
  await accountAccess.listSessions(accountId, { limit: 1 }, now)
  const allowed = records.aSession()
  await provider.sessions.insert(allowed)
  await provider.consents.add(allowed.accountId, client.clientId, ['openid'], now)
  await accountAccess.removeClient({ accountId: allowed.accountId, clientId: client.clientId, now, origin: records.origin })
  const { logoutDeliveries } = provider
  const [delivery] = await logoutDeliveries.ofSession(sessionId, now)
  await logoutDeliveries.nextDue()
  for (const clientId of await logoutDeliveries.dueClients(now)) {
    await logoutDeliveries.claim({ clientId, limit: 1, leaseUntil: now, now })
  }
  await logoutDeliveries.report({ deliveryId: 'lod_', attempts: 1 }, { state: 'delivered' }, now)
  await logoutDeliveries.find([delivery?.deliveryId ?? ''], now)
  await logoutDeliveries.state()
  await logoutDeliveries.remove('lod_', now)

  const { transactionId, ...transaction } = records.aTransaction()
  await provider.transactions.insert({ ...transaction, transactionId })
  await provider.transactions.find(transactionId, now)
  await provider.transactions.record(transactionId, { authenticatedAt: now }, now)
  await provider.transactions.countFailedSignIn(transactionId, 10, now)
  await provider.transactions.finish(transactionId, now)

  const device = records.aDeviceAuthorization()
  await provider.deviceAuthorizations.insert(device, 1)
  await provider.deviceAuthorizations.find(device.digest, now)
  await provider.deviceAuthorizations.findByUserCode(device.userCode, now)
  await provider.deviceAuthorizations.poll(device.digest, 1, now)
  await provider.deviceAuthorizations.decide(device.digest, 'denied', now)
  await provider.deviceAuthorizations.redeem({ digest: device.digest, now, grant: code.grant })

  const backchannel = records.aBackchannelRequest({ mode: 'push' })
  const { backchannelRequests } = provider
  await backchannelRequests.insert(backchannel, { interval: 1, limit: 1 })
  await backchannelRequests.find(backchannel.digest, now)
  await backchannelRequests.pendingOf(backchannel.accountId, now)
  await backchannelRequests.poll(backchannel.digest, 1, now)
  const { requestId, accountId: askedFor, clientId } = backchannel
  await backchannelRequests.decide({ requestId, accountId: askedFor, outcome: 'denied', now })
  await backchannelRequests.redeem({ digest: backchannel.digest, now, grant: code.grant })
  const pushed = { sealedTokens: 'sealed', attempts: 1 }
  await backchannelRequests.redeem({ digest: backchannel.digest, now, grant: code.grant, pushed })
  await backchannelRequests.dueClients(now)
  await backchannelRequests.nextDue()
  await backchannelRequests.claim({ clientId, limit: 1, leaseUntil: now, now })
  await backchannelRequests.report({ requestId, attempts: 0 }, { state: 'waiting', nextAttemptAt: now })
  await backchannelRequests.report({ requestId, attempts: 0 }, { state: 'delivered' })

  await provider.signingKeys.insertIfNone(records.aSigningKey())
  await provider.signingKeys.publish(records.aSigningKey())
  await provider.signingKeys.list(now)
  await provider.signingKeys.rotate(records.aSigningKey(), now)
  await provider.signingKeys.retire('unknown', now)
  await provider.signingKeys.publishNext({ ...records.aSigningKey(), signsFrom: now + 1 }, { publishedUntil: now + 2, now })
  await provider.signingKeys.replaceEncryptionKey(records.aSigningKey({ algorithm: 'ECDH-ES' }), now)
  await provider.settings.write('a', '{}', 0, now)
  await provider.settings.write('a', '{}', 1, now)
  await provider.settings.find('a')
  const trace = records.aTrace()
  await provider.traces.save([trace], 10)
  await provider.traces.find(trace.traceId)
  await provider.traces.list({}, { limit: 1 })
  await provider.traces.list({ clientId: client.clientId }, { limit: 1 })
  await provider.traces.count({})
  await provider.traces.latest()

  const account = records.anAccount()
  await identity.accounts.insert(account)
  await identity.accounts.find(account.accountId)
  await identity.accounts.findByUsername('name')
  await identity.accounts.list({ limit: 1 })
  await identity.accounts.replace(account, now)
  const digest = records.aDigest()
  await identity.throttle.add(digest, now, now + 1)
  await identity.throttle.find(digest, now)
  await identity.throttle.clear(digest)
  await identity.oneTimeTokens.insert({ digest, purpose: 'setup', expiresAt: now + 1 })
  await identity.oneTimeTokens.isLive(digest, 'setup', now)
  await identity.oneTimeTokens.redeemForFirstAdministrator(digest, account, now)
  await identity.oneTimeTokens.removeAll('setup')
  await identity.accounts.hasAdministrator()
  await sweep(now)
}
