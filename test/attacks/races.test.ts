import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type Answer,
  codeOf,
  expectErrorPage,
  expectJsonError,
  expectPage,
  KeyHolder,
  type RelyingParty,
  readAnswer,
  type Visit,
  waitUntil,
} from '@latchkey/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { ApiClient } from '../management/api-client.ts'
import { bearerGrant } from '../tokens/voucher-scene.ts'
import { TwoServers } from './two-servers.ts'

/* Whatever may be used once is shown 64 times at once: to two servers on PostgreSQL, to one on SQLite. */

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const cibaGrant = 'urn:openid:params:grant-type:ciba'
let holder: KeyHolder
let servers: TwoServers
let party: RelyingParty

before(async () => {
  holder = await KeyHolder.open()
  servers = await TwoServers.open({ env: holder.serverEnvironment })
  party = servers.party(await servers.scene.client())
})
after(async () => {
  await servers[Symbol.asyncDispose]()
  await holder[Symbol.asyncDispose]()
})

/** Does it 64 times at once, and sees that every server had its share. */
async function race<Result>(attempt: () => Promise<Result>): Promise<readonly Result[]> {
  const answeredBefore = servers.answered
  const results = await Promise.all(Array.from({ length: 64 }, attempt))
  for (const [index, count] of servers.answered.entries()) {
    assert.ok(count - (answeredBefore[index] ?? 0) >= 64 / servers.answered.length, 'a server was left out')
  }
  return results
}

/** Exactly one was answered with tokens or claims; each other for this reason, or for one of these. */
function expectOne(answers: readonly Answer[], error: string, status: number): Answer {
  const won = answers.filter((answer) => answer.status === 200)
  assert.equal(won.length, 1, `${won.length} of ${answers.length} succeeded`)
  for (const answer of answers) if (answer.status !== 200) expectJsonError(answer, error, undefined, status)
  return won[0] as Answer
}

const accessToken = ({ body }: Answer): string => String(body['access_token'])
const refreshToken = ({ body }: Answer): string => String(body['refresh_token'])

async function freshCode() {
  const pending = party.begin({ scope: 'openid offline_access', prompt: 'consent' })
  return { code: codeOf(await servers.browser().signIn(pending.url, servers.scene.person)), verifier: pending.verifier }
}

/** A new key, and the proofs that it makes (RFC9449-4.2). */
async function newProver(): Promise<(claims: Readonly<Record<string, string>>) => Promise<string>> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) }
  return (claims) => new SignJWT({ jti: randomUUID(), ...claims }).setIssuedAt().setProtectedHeader(header).sign(privateKey)
}

describe('of 64 uses at once', () => {
  test('RFC6749-4.1.2 of a code one gets tokens, which die since the code was replayed', async () => {
    const { code, verifier } = await freshCode()
    const won = expectOne(await race(() => party.redeem(code, { code_verifier: verifier })), 'invalid_grant', 400)
    assert.equal((await party.userinfo(accessToken(won))).status, 401)
    expectJsonError(await party.refresh(refreshToken(won)), 'invalid_grant', undefined, 400)
  })

  test('RFC8628-3.5 of a device code one gets tokens, which stay good', async () => {
    const device = servers.party(
      await servers.scene.client({ isPublic: true, fields: { grantTypes: [deviceGrant, 'refresh_token'] } }),
    )
    const { body } = await device.form('/auth/device', { scope: 'openid' })
    const browser = servers.browser()
    const login = await browser.openPage(String(body['verification_uri_complete']))
    const form = expectPage(await browser.submit(login, { fields: { ...servers.scene.person } }))
    const confirm = expectPage(await browser.submit(form))
    assert.equal(expectPage(await browser.submit(confirm, { button: ['decision', 'allow'] })).name, 'device-done')
    const poll = () => device.token({ grant_type: deviceGrant, device_code: String(body['device_code']) })
    const answers = await race(poll)
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1)
    for (const answer of answers) {
      if (answer.status === 200) continue
      assert.ok(
        ['expired_token', 'slow_down', 'invalid_grant'].includes(String(answer.body['error'])),
        JSON.stringify(answer.body),
      )
      assert.equal(answer.status, 400)
    }
    assert.equal((await device.userinfo(accessToken(won[0] as Answer))).status, 200)
  })

  test('RFC9700-4.14.2 of a refresh token one makes a successor, and none does once that was used', async () => {
    const spa = servers.party(await servers.scene.client({ isPublic: true }))
    const { tokens } = await spa.signIn(servers.browser(), servers.scene.person, {
      scope: 'openid offline_access',
      prompt: 'consent',
    })
    const old = String(tokens.refresh_token)
    const answers = await race(() => spa.refresh(old))
    const successors = new Set(answers.filter(({ status }) => status === 200).map(refreshToken))
    assert.equal(successors.size, 1)
    for (const answer of answers) if (answer.status !== 200) expectJsonError(answer, 'invalid_grant', undefined, 400)
    const [successor = ''] = successors
    assert.notEqual(successor, old)
    const next = await spa.refresh(successor)
    assert.equal(next.status, 200, JSON.stringify(next.body))
    for (const answer of await race(() => spa.refresh(old))) expectJsonError(answer, 'invalid_grant', undefined, 400)
    expectJsonError(await spa.refresh(refreshToken(next)), 'invalid_grant', undefined, 400)
  })

  test('RFC9126-4 of a request_uri one is answered with a code', async () => {
    const browser = servers.browser()
    await browser.signIn(party.begin().url, servers.scene.person)
    const pending = party.begin()
    const { body } = await party.form('/auth/par', Object.fromEntries(pending.url.searchParams))
    const url = new URL(`${servers.scene.issuer}/auth/authorize`)
    url.search = String(new URLSearchParams({ client_id: party.clientId, request_uri: String(body['request_uri']) }))
    const visits = await race(() => browser.open(url))
    const isCode = (visit: Visit) => visit.kind === 'left' && visit.url.searchParams.has('code')
    assert.equal(visits.filter(isCode).length, 1)
    for (const visit of visits) if (!isCode(visit)) expectErrorPage(visit, 'invalid_request_uri')
  })

  test('RFC9449-11.1 of a proof one gets a bound token', async () => {
    const machine = servers.party(await servers.scene.client({ fields: { grantTypes: ['client_credentials'] } }))
    const prove = await newProver()
    const proof = await prove({ htm: 'POST', htu: `${servers.scene.issuer}/auth/token` })
    const form = { grant_type: 'client_credentials', client_id: machine.clientId, client_secret: machine.clientSecret }
    const answers = await race(() => machine.postForm('/auth/token', form, { dpop: proof }))
    const won = expectOne(answers, 'invalid_dpop_proof', 400)
    assert.equal(won.body['token_type'], 'DPoP')
  })

  test('RFC9449-11.1 of a proof for userinfo one gets the claims', async () => {
    const prove = await newProver()
    const { issuer } = servers.scene
    const { code, verifier } = await freshCode()
    const dpop = await prove({ htm: 'POST', htu: `${issuer}/auth/token` })
    const redemption = {
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: party.redirectUri },
      ...{ client_id: party.clientId, client_secret: party.clientSecret },
    }
    const token = accessToken(await party.postForm('/auth/token', redemption, { dpop }))
    const ath = createHash('sha256').update(token).digest('base64url')
    const proof = await prove({ htm: 'GET', htu: `${issuer}/auth/userinfo`, ath })
    const ask = async () =>
      readAnswer(await servers.fetch(`${issuer}/auth/userinfo`, { headers: { authorization: `DPoP ${token}`, dpop: proof } }))
    const answers = await race(ask)
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const { status, headers } of answers) {
      if (status === 200) continue
      assert.equal(status, 401)
      assert.match(headers.get('www-authenticate') ?? '', /DPoP .*error="invalid_dpop_proof"/)
    }
  })

  test('RFC7523-3 of a client assertion one is answered', async () => {
    const fields = { tokenEndpointAuthMethod: 'private_key_jwt', jwks: holder.jwks, grantTypes: ['client_credentials'] }
    const machine = servers.party(await servers.scene.client({ fields }))
    const assertion = await holder.assertion(machine.clientId, servers.scene.issuer)
    const answers = await race(() => machine.postForm('/auth/token', { grant_type: 'client_credentials', ...assertion }))
    expectOne(answers, 'invalid_client', 401)
  })

  test('RFC7523-3 of an assertion about a person one gets a token', async () => {
    const { scene } = servers
    const app = servers.party(await scene.client({ fields: { grantTypes: ['authorization_code', bearerGrant] } }))
    const admin = await ApiClient.administrator(scene.server)
    const scopeId = String((await admin.create('Scope', { name: 'calendar.read', description: 'See your calendar' }))['id'])
    const voucher = 'https://login.example'
    await admin.create('Resource', { resource: 'https://calendar.example', name: 'Calendar', scopeIds: { [scopeId]: true } })
    await admin.create('TrustedIssuer', {
      ...{ issuer: voucher, jwksUri: holder.uri, algorithms: { ES256: true } },
      ...{ clientIds: { [app.clientId]: true }, scopes: { 'calendar.read': true } },
    })
    const sign = async () =>
      (await holder.assertion(app.clientId, scene.issuer, { iss: voucher, sub: scene.person.username })).client_assertion
    const redeem = (assertion: string) => app.token({ grant_type: bearerGrant, assertion, scope: 'calendar.read' })
    await waitUntil('every server trusts the issuer', async () => {
      for (const _ of servers.answered) if ((await redeem(await sign())).status !== 200) return undefined
      return true
    })
    const assertion = await sign()
    expectOne(await race(() => redeem(assertion)), 'invalid_grant', 400)
  })

  test('CIBA-11 of an auth_req_id one gets tokens, which stay good', async () => {
    const fields = { grantTypes: ['authorization_code', cibaGrant] }
    const client = servers.party(await servers.scene.client({ fields }))
    const { body } = await client.form('/auth/backchannel', { scope: 'openid', login_hint: servers.scene.person.username })
    const browser = servers.browser()
    const login = await browser.openPage(`${servers.scene.issuer}/requests`)
    const requests = expectPage(await browser.submit(login, { fields: { ...servers.scene.person } }))
    expectPage(await browser.submit(requests, { button: ['decision', 'allow'] }))
    const poll = () => client.token({ grant_type: cibaGrant, auth_req_id: String(body['auth_req_id']) })
    const answers = await race(poll)
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1, JSON.stringify(answers[0]?.body))
    for (const answer of answers) {
      if (answer.status === 200) continue
      assert.ok(
        ['expired_token', 'slow_down', 'invalid_grant'].includes(String(answer.body['error'])),
        JSON.stringify(answer.body),
      )
      assert.equal(answer.status, 400)
    }
    assert.equal((await client.userinfo(accessToken(won[0] as Answer))).status, 200)
  })
})
