import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RowCache } from './row-cache.ts'

const fresh = { check: () => true }
const always = () => true

/** A load that is answered later. */
function slowLoad() {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { load: () => promise, answer: resolve }
}

describe('row cache', () => {
  test('a row in memory is there at once', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    const load = async () => 'row'
    assert.ok(cache.through('key', always, load) instanceof Promise)
    await cache.through('key', always, load)
    assert.equal(cache.through('key', always, load), 'row')
    cache.forget('key')
    assert.ok(cache.through('key', always, load) instanceof Promise)
  })

  test('a row that was loaded is not loaded again', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    const loads: string[] = []
    const load = async () => {
      loads.push('load')
      return 'row'
    }
    assert.equal(await cache.through('key', always, load), 'row')
    assert.equal(await cache.through('key', always, load), 'row')
    assert.equal(loads.length, 1)
  })

  test('a row that is not usable is loaded again', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    await cache.through('key', always, async () => 'expired')
    assert.equal(
      await cache.through(
        'key',
        (row) => row !== 'expired',
        async () => 'prolonged',
      ),
      'prolonged',
    )
    assert.equal(await cache.through('key', always, async () => 'unasked'), 'prolonged')
  })

  test('absence is not kept', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    assert.equal(await cache.through('key', always, async () => undefined), undefined)
    assert.equal(await cache.through('key', always, async () => 'row'), 'row')
  })

  test('a row that was read before a change does not come in after it', async () => {
    for (const change of ['forget', 'forgetWhere', 'clear'] as const) {
      const cache = new RowCache<string, string>(fresh, 10)
      const slow = slowLoad()
      const reading = cache.through('key', always, slow.load)
      if (change === 'forget') cache.forget('key')
      else if (change === 'forgetWhere') cache.forgetWhere(() => false)
      else cache.clear()
      slow.answer('old')
      assert.equal(await reading, 'old')
      assert.equal(await cache.through('key', always, async () => 'new'), 'new')
    }
  })

  test('a reader that began before a change and one that began after it do not share their tickets', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    const [old, recent] = [slowLoad(), slowLoad()]
    const first = cache.through('key', always, old.load)
    cache.forget('key')
    const second = cache.through('key', always, recent.load)
    old.answer('old')
    await first
    recent.answer('new')
    await second
    assert.equal(await cache.through('key', always, async () => 'unasked'), 'new')
  })

  test('a written row is kept unless the key changed before it was committed', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    cache.put('key', 'written', cache.ticket('key'))
    assert.equal(await cache.through('key', always, async () => 'unasked'), 'written')
    const ticket = cache.ticket('key')
    cache.forget('key')
    cache.put('key', 'overtaken', ticket)
    assert.equal(await cache.through('key', always, async () => 'later'), 'later')
  })

  test('of two writes at once neither is believed to be the later one', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    const [first, second] = [cache.ticket('key'), cache.ticket('key')]
    cache.put('key', 'one', first)
    cache.put('key', 'other', second)
    assert.equal(await cache.through('key', always, async () => 'stored'), 'stored')
  })

  test('while freshness is unknown nothing is answered from memory and nothing is kept', async () => {
    const freshness = { known: true }
    const cache = new RowCache<string, string>({ check: () => freshness.known }, 10)
    await cache.through('key', always, async () => 'old')
    freshness.known = false
    assert.equal(await cache.through('key', always, async () => 'new'), 'new')
    freshness.known = true
    cache.clear()
    assert.equal(await cache.through('key', always, async () => 'newest'), 'newest')
  })

  test('the least recently used row goes first', async () => {
    const cache = new RowCache<string, string>(fresh, 2)
    for (const key of ['a', 'b', 'a', 'c']) await cache.through(key, always, async () => `first ${key}`)
    assert.equal(await cache.through('a', always, async () => 'again'), 'first a')
    assert.equal(await cache.through('c', always, async () => 'again'), 'first c')
    assert.equal(await cache.through('b', always, async () => 'again'), 'again')
  })

  test('a row that is taken is there once, and not at all while freshness is unknown', () => {
    const freshness = { known: true }
    const cache = new RowCache<string, string>({ check: () => freshness.known }, 10)
    for (const key of ['a', 'b', 'c']) cache.put(key, `row ${key}`, cache.ticket(key))
    assert.equal(cache.take('a'), 'row a')
    assert.equal(cache.take('a'), undefined)
    cache.forget('b')
    assert.equal(cache.take('b'), undefined)
    freshness.known = false
    assert.equal(cache.take('c'), undefined)
  })

  test('what is asked for all the time stays, however many rows come and go', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    let loads = 0
    const hot = async () => {
      loads += 1
      return 'hot'
    }
    for (let i = 0; i < 100; i++) {
      await cache.through('hot', always, hot)
      await cache.through(`row ${i}`, always, async () => 'cold')
    }
    assert.equal(loads, 1)
  })

  test('no more rows are kept than the limit says', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    for (let i = 0; i < 100; i++) await cache.through(`row ${i}`, always, async () => 'first')
    let kept = 0
    // From the last one backwards: what is loaded again pushes out what was looked at already.
    for (let i = 99; i >= 0; i--) if ((await cache.through(`row ${i}`, always, async () => 'again')) === 'first') kept += 1
    assert.ok(kept >= 5 && kept <= 10, `${kept} rows`)
  })

  test('a row that was changed is the same wherever it stands: an older one never comes back', async () => {
    const cache = new RowCache<string, string>(fresh, 4)
    await cache.through('key', always, async () => 'old')
    for (const other of ['a', 'b']) await cache.through(other, always, async () => other)
    cache.put('key', 'new', cache.ticket('key'))
    cache.forgetWhere((row) => row === 'new')
    assert.equal(await cache.through('key', always, async () => 'stored'), 'stored')
    cache.forget('key')
    assert.equal(await cache.through('key', always, async () => 'again'), 'again')
  })

  test('what was not asked for in a while is forgotten like the rest', async () => {
    const changes: readonly ((cache: RowCache<string, string>) => void)[] = [
      (cache) => cache.forget('key'),
      (cache) => cache.forgetWhere((row) => row === 'old'),
      (cache) => cache.clear(),
    ]
    for (const [index, change] of changes.entries()) {
      const cache = new RowCache<string, string>(fresh, 4)
      await cache.through('key', always, async () => 'old')
      // So many that the row is among those that go next.
      for (const other of ['a', 'b']) await cache.through(other, always, async () => other)
      change(cache)
      assert.equal(await cache.through('key', always, async () => 'stored'), 'stored', `change ${index}`)
    }
  })

  test('a row that was committed while freshness was unknown is not kept', async () => {
    const freshness = { known: true }
    const cache = new RowCache<string, string>({ check: () => freshness.known }, 10)
    const ticket = cache.ticket('key')
    freshness.known = false
    cache.put('key', 'written', ticket)
    freshness.known = true
    assert.equal(await cache.through('key', always, async () => 'stored'), 'stored')
  })

  test('rows that a condition meets are forgotten, others stay', async () => {
    const cache = new RowCache<string, string>(fresh, 10)
    for (const key of ['a', 'b']) await cache.through(key, always, async () => key)
    cache.forgetWhere((row) => row === 'a')
    assert.equal(await cache.through('a', always, async () => 'again'), 'again')
    assert.equal(await cache.through('b', always, async () => 'again'), 'b')
  })
})
