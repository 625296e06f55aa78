import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerOf, BrowserSteps, pageOf } from '../../browser-steps.ts'
import { textOf } from '../../expect-refusal.ts'
import { verified } from '../../response-kit.ts'
import { form, verifier } from '../../test-provider.ts'

const url = 'https://app.example/oauth/client.json'
const redirectUri = 'https://app.example/callback'

test('CIMD-4 UserInfo is signed for a client whose metadata document asks for it, and not told plainly while that cannot be read', async () => {
  await using steps = await BrowserSteps.open({}, { requireClientRegistration: false })
  const body = JSON.stringify({ client_id: url, redirect_uris: [redirectUri], userinfo_signed_response_alg: 'ES256' })
  const freshUntil = steps.test.now + 600_000
  steps.test.web.set(url, { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil })
  await steps.signIn()
  const request = { client_id: url, redirect_uri: redirectUri }
  const transaction = pageOf(await steps.authorize(request), 'consent', 'unregistered_client')
  const { code } = answerOf(await steps.decide(transaction, 'allow')).parameters
  const parameters = form({ ...request, grant_type: 'authorization_code', code, code_verifier: verifier })
  const token = textOf(await steps.provider.token({ parameters, authorization: undefined }), 'access_token')
  const answer = await steps.provider.userinfo({ authorization: `Bearer ${token}`, bodyTokens: [], tokenInQuery: false })
  assert.equal(answer.signed?.mediaType, 'application/jwt')
  assert.equal((await verified(answer.signed?.jwt, steps.test)).claims['aud'], url)

  steps.test.web.set(url, { kind: 'failed', problem: 'too_slow', detail: 'app.example did not answer in time' })
  steps.test.advance(600_000)
  const without = await steps.provider.userinfo({ authorization: `Bearer ${token}`, bodyTokens: [], tokenInQuery: false })
  assert.equal(without.refusal?.reason, 'access_token_client_unreadable')
})
