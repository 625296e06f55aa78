import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseEventSourceParameters } from '../../src/jmap/push/event-source-parameters.ts'
import { eventText } from '../../src/jmap/push/event-text.ts'
import { PushSubscriptions } from '../../src/jmap/push/push-subscriptions.ts'
import { stateChange } from '../../src/jmap/push/state-change.ts'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** Subscriptions on a clock that only moves when told, and connections that note what they are sent. */
class TestPush {
  readonly errors: unknown[] = []
  states: Record<string, string> = { 'x:Note': '1', 'x:Role': '1' }
  reads = 0
  #now = 0
  readonly #timers = new Set<Timer>()
  readonly subscriptions = new PushSubscriptions({
    startTimer: (milliseconds, run) => {
      const timer = { at: this.#now + milliseconds, run }
      this.#timers.add(timer)
      return () => this.#timers.delete(timer)
    },
    onError: (error) => this.errors.push(error),
  })

  get pendingTimers(): number {
    return this.#timers.size
  }

  open(query = '', lastEventId?: string) {
    const parameters = parseEventSourceParameters(new URLSearchParams(query))
    if ('mistake' in parameters) throw new Error(parameters.mistake)
    const connection = { written: [] as string[], ended: 0, stop: () => {} }
    connection.stop = this.subscriptions.open({
      parameters,
      accountId: 'ann',
      ...(lastEventId === undefined ? {} : { lastEventId }),
      states: async () => {
        this.reads += 1
        return { ...this.states }
      },
      write: (text) => connection.written.push(text),
      end: () => {
        connection.ended += 1
      },
    })
    return connection
  }

  change(type: string): void {
    this.states[type] = String(Number(this.states[type] ?? 0) + 1)
    this.subscriptions.changed(type)
  }

  /** Lets time pass in steps of 10 ms, and promises settle in between. */
  async pass(milliseconds: number): Promise<void> {
    await settle()
    for (const end = this.#now + milliseconds; this.#now < end; ) {
      this.#now += 10
      for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
        this.#timers.delete(timer)
        timer.run()
      }
      await settle()
    }
  }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

/** The `changed` of each state event. */
function changes(written: readonly string[]): readonly unknown[] {
  return written.flatMap((text) => {
    const data = /^event: state\ndata: (.*)$/m.exec(text)?.[1]
    return data === undefined ? [] : [(JSON.parse(data) as { readonly changed: unknown }).changed]
  })
}

describe('RFC8620-7.1 the StateChange object', () => {
  test('has the new state of each type by account', () => {
    assert.deepEqual(stateChange({ ann: { 'x:Note': '7' } }), { '@type': 'StateChange', changed: { ann: { 'x:Note': '7' } } })
  })
})

describe('RFC8620-7.3 parameters of the event source', () => {
  const sound: readonly (readonly [string, unknown])[] = [
    ['', { closesAfterState: false, ping: 0 }],
    ['types=*&closeafter=no&ping=0', { closesAfterState: false, ping: 0 }],
    ['types=x:Note,x:Role&closeafter=state&ping=60', { types: new Set(['x:Note', 'x:Role']), closesAfterState: true, ping: 60 }],
    ['types=x:Note,*', { closesAfterState: false, ping: 0 }],
    ['ping=1', { closesAfterState: false, ping: 5 }],
    ['ping=300', { closesAfterState: false, ping: 300 }],
    ['ping=999999', { closesAfterState: false, ping: 3600 }],
    ['other=1', { closesAfterState: false, ping: 0 }],
  ]
  for (const [query, parameters] of sound) {
    test(`"${query}"`, () => assert.deepEqual(parseEventSourceParameters(new URLSearchParams(query)), parameters))
  }

  for (const [name, query] of [
    ['types', 'types='],
    ['types', 'types=a,,b'],
    ['types', 'types=a%0Ab'],
    ['types', `types=${'a,'.repeat(300)}a`],
    ['types', 'types=a&types=b'],
    ['closeafter', 'closeafter=never'],
    ['closeafter', 'closeafter='],
    ['ping', 'ping=-1'],
    ['ping', 'ping=1.5'],
    ['ping', 'ping=1e3'],
    ['ping', 'ping=99999999999'],
    ['ping', 'ping='],
  ] as const) {
    test(`"${query.slice(0, 40)}" is refused and names ${name}`, () => {
      const outcome = parseEventSourceParameters(new URLSearchParams(query))
      assert.ok('mistake' in outcome && outcome.mistake.startsWith(`${name}: must `), JSON.stringify(outcome))
    })
  }
})

describe('RFC8620-7.3 events', () => {
  test('are one field a line and end with an empty line, whatever the data', () => {
    assert.equal(eventText('ping', { interval: 5 }), 'event: ping\ndata: {"interval":5}\n\n')
    assert.equal(eventText('state', { a: 'b\n\nevent: x\r' }, '1'), 'id: 1\nevent: state\ndata: {"a":"b\\n\\nevent: x\\r"}\n\n')
  })

  test('many changes within an interval are one event, of those types only whose state is another', async () => {
    const push = new TestPush()
    const { written } = push.open()
    await push.pass(200)
    for (let count = 0; count < 1000; count += 1) push.change('x:Note')
    push.subscriptions.changed('x:Role')
    await push.pass(90)
    assert.deepEqual(changes(written), [])
    await push.pass(100)
    assert.deepEqual(changes(written), [{ ann: { 'x:Note': '1001' } }])
    assert.equal(push.reads, 2)
  })

  test('changes that do not end come once an interval', async () => {
    const push = new TestPush()
    const { written } = push.open()
    for (let step = 0; step < 100; step += 1) {
      push.change('x:Note')
      await push.pass(10)
    }
    await push.pass(200)
    const told = changes(written)
    assert.ok(told.length >= 9 && told.length <= 11, String(told.length))
    assert.deepEqual(told.at(-1), { ann: { 'x:Note': '101' } })
  })

  test('a change while states are read is told by the next event', async () => {
    const push = new TestPush()
    const parameters = { closesAfterState: false, ping: 0 }
    const written: string[] = []
    let release = (): void => {}
    let count = 0
    const states = async () => {
      count += 1
      const seen = { ...push.states }
      if (count === 2) await new Promise<void>((resolve) => (release = resolve))
      return seen
    }
    push.subscriptions.open({ parameters, accountId: 'ann', states, write: (text) => written.push(text), end: () => {} })
    await push.pass(10)
    push.change('x:Note')
    await push.pass(100)
    push.change('x:Note')
    release()
    await push.pass(200)
    assert.deepEqual(changes(written), [{ ann: { 'x:Note': '2' } }, { ann: { 'x:Note': '3' } }])
  })

  test('a connection hears only of the types that it asked for', async () => {
    const push = new TestPush()
    const { written } = push.open('types=x:Role')
    push.change('x:Note')
    await push.pass(200)
    push.change('x:Role')
    push.change('x:Note')
    await push.pass(200)
    assert.deepEqual(changes(written), [{ ann: { 'x:Role': '2' } }])
  })

  test('what was told once is not told again', async () => {
    const push = new TestPush()
    const { written } = push.open()
    await push.pass(10)
    push.change('x:Role')
    await push.pass(200)
    push.change('x:Note')
    await push.pass(200)
    assert.deepEqual(changes(written), [{ ann: { 'x:Role': '2' } }, { ann: { 'x:Note': '2' } }])
  })

  test('a type that the caller may not see is not told', async () => {
    const push = new TestPush()
    const { written } = push.open()
    await push.pass(10)
    push.subscriptions.changed('x:Secret')
    await push.pass(200)
    assert.deepEqual(changes(written), [])
  })

  test('closeafter=state ends the connection behind the first state event', async () => {
    const push = new TestPush()
    const connection = push.open('closeafter=state&ping=5')
    await push.pass(10)
    push.change('x:Note')
    await push.pass(200)
    assert.deepEqual([changes(connection.written).length, connection.ended], [1, 1])
    assert.deepEqual([push.subscriptions.size, push.pendingTimers], [0, 0])
  })

  test('pings come when asked for, and stop with the connection', async () => {
    const push = new TestPush()
    const connection = push.open('ping=5')
    await push.pass(16_000)
    const pings = connection.written.filter((text) => text === 'event: ping\ndata: {"interval":5}\n\n')
    assert.equal(pings.length, 3)
    connection.stop()
    push.change('x:Note')
    await push.pass(6_000)
    assert.equal(connection.written.filter((text) => text.includes('ping')).length, 3)
    assert.deepEqual([connection.ended, push.subscriptions.size, push.pendingTimers], [0, 0, 0])
  })

  test('a client that comes back with the id of an event is told what it missed, at once', async () => {
    const push = new TestPush()
    const first = push.open()
    await push.pass(10)
    const lastEventId = /^id: (.*)$/m.exec(first.written[0] ?? '')?.[1]
    first.stop()
    push.change('x:Role')
    const second = push.open('', lastEventId)
    await push.pass(200)
    assert.deepEqual(changes(second.written), [{ ann: { 'x:Role': '2' } }])
    const third = push.open('', /^id: (.*)$/m.exec(second.written[0] ?? '')?.[1])
    await push.pass(200)
    assert.deepEqual(third.written, [])
  })

  test('an id that is none of ours makes no difference but events of what it does not know', async () => {
    const push = new TestPush()
    for (const id of ['', '%', '__proto__=1', 'x'.repeat(100_000)]) push.open('', id)
    await push.pass(200)
    assert.deepEqual(push.errors, [])
  })

  test('states that cannot be read end the connection, and the operator is told', async () => {
    const push = new TestPush()
    let ended = 0
    push.subscriptions.open({
      parameters: { closesAfterState: false, ping: 5 },
      accountId: 'ann',
      states: async () => Promise.reject(new Error('no database')),
      write: () => {},
      end: () => {
        ended += 1
      },
    })
    push.change('x:Note')
    await push.pass(6_000)
    assert.deepEqual([ended, push.errors.length, push.subscriptions.size, push.pendingTimers], [1, 1, 0, 0])
  })

  test('closing ends every connection once', async () => {
    const push = new TestPush()
    const connections = [push.open(), push.open('ping=5')]
    push.change('x:Note')
    push.subscriptions.close()
    push.subscriptions.close()
    await push.pass(6_000)
    assert.deepEqual(
      connections.map(({ ended }) => ended),
      [1, 1],
    )
    assert.equal(push.pendingTimers, 0)
  })
})
