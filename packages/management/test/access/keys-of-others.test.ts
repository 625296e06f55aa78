import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessKit, made } from './access-kit.ts'

test('nobody is told of changes of the keys of others', async () => {
  await using kit = await AccessKit.open()
  const administrator = await kit.as(await kit.account('ada', { roles: ['administrator'] }))
  const other = await kit.as(await kit.account('eve'))
  const own = made(await kit.create(administrator, 'ApiKey', { description: 'own' })).id
  const { id } = made(await kit.create(other, 'ApiKey', { description: 'old key of others' }))
  const { state } = await kit.call(administrator, 'x:ApiKey/get', { ids: [] })

  made(await kit.create(other, 'ApiKey', { description: 'new key of others' }))
  await kit.update(other, 'ApiKey', id, { description: 'still of others' })
  await kit.update(administrator, 'ApiKey', own, { description: 'still mine' })

  const { created, updated, destroyed } = await kit.call(administrator, 'x:ApiKey/changes', { sinceState: state })
  assert.deepEqual([created, updated, destroyed], [[], [own], []])
  const { removed, added } = await kit.call(administrator, 'x:ApiKey/queryChanges', { sinceQueryState: state })
  assert.deepEqual([removed, added], [[own], [{ id: own, index: 0 }]])
})
