import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'

export function settingsConformance(create: CreateDatabase): void {
  describe('settings', () => {
    const nodes = twoNodes(create)

    test('an object that was never written is absent', async () => {
      assert.equal(await nodes().here.provider.settings.find('absent'), undefined)
    })

    test('a write counts only from the version that the writer has seen', async () => {
      const { here, there } = nodes()
      const json = '{"a":"ü"}'
      assert.equal(await here.provider.settings.write('a', json, 1, now), 'changed')
      assert.equal(await here.provider.settings.write('a', json, 0, now), 'written')
      assert.equal(await there.provider.settings.write('a', '{}', 0, now), 'changed')
      assert.deepEqual(await there.provider.settings.find('a'), { json, version: 1 })
      assert.equal(await there.provider.settings.write('a', '{}', 1, now), 'written')
      assert.deepEqual(await here.provider.settings.find('a'), { json: '{}', version: 2 })
    })

    test('of concurrent writes from one version one is made', async () => {
      for (const previous of [0, 1]) {
        const answers = await race(16, nodes(), ({ provider }, i) => provider.settings.write('raced', `${i}`, previous, now))
        assert.deepEqual(tally(answers), { written: 1, changed: 15 })
        const row = await nodes().here.provider.settings.find('raced')
        assert.deepEqual(row, { json: `${answers.indexOf('written')}`, version: previous + 1 })
      }
    })

    test('listeners hear of a change at once on the node that made it and within a second on the other, once', async () => {
      const { here, there } = nodes()
      const heard: { here: string[]; there: string[] } = { here: [], there: [] }
      // What earlier tests wrote may still be on its way.
      const listen = (node: 'here' | 'there') => (name: string) => {
        if (name.startsWith('heard')) heard[node].push(name)
      }
      const stop = here.provider.settings.onChange(listen('here'))
      const stopThere = there.provider.settings.onChange(listen('there'))
      for (const version of [0, 1]) {
        await here.provider.settings.write('heard', '{}', version, now)
        assert.equal(heard.here.length, version + 1)
        await eventually(() => heard.there.length === version + 1)
      }
      await there.provider.settings.write('heard-2', '{}', 0, now)
      await eventually(() => heard.here.length === 3)
      await here.provider.settings.write('heard', '{}', 0, now)
      await new Promise((resolve) => setTimeout(resolve, 700))
      assert.deepEqual(heard, { here: ['heard', 'heard', 'heard-2'], there: ['heard', 'heard', 'heard-2'] })
      stop()
      stopThere()
      await here.provider.settings.write('heard', '{}', 2, now)
      assert.equal(heard.here.length, 3)
    })

    test('a listener that throws harms neither the write nor the other listeners', async () => {
      const { settings } = nodes().here.provider
      const heard: string[] = []
      const stops = [
        settings.onChange(() => {
          throw new Error('listener')
        }),
        settings.onChange((name) => heard.push(name)),
      ]
      assert.equal(await settings.write('robust', '{}', 0, now), 'written')
      assert.deepEqual(heard, ['robust'])
      for (const stop of stops) stop()
    })
  })
}
