import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, expectJsonError, type RelyingParty, Scene } from '@latchkey/testing'

let scene: Scene
let spa: RelyingParty
let web: RelyingParty

before(async () => {
  scene = await Scene.open()
  spa = await scene.client({ isPublic: true })
  web = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

async function refreshTokenOf(party: RelyingParty): Promise<string> {
  const { tokens } = await party.signIn(scene.browser(), scene.person, { scope: 'openid offline_access', prompt: 'consent' })
  assert.ok(tokens.refresh_token)
  return tokens.refresh_token
}

const refreshToken = ({ body }: Answer) => String(body['refresh_token'])

describe('RFC9700-4.14.2 refresh tokens of a public client', () => {
  test('are replaced at every use', async () => {
    const first = await refreshTokenOf(spa)
    const second = await spa.refresh(first)
    assert.equal(second.status, 200)
    assert.notEqual(refreshToken(second), first)
    assert.equal((await spa.refresh(refreshToken(second))).status, 200)
  })

  test('used 20 times at once they have one successor', async () => {
    const token = await refreshTokenOf(spa)
    const answers = await Promise.all(Array.from({ length: 20 }, () => spa.refresh(token)))
    const successors = new Set(answers.filter(({ status }) => status === 200).map(refreshToken))
    assert.equal(successors.size, 1)
    for (const answer of answers) if (answer.status !== 200) expectJsonError(answer, 'invalid_grant', undefined, 400)
  })

  test('a token used again after its successor was used ends the family', async () => {
    const first = await refreshTokenOf(spa)
    const second = await spa.refresh(first)
    const third = await spa.refresh(refreshToken(second))
    const replayed = await spa.refresh(first)
    expectJsonError(replayed, 'invalid_grant', undefined, 400)
    expectJsonError(await spa.refresh(refreshToken(third)), 'invalid_grant', undefined, 400)
    assert.equal((await spa.userinfo(String(third.body['access_token']))).status, 401)
  })
})

describe('RFC6749-6 refresh tokens are bound', () => {
  test('another client cannot use them, with or without a secret', async () => {
    const token = await refreshTokenOf(web)
    expectJsonError(await spa.refresh(token), 'invalid_grant', 'refresh_token_client_mismatch', 400)
    const other = await scene.client()
    expectJsonError(await other.refresh(token), 'invalid_grant', 'refresh_token_client_mismatch', 400)
    assert.equal((await web.refresh(token)).status, 200)
  })

  test('a confidential client has to authenticate', async () => {
    const token = await refreshTokenOf(web)
    const body = { grant_type: 'refresh_token', refresh_token: token, client_id: web.clientId }
    expectJsonError(await web.postForm('/auth/token', body), 'invalid_client', 'client_auth_missing', 401)
    const guess = { ...body, client_secret: 'guess' }
    expectJsonError(await web.postForm('/auth/token', guess), 'invalid_client', 'client_auth_secret_wrong', 401)
  })

  test('they do not grow beyond what was granted', async () => {
    const token = await refreshTokenOf(web)
    const answer = await web.refresh(token, { scope: 'openid offline_access email' })
    expectJsonError(answer, 'invalid_scope', 'refresh_scope_exceeded', 400)
  })

  test('an unknown, an altered and a missing one are refused', async () => {
    const token = await refreshTokenOf(web)
    const altered = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA')
    for (const wrong of [altered, `${token}x`, 'rt', 'x'.repeat(500)]) {
      expectJsonError(await web.refresh(wrong), 'invalid_grant', 'refresh_token_unknown', 400)
    }
    expectJsonError(await web.refresh(''), 'invalid_request', 'refresh_token_missing', 400)
  })

  test('RFC7009-2.1 a revoked one is refused, and its access tokens with it', async () => {
    const token = await refreshTokenOf(web)
    const { body } = await web.refresh(token)
    assert.equal((await web.form('/auth/revoke', { token })).status, 200)
    expectJsonError(await web.refresh(token), 'invalid_grant', undefined, 400)
    assert.equal((await web.userinfo(String(body['access_token']))).status, 401)
  })
})
