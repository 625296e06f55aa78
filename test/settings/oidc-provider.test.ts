import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { codeOf, expectErrorPage, expectJsonError, type RelyingParty, readAnswer, Scene, waitUntil } from '@latchkey/testing'
import { decodeJwt, decodeProtectedHeader } from 'jose'

let scene: Scene
let party: RelyingParty

beforeEach(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
afterEach(() => scene[Symbol.asyncDispose]())

const offline = { scope: 'openid offline_access', prompt: 'consent' }

describe('fields of OidcProvider take effect on the running server', () => {
  test('authCodeMaxAttempts: so many failed redemptions end a code, so many failed sign-ins a sign-in', async () => {
    await scene.settings({ authCodeMaxAttempts: '1' })
    const { code, verifier } = await freshCode()
    expectJsonError(await party.redeem(code, { code_verifier: 'w'.repeat(43) }), 'invalid_grant', 'code_verifier_mismatch')
    expectJsonError(await party.redeem(code, { code_verifier: verifier }), 'invalid_grant', 'code_unknown')
    const browser = scene.browser()
    const page = await browser.openPage(party.begin().url)
    await browser.submit(page, { fields: { username: 'nobody', password: 'wrong' } })
    expectErrorPage(await browser.submit(page, { fields: { ...scene.person } }), 'invalid_request', 'transaction_unknown')
  })

  test('anonymousClientRegistration: opens and closes registration without a token', async () => {
    const register = async () => {
      const body = JSON.stringify({ redirect_uris: ['https://new.example/callback'] })
      const headers = { 'content-type': 'application/json' }
      return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
    }
    assert.ok([401, 403].includes((await register()).status))
    await scene.settings({ anonymousClientRegistration: 'true' })
    const created = await register()
    assert.equal(created.status, 201, JSON.stringify(created.body))
    assert.equal(typeof created.body['client_id'], 'string')
  })

  test('requireClientRegistration: decides whether a client without a record may sign people in', async () => {
    const pending = party.begin({ client_id: 'nobody-registered-me', redirect_uri: 'https://unknown.example/callback' })
    const departure = await scene.browser().signIn(pending.url, scene.person)
    assert.ok(codeOf(departure))
    await scene.settings({ requireClientRegistration: 'true' })
    expectErrorPage(await scene.browser().open(pending.url), 'invalid_request', 'client_unknown')
  })

  test('authCodeExpiry: a code is refused after it', async () => {
    await scene.settings({ authCodeExpiry: '1000' })
    const { code, verifier } = await freshCode()
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expectJsonError(await party.redeem(code, { code_verifier: verifier }), 'invalid_grant', 'code_unknown')
  })

  test('refreshTokenExpiry: a refresh token is refused after it', async () => {
    await scene.settings({ refreshTokenExpiry: '2s', refreshTokenRenewal: '1s' })
    const { tokens } = await party.signIn(scene.browser(), scene.person, offline)
    const refresh = () => party.refresh(tokens.refresh_token ?? '')
    await waitUntil('the refresh token has expired', async () => ((await refresh()).status === 200 ? undefined : true))
    expectJsonError(await refresh(), 'invalid_grant', 'refresh_token_unknown')
  })

  test('refreshTokenRenewal: a confidential client gets a new token only when little life remains', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person, offline)
    const early = await party.refresh(tokens.refresh_token ?? '')
    assert.ok([undefined, tokens.refresh_token].includes(early.body['refresh_token'] as string | undefined))
    await scene.settings({ refreshTokenRenewal: '30d' })
    const late = await party.refresh(tokens.refresh_token ?? '')
    assert.equal(typeof late.body['refresh_token'], 'string')
    assert.notEqual(late.body['refresh_token'], tokens.refresh_token)
  })

  test('accessTokenExpiry: expires_in says it and userinfo keeps it', async () => {
    await scene.settings({ accessTokenExpiry: '2s' })
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    assert.equal(tokens.expires_in, 2)
    const refused = await waitUntil('the access token has expired', async () => {
      const answer = await party.userinfo(tokens.access_token)
      return answer.status === 200 ? undefined : answer
    })
    assert.equal(refused.status, 401)
  })

  test('userCodeExpiry: a device authorization says it and ends with it', async () => {
    await scene.settings({ userCodeExpiry: '5m' })
    const device = await scene.client({
      isPublic: true,
      fields: { grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'] },
    })
    const { status, body } = await device.form('/auth/device', { scope: 'openid' })
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body['expires_in'], 300)
    await scene.settings({ userCodeExpiry: '1s' })
    const brief = (await device.form('/auth/device', { scope: 'openid' })).body
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: String(brief['device_code']) }
    expectJsonError(await device.form('/auth/token', grant), 'expired_token', 'device_code_unknown')
  })

  test('idTokenExpiry: the ID token has it', async () => {
    await scene.settings({ idTokenExpiry: '7m' })
    const { claims } = await party.signIn(scene.browser(), scene.person)
    assert.equal(Number(claims.exp) - Number(claims.iat), 420)
  })

  test('encryptionKey: another one revokes every access token at once', async () => {
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    assert.equal((await party.userinfo(tokens.access_token)).status, 200)
    await scene.settings({ encryptionKey: JSON.stringify({ '@type': 'Value', secret: 'k'.repeat(64) }) })
    assert.equal((await party.userinfo(tokens.access_token)).status, 401)
  })

  test('signatureAlgorithm and signatureKey: sign from then on, and the old key stays published', async () => {
    const before = await party.signIn(scene.browser(), scene.person)
    assert.equal(decodeProtectedHeader(before.tokens.id_token).alg, 'ES256')
    const { generateKeyPairSync } = await import('node:crypto')
    const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    const file = join(scene.server.data, 'signing.pem')
    writeFileSync(file, pem)
    await scene.settings({ signatureAlgorithm: 'ps256', signatureKey: JSON.stringify({ '@type': 'File', filePath: file }) })
    const later = await party.signIn(scene.browser(), scene.person)
    assert.equal(decodeProtectedHeader(later.tokens.id_token).alg, 'PS256')
    await party.verify(before.tokens.id_token)
    assert.equal(decodeJwt(later.tokens.id_token).sub, before.claims.sub)
  })

  async function freshCode() {
    const pending = party.begin()
    return { code: codeOf(await scene.browser().signIn(pending.url, scene.person)), verifier: pending.verifier }
  }
})

describe('a refused change changes nothing', () => {
  const refused: readonly (readonly [field: string, value: string])[] = [
    ['authCodeMaxAttempts', '0'],
    ['authCodeMaxAttempts', '1001'],
    ['authCodeMaxAttempts', 'many'],
    ['authCodeExpiry', '-1'],
    ['accessTokenExpiry', 'soon'],
    ['anonymousClientRegistration', 'perhaps'],
    ['signatureAlgorithm', 'none'],
    ['signatureAlgorithm', 'rs256'],
    ['signatureKey', '{"@type":"Text","secret":"no PEM"}'],
    ['signatureKey', '{"@type":"File","filePath":"/nowhere/at/all.pem"}'],
    ['encryptionKey', '{"@type":"EnvironmentVariable","variableName":"LATCHKEY_TEST_NOT_SET"}'],
    ['noSuchField', '1'],
  ]
  test('for each mistake, with the field named', async () => {
    const read = async () => (await scene.server.cli('get', 'oidc-provider', '--json')).stdout
    const earlier = await read()
    for (const [field, value] of refused) {
      const { status, stderr, stdout } = await scene.server.cli('update', 'oidc-provider', '--field', `${field}=${value}`)
      assert.ok(status === 1 || status === 2, `${field}=${value}: exit ${status}`)
      assert.ok(`${stdout}${stderr}`.includes(field), `${field}: ${stdout}${stderr}`)
    }
    assert.equal(await read(), earlier)
  })

  test('secrets are never shown, and the mask sent back changes nothing', async () => {
    const { stdout } = await scene.server.cli('get', 'oidc-provider', '--json')
    assert.doesNotMatch(stdout, /PRIVATE KEY/)
    const settings = JSON.parse(stdout) as Record<string, { secret?: string }>
    const { tokens } = await party.signIn(scene.browser(), scene.person)
    await scene.settings({ encryptionKey: JSON.stringify(settings['encryptionKey']) })
    assert.equal((await party.userinfo(tokens.access_token)).status, 200)
  })
})
