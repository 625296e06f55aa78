import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '../ids.ts'
import type { Client } from './client.ts'
import { initiateLoginLocation, startOrderOf } from './initiate-login.ts'

const issuer = 'https://op.example/id'

describe('OIDCC-4 where a client begins a sign-in', () => {
  const iss = 'iss=https%3A%2F%2Fop.example%2Fid'
  for (const [uri, location] of [
    ['https://app.example/start', `https://app.example/start?${iss}`],
    ['https://app.example', `https://app.example/?${iss}`],
    ['https://app.example/start?tenant=a%20b+c', `https://app.example/start?tenant=a%20b+c&${iss}`],
    ['https://app.example/start?iss=https://evil.example&x=1', `https://app.example/start?${iss}&x=1`],
    ['https://app.example/start#part', `https://app.example/start?${iss}#part`],
  ] as const) {
    test(`${uri} gets iss, and nothing else`, () => {
      assert.equal(initiateLoginLocation(uri, issuer), location)
    })
  }
})

describe('the order of clients that a person can start', () => {
  const client = (change: Partial<Client>): Client =>
    ({ clientId: 'id' as ClientId, origin: 'administrator', initiateLoginUri: 'https://app.example/', ...change }) as Client

  test('is by name without regard to case, and each client has a place of its own', () => {
    assert.equal(startOrderOf(client({ name: 'Team Wiki' })), 'team wiki id')
    assert.equal(startOrderOf(client({})), 'id id')
  })

  test('holds what every database can keep', () => {
    assert.equal(startOrderOf(client({ name: 'a\0b\ud800' })), 'ab\ufffd id')
    assert.equal(startOrderOf(client({ name: '😀'.repeat(200) })), `${'😀'.repeat(100)} id`)
  })

  test('leaves out those without an address, and those for which only they themselves speak', () => {
    const { initiateLoginUri: _, ...without } = client({})
    for (const other of [without, client({ origin: 'dynamic' }), client({ origin: 'unregistered' })]) {
      assert.equal(startOrderOf(other), undefined)
    }
  })
})
