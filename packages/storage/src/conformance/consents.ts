import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, eventually, now, race, twoNodes } from './nodes.ts'
import { aClientId } from './records.ts'

export function consentConformance(create: CreateDatabase): void {
  describe('consents', () => {
    const nodes = twoNodes(create)

    test('nothing is allowed before it was', async () => {
      assert.deepEqual(await nodes().here.provider.consents.find('acc_1', aClientId()), [])
    })

    test('scopes are added to what was allowed before, for this account and this client alone', async () => {
      const { consents } = nodes().here.provider
      const [clientId, other] = [aClientId(), aClientId()]
      await consents.add('acc_1', clientId, ['openid', 'email'], now)
      assert.deepEqual(sorted(await consents.find('acc_1', clientId)), ['email', 'openid'])
      await consents.add('acc_1', clientId, ['email', 'profile', 'profile'], now)
      assert.deepEqual(sorted(await consents.find('acc_1', clientId)), ['email', 'openid', 'profile'])
      assert.deepEqual(await consents.find('acc_2', clientId), [])
      assert.deepEqual(await consents.find('acc_1', other), [])
    })

    test('concurrent additions lose nothing', async () => {
      const clientId = aClientId()
      const scopes = Array.from({ length: 16 }, (_, i) => `scope-${10 + i}`)
      await race(16, nodes(), ({ provider }, i) => provider.consents.add('acc_1', clientId, [scopes[i] ?? '', 'openid'], now))
      assert.deepEqual(sorted(await nodes().here.provider.consents.find('acc_1', clientId)), ['openid', ...scopes])
    })

    test('what was allowed on one node is known to the other within a second', async () => {
      const { here, there } = nodes()
      const clientId = aClientId()
      await here.provider.consents.add('acc_1', clientId, ['openid'], now)
      assert.deepEqual(await there.provider.consents.find('acc_1', clientId), ['openid'])
      await here.provider.consents.add('acc_1', clientId, ['email'], now)
      await eventually(async () => (await there.provider.consents.find('acc_1', clientId)).length === 2)
    })
  })
}

function sorted(scopes: readonly string[]): readonly string[] {
  return [...scopes].sort()
}
