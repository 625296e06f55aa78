import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Answered, answerOf, expectSent } from '../../browser-steps.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { halfHash, namesOf, openAllTypes, verified } from '../../response-kit.ts'
import { verifier } from '../../test-provider.ts'

const redemption = { code_verifier: verifier }
const token = ['access_token', 'expires_in', 'scope', 'token_type']

/** What each type brings, and what the ID token of the fragment is bound to. */
const types: readonly (readonly [type: string, names: readonly string[], hashes: readonly string[]])[] = [
  ['code id_token', ['code', 'id_token'], ['c_hash', 's_hash']],
  ['code token', ['code', ...token], []],
  ['code id_token token', ['code', 'id_token', ...token], ['at_hash', 'c_hash', 's_hash']],
]

describe('OIDCC-3.3.2.5 successful authentication response of the hybrid flow', () => {
  for (const [response_type, names, hashes] of types) {
    test(`${response_type} brings what it names, in the fragment, bound together`, async () => {
      await using steps = await openAllTypes()
      const answered = await steps.complete({ response_type })
      assert.equal(answered.mode, 'fragment')
      assert.deepEqual(namesOf(answered), [...names, 'iss', 'session_state', 'state'].sort())
      const { code = '', access_token = '', state = '', id_token } = answered.parameters
      if (id_token === undefined) return assert.deepEqual(hashes, [])
      const { claims } = await verified(id_token, steps.test)
      const bound = { at_hash: halfHash(access_token), c_hash: halfHash(code), s_hash: halfHash(state) }
      for (const [name, value] of Object.entries(bound)) {
        assert.equal(claims[name], hashes.includes(name) ? value : undefined, name)
      }
    })

    test(`OIDCC-3.3.3 ${response_type}: the code is redeemed as always, by the same user`, async () => {
      await using steps = await openAllTypes()
      const answered = await steps.complete({ response_type, scope: 'openid offline_access' })
      const { access_token, id_token } = answered.parameters
      const answer = await steps.test.redeem(codeIn(answered), redemption)
      const { claims } = await verified(textOf(answer, 'id_token'), steps.test)
      assert.equal(claims['nonce'], 'nonce-of-the-client')
      assert.equal('c_hash' in claims, false)
      if (id_token !== undefined) {
        const front = (await verified(id_token, steps.test)).claims
        for (const name of ['iss', 'sub', 'aud', 'auth_time', 'acr', 'sid']) assert.deepEqual(claims[name], front[name], name)
      }
      assert.ok(textOf(answer, 'refresh_token'))
      for (const each of [access_token, textOf(answer, 'access_token')]) {
        if (each !== undefined) assert.equal((await steps.test.userinfo(each)).status, 200)
      }
      const refreshed = await steps.test.refresh(textOf(answer, 'refresh_token'))
      assert.equal(refreshed.status, 200)
    })
  }

  test('OIDCC-3.3.2.11 nonce is required with an ID token, not without', async () => {
    await using steps = await openAllTypes()
    for (const response_type of ['code id_token', 'code id_token token']) {
      const outcome = await steps.authorize({ response_type, nonce: undefined })
      assert.equal(answerOf(outcome).mode, 'fragment')
      expectSent(outcome, 'invalid_request', 'nonce_missing')
    }
    const answered = await steps.complete({ response_type: 'code token', nonce: undefined })
    assert.ok(answered.parameters['access_token'])
  })

  test('code token without openid is plain OAuth', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete({ response_type: 'code token', scope: 'email' })
    assert.equal(answered.parameters['scope'], 'email')
    const answer = await steps.test.redeem(codeIn(answered), redemption)
    assert.equal(answer.status, 200)
    assert.equal('id_token' in (answer.body ?? {}), false)
  })
})

describe('RFC6749-4.1.2 what belongs together ends together', () => {
  const all = { response_type: 'code id_token token', scope: 'openid offline_access' }

  test('a second use of the code revokes the token of the fragment, too', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete(all)
    const { access_token = '' } = answered.parameters
    assert.equal((await steps.test.redeem(codeIn(answered), redemption)).status, 200)
    expectRefusal(await steps.test.redeem(codeIn(answered), redemption), 'invalid_grant', 'code_replayed')
    assert.equal((await steps.test.userinfo(access_token)).status, 401)
  })

  test('revoking the token of the fragment makes the code useless', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete(all)
    const { access_token = '' } = answered.parameters
    const grant = await steps.test.grantOf(access_token)
    await steps.test.ports.stores.grants.revoke(grant.grantId, steps.test.now)
    expectRefusal(await steps.test.redeem(codeIn(answered), redemption), 'invalid_grant', 'code_unknown')
  })

  test('the redemption prolongs the one grant for its refresh token', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete(all)
    const { access_token = '' } = answered.parameters
    const before = await steps.test.grantOf(access_token)
    const answer = await steps.test.redeem(codeIn(answered), redemption)
    const after = await steps.test.grantOf(textOf(answer, 'access_token'))
    assert.equal(after.grantId, before.grantId)
    assert.equal(after.expiresAt, steps.test.now + 30 * 24 * 3_600_000 + 3_600_000)
  })

  test('a code that is never redeemed ends when its lifetime does; the token of the fragment lives on', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete(all)
    steps.test.advance(steps.test.settings.authCodeExpiry)
    expectRefusal(await steps.test.redeem(codeIn(answered), redemption), 'invalid_grant', 'code_unknown')
    assert.equal((await steps.test.userinfo(answered.parameters['access_token'] ?? '')).status, 200)
  })
})

function codeIn({ parameters: { code } }: Answered): string {
  assert.ok(code !== undefined, 'there is no code')
  return code
}
