import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import type { AuditEvent, Origin } from '@latchkey/core'
import type { AuditQuery, SealedEvent } from '@latchkey/management/stores'
import { canonicalJson } from '../sql/journal/canonical-json.ts'
import type { Storage } from '../storage.ts'
import { aRole, commit } from './managed-records.ts'
import { type CreateDatabase, eventually, now, twoNodes } from './nodes.ts'
import { aClient, aCode, aDeviceAuthorization, aGrant, anAccount, aRefreshToken, aSession, origin } from './records.ts'

function anEvent(members: Partial<AuditEvent> = {}): AuditEvent {
  return {
    eventId: `evt_${randomBytes(9).toString('base64url')}`,
    at: now,
    kind: 'call',
    outcome: 'done',
    origin,
    object: { name: 'Role', id: 'rol_1' },
    method: 'x:Role/set',
    ...members,
  }
}

/** The whole chain, in pages. */
async function chainOf({ management: { audit } }: Storage): Promise<readonly SealedEvent[]> {
  const events: SealedEvent[] = []
  for (;;) {
    const page = await audit.chain({ after: events.at(-1)?.sequence ?? 0, limit: 100 })
    if (page.length === 0) return events
    events.push(...page)
  }
}

/** What an auditor does who knows nothing but the chain. */
function checkChain(events: readonly SealedEvent[]): void {
  let previousHash = '0'.repeat(64)
  for (const [i, { event, sequence, hash, ...link }] of events.entries()) {
    assert.equal(sequence, i + 1)
    assert.equal(link.previousHash, previousHash)
    const text = `${previousHash}\n${canonicalJson({ ...event, sequence })}`
    assert.equal(hash, createHash('sha256').update(text).digest('hex'))
    previousHash = hash
  }
}

export function auditConformance(create: CreateDatabase): void {
  describe('the audit log', () => {
    const nodes = twoNodes(create)
    const query = (asked: Partial<AuditQuery>) =>
      nodes().there.management.audit.query({ isAscending: true, limit: 1_000, ...asked })

    test('an event is found as it was recorded, by every node, once it is asked for', async () => {
      const { here, there } = nodes()
      const event = anEvent({ reason: 'ünïcode \u0000', origin: { ...origin, address: 'a\0b' } })
      await here.management.audit.record(event)
      const [sealed] = await there.management.audit.find([event.eventId, 'evt_unknown'])
      assert.deepEqual(sealed?.event, event)
      assert.deepEqual(await here.management.audit.find(['evt_unknown', 'x\0']), [])
      assert.equal((await query({ address: 'a\0b' })).length, 1)
    })

    test('an event that is recorded again stands in the chain once', async () => {
      const { audit } = nodes().here.management
      const event = anEvent()
      await audit.record(event)
      await audit.record(event)
      await audit.seal()
      await audit.record(event)
      await audit.seal()
      assert.equal(await audit.unsealed(), 0)
      assert.equal((await chainOf(nodes().here)).filter((sealed) => sealed.event.eventId === event.eventId).length, 1)
      checkChain(await chainOf(nodes().here))
    })

    test('what nodes record and seal at the same time becomes one chain without gaps, in the order of recording', async () => {
      const { here, there } = nodes()
      const events = Array.from({ length: 600 }, () => anEvent({ traceId: undefined } as never))
      const half = events.length / 2
      const record = async (storage: Storage, part: readonly AuditEvent[]) => {
        for (const [i, event] of part.entries()) {
          await storage.management.audit.record(event)
          if (i % 20 === 0) await storage.management.audit.seal()
        }
      }
      await Promise.all([record(here, events.slice(0, half)), record(there, events.slice(half))])
      const sealed = await Promise.all([here.management.audit.seal(), there.management.audit.seal()])
      assert.ok(sealed.every((count) => count <= events.length))
      const chain = await chainOf(there)
      checkChain(chain)
      const { sequence, hash } = await here.management.audit.head()
      assert.deepEqual([sequence, hash], [chain.length, chain.at(-1)?.hash])
      const places = new Map(chain.map((each) => [each.event.eventId, each.sequence]))
      for (const part of [events.slice(0, half), events.slice(half)]) {
        const order = part.map(({ eventId }) => places.get(eventId) ?? 0)
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        )
        assert.ok(order.every((place) => place > 0))
      }
    })

    test('events are sealed by themselves a moment later, and at closing at the latest', async () => {
      const { audit } = nodes().here.management
      await audit.seal()
      const { sequence } = await audit.head()
      await audit.record(anEvent())
      await eventually(async () => (await audit.head()).sequence === sequence + 1)
      assert.equal(await audit.unsealed(), 0)
      const other = await nodes().database.open(() => now)
      await other.management.audit.record(anEvent())
      await other.close()
      assert.equal(await audit.unsealed(), 0)
    })

    test('events are found by everything that a query names, in both directions and in pages', async () => {
      const { audit } = nodes().here.management
      const account: Origin = {
        actor: { kind: 'account', accountId: 'acc_q', name: 'q' },
        through: 'page',
        address: '198.51.100.9',
        traceId: 'trc_q',
      }
      const client: Origin = {
        actor: { kind: 'client', clientId: 'https://q.example/very/long'.repeat(40) as never },
        through: 'protocol',
      }
      const at = now + 5_000_000
      const events = [
        anEvent({ at, origin: account, kind: 'sign-in', accountId: 'acc_q' }),
        anEvent({ at: at + 1, origin: account, kind: 'consent-denied', outcome: 'refused', clientId: 'client-q' as never }),
        anEvent({ at: at + 2, origin: client, kind: 'grant', object: { name: 'Group', id: 'grp_q' } }),
      ]
      for (const event of events) await audit.record(event)
      const found = async (asked: Partial<AuditQuery>) =>
        (await query({ since: at, ...asked })).map(({ event }) => events.findIndex(({ eventId }) => eventId === event.eventId))
      assert.deepEqual(await found({}), [0, 1, 2])
      assert.deepEqual(await found({ isAscending: false }), [2, 1, 0])
      assert.deepEqual(await found({ offset: 1, limit: 1 }), [1])
      assert.deepEqual(await found({ until: at + 2 }), [0, 1])
      assert.deepEqual(await found({ kind: 'grant' }), [2])
      assert.deepEqual(await found({ outcome: 'refused' }), [1])
      assert.deepEqual(await found({ outcome: 'done' }), [0, 2])
      assert.deepEqual(await found({ actor: 'acc_q' }), [0, 1])
      assert.deepEqual(await found({ actor: 'https://q.example/very/long'.repeat(40) }), [2])
      assert.deepEqual(await found({ objectName: 'Group' }), [2])
      assert.deepEqual(await found({ objectName: 'Group', objectId: 'grp_other' }), [])
      assert.deepEqual(await found({ objectId: 'grp_q' }), [2])
      assert.deepEqual(await found({ accountId: 'acc_q' }), [0])
      assert.deepEqual(await found({ clientId: 'client-q' as never }), [1])
      assert.deepEqual(await found({ address: '198.51.100.9', through: 'page', traceId: 'trc_q' }), [0, 1])
      const [first, second] = await query({ since: at })
      assert.deepEqual(await found({ from: first?.sequence ?? 0 }), [1, 2])
      assert.deepEqual(await found({ from: second?.sequence ?? 0, isAscending: false }), [0])
      assert.equal(await audit.count({ since: at, isAscending: true }), 3)
      assert.equal(await audit.count({ since: at, actor: 'acc_q', from: first?.sequence ?? 0, isAscending: true }), 1)
    })

    test('each change of a managed object is an event, with its revision', async () => {
      const { here } = nodes()
      const role = aRole()
      const outcome = await commit(here, [{ object: 'Role', kind: 'create', record: role }])
      const [sealed, ...others] = await query({ objectName: 'Role', objectId: role.roleId })
      assert.deepEqual(others, [])
      const { eventId, ...event } = sealed?.event ?? anEvent()
      assert.match(eventId, /^evt_/)
      const [revision] = outcome.kind === 'committed' ? outcome.revisions : []
      assert.deepEqual(event, {
        ...{ at: now, kind: 'change', outcome: 'done', origin, object: { name: 'Role', id: role.roleId }, revision },
      })
    })

    test('grants, their revocation and the end of sessions are events, once each, with their origin', async () => {
      const { here } = nodes()
      const { provider, management } = here
      const events = async (accountId: AuditEvent['accountId']) =>
        (await query({ accountId: accountId ?? 'acc_' })).map(({ event }) => [event.kind, event.reason, event.origin.through])
      const grant = aGrant()
      const code = aCode({ grant })
      const redemption = { digest: code.digest, now, grant, refreshToken: aRefreshToken(grant), origin }
      await provider.codes.insert(code)
      await provider.codes.redeem(redemption)
      await provider.codes.redeem(redemption)
      await provider.codes.redeem(redemption)
      const [first] = await query({ accountId: grant.accountId })
      const { eventId: _, ...event } = first?.event ?? anEvent()
      const { grantId, clientId, accountId, sessionId } = grant
      assert.deepEqual(event, { at: now, kind: 'grant', outcome: 'done', origin, grantId, clientId, accountId, sessionId })
      assert.deepEqual(await events(accountId), [
        ['grant', undefined, 'api'],
        ['revocation', 'code-replayed', 'api'],
      ])

      const byDevice = aGrant()
      const device = aDeviceAuthorization()
      await provider.deviceAuthorizations.insert(device, 1)
      await provider.deviceAuthorizations.decide(device.digest, { grant: byDevice }, now)
      await provider.deviceAuthorizations.redeem({ digest: device.digest, now, grant: byDevice })
      await provider.grants.revoke(byDevice.grantId, now)
      await provider.grants.revoke(byDevice.grantId, now, origin)
      assert.deepEqual(await events(byDevice.accountId), [
        ['grant', undefined, 'start'],
        ['revocation', 'revoked', 'start'],
      ])

      const session = aSession()
      await provider.sessions.insert(session)
      await provider.sessions.end(session.sessionId, origin)
      await provider.sessions.end(session.sessionId, origin)
      assert.deepEqual(await events(session.accountId), [['session-end', undefined, 'api']])

      const client = aClient()
      const ofClient = aGrant({ clientId: client.clientId })
      await provider.clients.insert(client)
      const granted = aCode({ grant: ofClient })
      await provider.codes.insert(granted)
      await provider.codes.redeem({ digest: granted.digest, now, grant: ofClient, origin })
      await provider.clients.remove(client.clientId, now, origin)
      assert.deepEqual((await events(ofClient.accountId)).at(-1), ['revocation', 'client-removed', 'api'])

      const account = anAccount()
      const [endedSession, endedGrant] = [aSession({ accountId: account.accountId }), aGrant({ accountId: account.accountId })]
      await provider.sessions.insert(endedSession)
      const ending = aCode({ grant: endedGrant })
      await provider.codes.insert(ending)
      await provider.codes.redeem({ digest: ending.digest, now, grant: endedGrant, origin })
      assert.deepEqual(await management.runtime.endAll(account.accountId, now, origin), { sessions: 1, grants: 1 })
      assert.deepEqual(await management.runtime.endAll(account.accountId, now, origin), { sessions: 0, grants: 0 })
      assert.deepEqual((await events(account.accountId)).slice(1), [
        ['session-end', 'all-ended', 'api'],
        ['revocation', 'all-ended', 'api'],
      ])
    })
  })
}
