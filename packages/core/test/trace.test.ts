import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { textOf } from './expect-refusal.ts'
import { basic, challenge, clientSecret, form, redirectUri, TestProvider, verifier } from './test-provider.ts'

describe('the trace of token requests', () => {
  test('a redemption joins the trace of its code, with every check that ran', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code({ codeChallenge: challenge, codeChallengeMethod: 'S256' })
    const answer = await op.redeem(code, { code_verifier: verifier })
    assert.equal(answer.traceId, 'trc_1')
    const [recorded] = op.steps
    assert.deepEqual([recorded?.traceId, recorded?.clientId], ['trc_1', 'rp'])
    assert.deepEqual([recorded?.step.endpoint, recorded?.step.outcome, recorded?.step.at], ['token', 'completed', op.now])
    assert.deepEqual(
      recorded?.step.checks.map(({ check, outcome }) => `${check} ${outcome}`),
      [
        'client-credentials-presented passed',
        'client-authentication-known passed',
        'client-authentication-method passed',
        'client-authentication-secret passed',
        'code-known passed',
        'code-client passed',
        'code-redirect-uri-present passed',
        'code-redirect-uri passed',
        'pkce-verifier-form passed',
        'pkce-verifier-present passed',
        'pkce-no-downgrade passed',
        'pkce-match passed',
        'code-dpop-key passed',
        'code-account-active passed',
        'code-single-use passed',
      ],
    )
  })

  test('a refusal says what was expected and what came', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answer = await op.redeem(await op.code(), { redirect_uri: `${redirectUri}/` })
    assert.equal(answer.traceId, 'trc_1')
    const { step } = op.steps[0] ?? assert.fail()
    assert.deepEqual([step.outcome, step.reason], ['refused', 'code_redirect_uri_mismatch'])
    const failed = step.checks.at(-1)
    assert.equal(failed?.outcome, 'failed')
    assert.equal(failed?.expected, redirectUri)
    assert.match(failed?.received ?? '', /trailing slash/)
  })

  test('a request that belongs to no transaction is one of its own', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answers = [await op.redeem('lk_ac_unknown'), await op.redeem('lk_ac_unknown'), await op.userinfo('lk_at_unknown')]
    assert.equal(new Set(answers.map((answer) => answer.traceId)).size, 3)
    for (const { traceId } of answers) assert.match(traceId, /^trc_[0-9a-v]{9}[A-Za-z0-9_-]{16}$/)
  })

  test('no secret of any request reaches it', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code({ scopes: ['openid', 'offline_access'], codeChallenge: challenge, codeChallengeMethod: 'S256' })
    const wrongVerifier = 'wrong-verifier-'.repeat(3)
    await op.redeem(code, { code_verifier: wrongVerifier })
    await op.redeem(code, { code_verifier: verifier, client_secret: 'a guessed secret' })
    await op.token({ client_id: undefined, client_secret: undefined }, basic('rp', 'another guess'))
    const tokens = await op.redeem(code, { code_verifier: verifier })
    const [access, refresh] = [textOf(tokens, 'access_token'), textOf(tokens, 'refresh_token')]
    await op.userinfo(access)
    await op.refresh(refresh)
    await op.refresh(refresh, { client_secret: 'a guessed secret' })
    await op.redeem(code)
    const parameters = form({ client_id: 'rp', client_secret: clientSecret, token: access })
    await op.provider.revoke({ parameters, authorization: undefined })
    await op.userinfo(access)
    const text = JSON.stringify(op.steps)
    assert.ok(op.steps.length >= 10)
    const secrets = [code, wrongVerifier, verifier, clientSecret, 'a guessed secret', 'another guess', access, refresh]
    for (const secret of [...secrets, textOf(tokens, 'id_token')]) assert.equal(text.includes(secret), false)
  })
})
