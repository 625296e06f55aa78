import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, expectJsonError, type RelyingParty } from '@latchkey/testing'
import { type Json, ManagedProvider } from './managed-provider.ts'

const without = { code_challenge: undefined, code_challenge_method: undefined }

let provider: ManagedProvider
let party: RelyingParty
let browser: Browser
before(async () => {
  provider = await ManagedProvider.open()
  party = await provider.party({ skipConsent: true, tokenEndpointAuthMethod: 'client_secret_basic' })
  browser = provider.browser()
  await party.signIn(browser, provider.person)
})
after(() => provider[Symbol.asyncDispose]())

/** `error` of the answer to a request without PKCE. */
async function errorWithoutPkce(of: RelyingParty = party): Promise<string | null> {
  const visit = await browser.open(of.begin(without).url)
  assert.ok(visit.kind === 'left')
  return visit.url.searchParams.get('error')
}

/** The report of a rule and client as soon as it counts so many requests. Counts are written in the background. */
async function reportOf(rule: string, count: number): Promise<Json> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const [id] = await provider.query('PostureReport', { rule, clientId: party.clientId })
    const report = id === undefined ? undefined : await provider.get('PostureReport', id)
    if (report !== undefined && Number(report['count']) >= count) return report
    assert.ok(Date.now() < deadline, `${rule} is not counted: ${JSON.stringify(report)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('RFC9700-2.1.1 from a report to a rule that is enforced', () => {
  test('who breaks a rule that is reported is counted, with the time', async () => {
    assert.equal(await errorWithoutPkce(), null)
    assert.equal(await errorWithoutPkce(), null)
    const { id, firstAt, lastAt, ...report } = await reportOf('pkce-required', 2)
    assert.deepEqual(report, { rule: 'pkce-required', clientId: party.clientId, posture: 'report', count: 2 })
    assert.match(String(id), /^prp_/)
    const now = Math.floor(provider.clock.now() / 1000) * 1000
    assert.deepEqual([Date.parse(String(firstAt)), Date.parse(String(lastAt))], [now, now])
    assert.deepEqual(await provider.query('PostureReport', { rule: 'code-age' }), [])
  })

  test('enforced for all, the rule refuses the next request, and nothing is counted any more', async () => {
    await provider.update('SecurityPosture', { 'postures/pkce-required': 'enforce' })
    assert.equal(await errorWithoutPkce(), 'invalid_request')
    const { count, posture } = await reportOf('pkce-required', 2)
    assert.deepEqual([count, posture], [2, 'enforce'])
  })

  test('the profile of a client comes before what the server says, its own rules before that', async () => {
    const [id = ''] = await provider.query('OAuthClient', { clientId: party.clientId })
    await provider.update('OAuthClient', { profile: 'default' }, id)
    assert.equal(await errorWithoutPkce(), null)
    await provider.update('OAuthClient', { postures: { 'pkce-required': 'enforce' } }, id)
    assert.equal(await errorWithoutPkce(), 'invalid_request')
    await provider.update('OAuthClient', { postures: {}, profile: null }, id)
    assert.equal(await errorWithoutPkce(), 'invalid_request')
    await provider.update('SecurityPosture', { postures: {} })
    assert.equal(await errorWithoutPkce(), null)
  })
})

describe('x:SecurityPosture', () => {
  test('says nothing but the profile default until it is changed', async () => {
    const { profile, postures } = await provider.get('SecurityPosture')
    assert.deepEqual([profile, postures], ['default', {}])
  })

  test('FAPI2SP-5.3.2 a profile holds from the next request on, until the last is taken back', async () => {
    await provider.update('SecurityPosture', { profile: 'fapi2' })
    const visit = await browser.open(party.begin().url)
    assert.ok(visit.kind === 'left')
    assert.match(visit.url.searchParams.get('error_description') ?? '', /has to push its requests$/)
    expectJsonError(await party.form('/auth/par', { response_type: 'code' }), 'invalid_client')
    await provider.update('SecurityPosture', { profile: 'default' })
    assert.equal(await errorWithoutPkce(), null)
  })

  for (const [what, patch] of [
    ['a profile that there is not', { profile: 'lax' }],
    ['a rule that cannot be changed', { postures: { 'client-known': 'off' } }],
    ['a posture that there is not', { postures: { 'pkce-required': 'sometimes' } }],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const { type } = await provider.refusedUpdate('SecurityPosture', patch)
      assert.ok(type === 'invalidProperties' || type === 'invalidPatch', String(type))
    })
  }
})
