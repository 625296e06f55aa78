import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AdjustableCheck, adjustableChecks, type Posture, profileNames, type ServerPosture } from '../checks/posture.ts'
import type { Client } from '../clients/client.ts'
import { unregisteredClient } from '../clients/unregistered-client.ts'
import type { ClientId } from '../ids.ts'
import { adjustableRuleOf, postureOf } from './posture-of.ts'
import { profiles } from './profiles.ts'

const nobody = unregisteredClient('https://rp.example/client' as ClientId, 'https://rp.example/cb', 0)
const publicClient: Client = { ...nobody, origin: 'administrator' }
const confidential: Client = { ...publicClient, tokenEndpointAuthMethod: 'private_key_jwt' }

type Case = readonly [what: string, expected: Posture, rule: AdjustableCheck, client: Client, server?: ServerPosture]

const fapi2: ServerPosture = { profile: 'fapi2', postures: {} }
const eased: ServerPosture = { profile: 'fapi2', postures: { 'pkce-required': 'off', 'pushed-request-required': 'report' } }

const cases: readonly Case[] = [
  ['nobody says anything of a public client', 'enforce', 'pkce-required', publicClient],
  ['nobody says anything of a confidential client', 'report', 'pkce-required', confidential],
  ['nobody says anything', 'off', 'pushed-request-required', confidential],
  ['the profile of the server', 'enforce', 'pushed-request-required', confidential, fapi2],
  ['the server says so of the rule, against its profile', 'report', 'pushed-request-required', confidential, eased],
  ['the server says so of the rule, against the default', 'off', 'pkce-required', publicClient, eased],
  [
    'the profile of the client, against what the server says of the rule',
    'enforce',
    'pkce-required',
    { ...publicClient, profile: 'mcp' },
    eased,
  ],
  [
    'a profile of the client that says nothing of the rule leaves it to the server',
    'report',
    'pushed-request-required',
    { ...confidential, profile: 'strict' },
    eased,
  ],
  [
    'the profile default of a client says all by default',
    'off',
    'pushed-request-required',
    { ...confidential, profile: 'default' },
    fapi2,
  ],
  [
    'the record of the client, against its profile',
    'off',
    'pkce-required',
    { ...publicClient, profile: 'mcp', postures: { 'pkce-required': 'off' } },
    fapi2,
  ],
  ['an unregistered client is never let off by the server', 'enforce', 'pkce-required', nobody, eased],
  ['an unregistered client gets no tokens through the browser', 'enforce', 'front-channel-token', nobody],
  [
    'an unregistered client is never let off by what is made up for it',
    'enforce',
    'pkce-required',
    { ...nobody, postures: { 'pkce-required': 'report' } },
  ],
  ['an unregistered client is held to the profile of the server', 'enforce', 'dpop-proof-required', nobody, fapi2],
]

describe('who decides how a rule is applied', () => {
  for (const [what, expected, rule, client, server] of cases) {
    test(`${what}: ${rule} is ${expected}`, () => assert.equal(postureOf(rule, client, server), expected))
  }

  test('under no profile is anything less strict than by default', () => {
    const order: readonly Posture[] = ['off', 'report', 'enforce']
    for (const client of [publicClient, confidential, nobody]) {
      for (const rule of adjustableChecks) {
        for (const profile of profileNames) {
          const under = order.indexOf(postureOf(rule, client, { profile, postures: {} }))
          assert.ok(under >= order.indexOf(postureOf(rule, client)), `${profile} ${rule}`)
        }
      }
    }
  })

  test('message signing demands all that FAPI 2 does, and signed requests and answers', () => {
    const more = Object.entries(profiles['fapi2-message-signing']).filter(([rule]) => !Object.hasOwn(profiles.fapi2, rule))
    assert.deepEqual(
      more,
      [
        'signed-request-object-required',
        'request-object-audience-required',
        'request-object-short-lived',
        'signed-response-required',
      ].map((rule) => [rule, 'enforce']),
    )
  })
})

test('a check belongs to the rule of its name, or to the one that decides it; others cannot be adjusted', () => {
  assert.equal(adjustableRuleOf('pkce-required'), 'pkce-required')
  assert.equal(adjustableRuleOf('token-resource-known'), 'resource-known')
  assert.equal(adjustableRuleOf('scope-known'), undefined)
})
