import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startServer, type TestServer } from '@latchkey/testing'
import { ApiClient, basicOf, type Json } from './api-client.ts'

const rounds = 10
const second = { username: 'grace', password: 'another-long-enough-passphrase' }

/** An object that two people edit: a field of numbers and one beside it. */
interface Edited {
  readonly object: string
  readonly id: string
  readonly field: string
  readonly valueAt: (count: number) => unknown
  readonly beside: string
  readonly besideAt: (count: number) => unknown
}

let server: TestServer
let first: ApiClient
let other: ApiClient
let edited: readonly Edited[]

before(async () => {
  // Several processes share the port, so that the two really write at once.
  server = await startServer({ env: { LATCHKEY_WORKERS: '2' } })
  first = await ApiClient.administrator(server)
  await first.create('Account', {
    name: second.username,
    credentials: { 0: { '@type': 'Password', secret: second.password } },
    roles: { '@type': 'Admin' },
  })
  other = await new ApiClient(server, basicOf(second)).withKey()
  const { id } = await first.create('OAuthClient', { clientId: 'edited', redirectUris: { 'https://app.example/cb': true } })
  const minutes = (count: number): number => (count + 1) * 60_000
  edited = [
    {
      object: 'OidcProvider',
      id: 'singleton',
      field: 'accessTokenExpiry',
      valueAt: minutes,
      beside: 'idTokenExpiry',
      besideAt: minutes,
    },
    {
      object: 'OAuthClient',
      id,
      field: 'description',
      valueAt: (count) => `Named ${count}`,
      beside: 'skipConsent',
      besideAt: (count) => count % 2 === 0,
    },
  ]
})
after(() => server[Symbol.asyncDispose]())

function write(by: ApiClient, { object, id }: Edited, patch: Json, ifInState?: unknown) {
  const condition = ifInState === undefined ? {} : { ifInState }
  return by.attempt([`x:${object}/set`, { update: { [id]: patch }, ...condition }]).then(([answer]) => answer)
}

/** Who made which value of a field, newest first, as the revision log has it. */
async function history({ object, id }: Edited, field: string): Promise<readonly (readonly [by: unknown, value: unknown])[]> {
  const revisions = await first.find('Revision', { object, objectId: id })
  return revisions.flatMap(({ actorName, fieldChanges }) =>
    Object.values(fieldChanges as Record<string, Json>)
      .filter((change) => change['field'] === field)
      .map((change) => [actorName, change['after']] as const),
  )
}

describe('two administrators who edit the same object at once', () => {
  test('RFC8620-5.3 with ifInState one has their way, the other is told stateMismatch and has changed nothing', async () => {
    for (const target of edited) {
      const { object, id, field, valueAt } = target
      for (let round = 0; round < rounds; round += 1) {
        const { state } = await first.call(`x:${object}/get`, { ids: [id] })
        const values = [valueAt(100 + 2 * round), valueAt(101 + 2 * round)]
        const answers = await Promise.all([
          write(first, target, { [field]: values[0] }, state),
          write(other, target, { [field]: values[1] }, state),
        ])
        const outcomes = answers.map((answer) => (answer?.[0] === 'error' ? answer[1]['type'] : 'written'))
        assert.deepEqual(outcomes.toSorted(), ['stateMismatch', 'written'], `${object}: ${JSON.stringify(answers)}`)
        const winner = outcomes.indexOf('written')
        assert.equal((await first.get(object, id))[field], values[winner])
        const [last] = await history(target, field)
        assert.deepEqual(last, [winner === 0 ? 'admin' : 'grace', String(values[winner])])
      }
    }
  })

  test('without it both are made one after the other, and the revision log has both', async () => {
    for (const target of edited) {
      const { object, id, field, valueAt } = target
      const before = (await history(target, field)).length
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all([
          write(first, target, { [field]: valueAt(200 + 2 * round) }),
          write(other, target, { [field]: valueAt(201 + 2 * round) }),
        ])
        for (const answer of answers) assert.deepEqual(answer?.[1]['updated'], { [id]: null }, JSON.stringify(answers))
      }
      const made = (await history(target, field)).slice(0, -before || undefined)
      const expected = Array.from({ length: rounds }, (_, round) => [
        ['admin', String(valueAt(200 + 2 * round))],
        ['grace', String(valueAt(201 + 2 * round))],
      ]).flat()
      assert.deepEqual(made.toSorted(), expected.toSorted())
      assert.equal(String((await first.get(object, id))[field]), made[0]?.[1])
    }
  })

  test('changes of different fields both hold', async () => {
    for (const target of edited) {
      const { object, id, field, valueAt, beside, besideAt } = target
      for (let round = 0; round < rounds; round += 1) {
        const [value, otherValue] = [valueAt(300 + round), besideAt(300 + round)]
        await Promise.all([write(first, target, { [field]: value }), write(other, target, { [beside]: otherValue })])
        const now = await first.get(object, id)
        assert.deepEqual([now[field], now[beside]], [value, otherValue])
      }
    }
  })
})

describe('two administrators who take the rights of each other at once', () => {
  for (const [what, patch, back] of [
    ['by disabling', { disabled: true }, { disabled: false }],
    ['by a role', { roles: { '@type': 'User' } }, { roles: { '@type': 'Admin' } }],
  ] as const) {
    test(`${what}: one of them stays`, async () => {
      const accounts = await first.find('Account', {})
      const idOf = (name: string): string => String(accounts.find((account) => account['name'] === name)?.['id'])
      const [firstId, otherId] = [idOf('admin'), idOf(second.username)]
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all([
          first.post(JSON.stringify({ using: [], methodCalls: [['x:Account/set', { update: { [otherId]: patch } }, 'c']] })),
          other.post(JSON.stringify({ using: [], methodCalls: [['x:Account/set', { update: { [firstId]: patch } }, 'c']] })),
        ])
        const texts = await Promise.all(answers.map((answer) => answer.text()))
        const done = texts.map((text) => text.includes('"updated":{'))
        assert.deepEqual(done.toSorted(), [false, true], texts.join('\n'))
        const [winner, loserId] = done[0] ? [first, otherId] : [other, firstId]
        await winner.update('Account', back, loserId)
      }
    })
  }
})
