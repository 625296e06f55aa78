import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { type AccountId, type ClientId, type Grant, newId } from '@latchkey/core'
import type { Storage } from '../storage.ts'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import {
  aBackchannelRequest,
  aClientId,
  aCode,
  aDeviceAuthorization,
  aGrant,
  anAccount,
  aRefreshToken,
  aSession,
  origin,
} from './records.ts'

const hour = 3_600_000

/** A grant whose id says when it was made. */
function grantAt(at: number, members: Partial<Grant>): Grant {
  return aGrant({ grantId: newId('gra', { randomBytes, now: at }), createdAt: at, ...members })
}

const anAccountId = (): AccountId => anAccount().accountId

export function accountAccessConformance(create: CreateDatabase): void {
  describe('what clients have of an account', () => {
    const nodes = twoNodes(create)
    const access = (storage: Storage = nodes().here) => storage.provider.accountAccess
    const clientsOf = async (accountId: AccountId) =>
      (await access().listClients(accountId, now)).map(({ clientId, since, lastGrantAt }) => [clientId, since, lastGrantAt])

    test('clients with grants come first, the newest grant first, then those that are only allowed', async () => {
      const { grants, consents } = nodes().here.provider
      const accountId = anAccountId()
      const [often, once, allowed] = [aClientId(), aClientId(), aClientId()]
      await grants.insert(grantAt(now - 3 * hour, { accountId, clientId: often }))
      await grants.insert(grantAt(now - 2 * hour, { accountId, clientId: once }))
      await grants.insert(grantAt(now - hour, { accountId, clientId: often }))
      await consents.add(accountId, allowed, ['openid'], now - 9 * hour)
      await consents.add(accountId, once, ['openid'], now - 5 * hour)
      assert.deepEqual(await clientsOf(accountId), [
        [often, now - 3 * hour, now - hour],
        [once, now - 5 * hour, now - 2 * hour],
        [allowed, now - 9 * hour, undefined],
      ])
    })

    test('what has expired, was revoked or is of another account does not count', async () => {
      const { grants, consents } = nodes().here.provider
      const accountId = anAccountId()
      const clientId = aClientId()
      const revoked = grantAt(now - hour, { accountId, clientId })
      await grants.insert(revoked)
      await grants.revoke(revoked.grantId, now)
      await grants.insert(grantAt(now - hour, { accountId, clientId, expiresAt: now }))
      await grants.insert(grantAt(now - hour, { clientId }))
      await consents.add(anAccountId(), clientId, ['openid'], now)
      assert.deepEqual(await clientsOf(accountId), [])
      assert.deepEqual(await access().listGrants(accountId, clientId, now), [])
    })

    test('the grants of one client come whole, newest first', async () => {
      const { grants } = nodes().here.provider
      const accountId = anAccountId()
      const clientId = aClientId()
      const [older, newer] = [grantAt(now - hour, { accountId, clientId }), grantAt(now, { accountId, clientId })]
      for (const grant of [older, newer, grantAt(now, { accountId })]) await grants.insert(grant)
      assert.deepEqual(await access().listGrants(accountId, clientId, now), [newer, older])
    })

    test('the last refresh is that of the newest token of the grants', async () => {
      const { here } = nodes()
      const code = aCode()
      const refreshToken = aRefreshToken(code.grant, { createdAt: now - hour })
      await here.provider.codes.insert(code)
      await here.provider.codes.redeem({ digest: code.digest, now, grant: code.grant, refreshToken })
      const { grantId } = code.grant
      assert.equal(await access().lastRefreshAt([grantId]), now - hour)
      const successor = aRefreshToken(code.grant, { createdAt: now })
      const rotation = { digest: refreshToken.digest, successor, grantExpiresAt: now + hour, grace: 0, now }
      assert.equal(await here.provider.refreshTokens.rotate(rotation), 'rotated')
      assert.equal(await access().lastRefreshAt([grantId, 'gra_unknown']), now)
      assert.equal(await access().lastRefreshAt(['gra_unknown']), undefined)
      assert.equal(await access().lastRefreshAt([]), undefined)
    })

    test('sessions come newest first, page by page, without those of others and those that are over', async () => {
      const { sessions } = nodes().here.provider
      const accountId = anAccountId()
      const made = [1, 2, 3].map((age) => {
        const at = now - age * hour
        return aSession({ accountId, sessionId: newId('ses', { randomBytes, now: at }), createdAt: at })
      })
      for (const session of [...made, aSession({ accountId, expiresAt: now }), aSession()]) await sessions.insert(session)
      const [first, second, third] = made
      assert.deepEqual(await access().listSessions(accountId, { limit: 2 }, now), [first, second])
      const after = second?.sessionId ?? 'ses_'
      assert.deepEqual(await access().listSessions(accountId, { limit: 2, after }, now), [third])
    })

    test('a removal takes grants, consents, codes, devices and requests of this pair, and no others', async () => {
      const { here, there } = nodes()
      const { grants, consents, codes, deviceAuthorizations, backchannelRequests } = here.provider
      const accountId = anAccountId()
      const [clientId, otherClient] = [aClientId(), aClientId()]
      const pair = { accountId, clientId }
      const [grant, ofOther] = [grantAt(now, pair), grantAt(now, { accountId, clientId: otherClient })]
      const [code, otherCode] = [aCode({ grant: aGrant(pair) }), aCode({ grant: aGrant({ accountId, clientId: otherClient }) })]
      for (const one of [grant, ofOther]) await grants.insert(one)
      for (const one of [code, otherCode]) await codes.insert(one)
      for (const one of [clientId, otherClient]) await consents.add(accountId, one, ['openid'], now)
      const neighbour = { accountId: anAccountId(), clientId }
      const theirs = grantAt(now, neighbour)
      await grants.insert(theirs)
      await consents.add(neighbour.accountId, clientId, ['openid'], now)
      assert.deepEqual(await consents.find(accountId, clientId), ['openid'])
      const device = aDeviceAuthorization({ clientId })
      await deviceAuthorizations.insert(device, 1)
      await deviceAuthorizations.decide(device.digest, { grant: aGrant(pair) }, now)
      const request = aBackchannelRequest(pair)
      await backchannelRequests.insert(request, { interval: 1, limit: 9 })
      assert.deepEqual(await there.provider.consents.find(accountId, clientId), ['openid'])
      await there.provider.grants.find(grant.grantId, now)

      assert.equal(await access().removeClient({ ...pair, now, origin }), true)
      assert.deepEqual(await clientsOf(accountId), [[otherClient, now, now]])
      assert.equal((await grants.find(grant.grantId, now))?.revokedAt, now)
      assert.equal((await grants.find(ofOther.grantId, now))?.revokedAt, undefined)
      assert.equal(await codes.redeem({ digest: code.digest, now, grant: code.grant }), 'absent')
      assert.equal(await codes.redeem({ digest: otherCode.digest, now, grant: otherCode.grant }), 'redeemed')
      assert.equal(await deviceAuthorizations.find(device.digest, now), undefined)
      assert.equal(await backchannelRequests.find(request.digest, now), undefined)
      assert.deepEqual(await consents.find(accountId, clientId), [])
      assert.deepEqual(await consents.find(accountId, otherClient), ['openid'])
      assert.deepEqual(await clientsOf(neighbour.accountId), [[clientId, now, now]])
      assert.deepEqual(await consents.find(neighbour.accountId, clientId), ['openid'])
      assert.equal((await grants.find(theirs.grantId, now))?.revokedAt, undefined)
      await eventually(async () => (await there.provider.grants.find(grant.grantId, now))?.revokedAt === now)
      await eventually(async () => (await there.provider.consents.find(accountId, clientId)).length === 0)
    })

    test('a removal is audited once, with each grant; without access there is nothing to remove', async () => {
      const { here } = nodes()
      const pair = { accountId: anAccountId(), clientId: aClientId() }
      const made = [grantAt(now - 1, pair), grantAt(now, pair)]
      for (const grant of made) await here.provider.grants.insert(grant)
      const outcomes = await race(64, nodes(), (storage) => access(storage).removeClient({ ...pair, now, origin }))
      assert.deepEqual(tally(outcomes), { true: 1, false: 63 })
      assert.equal(await access().removeClient({ ...pair, now, origin }), false)
      assert.equal(await access().removeClient({ ...pair, clientId: aClientId(), now, origin }), false)
      const events = await eventsOf(here, pair.accountId)
      assert.deepEqual(
        events.filter(({ kind }) => kind === 'consent-withdrawn').map(({ clientId }) => clientId),
        [pair.clientId],
      )
      const revocations = events.filter(({ kind }) => kind === 'revocation')
      assert.deepEqual(new Set(revocations.map(({ grantId }) => grantId)), new Set(made.map(({ grantId }) => grantId)))
      for (const event of revocations) assert.deepEqual([event.reason, event.origin], ['access-removed', origin])
    })

    test('a redemption that races with a removal leaves no grant that lives', async () => {
      const { here } = nodes()
      for (let round = 0; round < 8; round += 1) {
        const pair = { accountId: anAccountId(), clientId: aClientId() }
        const code = aCode({ grant: aGrant(pair) })
        await here.provider.consents.add(pair.accountId, pair.clientId, ['openid'], now)
        await here.provider.codes.insert(code)
        await Promise.all([
          here.provider.codes.redeem({ digest: code.digest, now, grant: code.grant }),
          access(nodes().there).removeClient({ ...pair, now, origin }),
        ])
        assert.deepEqual(await access().listGrants(pair.accountId, pair.clientId, now), [])
      }
    })

    test('the redemption of a device, or of a request, that races with a removal leaves no grant that lives either', async () => {
      const { here, there } = nodes()
      const { backchannelRequests, consents, deviceAuthorizations } = here.provider
      for (let round = 0; round < 8; round += 1) {
        const pair = { accountId: anAccountId(), clientId: aClientId() }
        await consents.add(pair.accountId, pair.clientId, ['openid'], now)
        const device = aDeviceAuthorization({ clientId: pair.clientId })
        await deviceAuthorizations.insert(device, 1)
        const [onDevice, asked] = [aGrant(pair), aGrant(pair)]
        await deviceAuthorizations.decide(device.digest, { grant: onDevice }, now)
        const request = aBackchannelRequest(pair)
        await backchannelRequests.insert(request, { interval: 1, limit: 9 })
        const { accountId } = pair
        await backchannelRequests.decide({ requestId: request.requestId, accountId, outcome: { grant: asked }, now })
        await Promise.all([
          deviceAuthorizations.redeem({ digest: device.digest, now, grant: onDevice }),
          backchannelRequests.redeem({ digest: request.digest, now, grant: asked }),
          access(there).removeClient({ ...pair, now, origin }),
        ])
        assert.deepEqual(await access().listGrants(pair.accountId, pair.clientId, now), [])
      }
    })

    test('the back channel of the client is told of each session, which goes on, and of none a second time', async () => {
      const { here } = nodes()
      const pair = { accountId: anAccountId(), clientId: aClientId() }
      const session = aSession({ accountId: pair.accountId })
      await here.provider.sessions.insert(session)
      const { sessionId } = session
      const bystander = aClientId()
      await here.provider.grants.insert(grantAt(now, { ...pair, sessionId, logoutChannels: ['back', 'front'] }))
      const members = { accountId: pair.accountId, clientId: bystander, sessionId, logoutChannels: ['back'] } as const
      await here.provider.grants.insert(grantAt(now, members))
      await access().removeClient({ ...pair, now, origin })
      const told = async (): Promise<readonly ClientId[]> =>
        (await here.provider.logoutDeliveries.ofSession(sessionId, now)).map(({ clientId }) => clientId)
      assert.deepEqual(await told(), [pair.clientId])
      assert.deepEqual(await here.provider.sessions.findByCookie(session.digest, now), session)
      const ended = await here.provider.sessions.end(sessionId)
      assert.deepEqual(
        ended?.participants.map(({ clientId }) => clientId),
        [bystander],
      )
      assert.deepEqual(new Set(await told()), new Set([pair.clientId, bystander]))
    })
  })
}

async function eventsOf({ management: { audit } }: Storage, accountId: AccountId) {
  await audit.seal()
  const sealed = await audit.query({ accountId, isAscending: true, limit: 100 })
  return sealed.map(({ event }) => event)
}
