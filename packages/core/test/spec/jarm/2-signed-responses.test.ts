import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { algorithms, reasons, verifyIdTokenHint } from '@latchkey/core'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { answerOf, codeOf, pageOf } from '../../browser-steps.ts'
import { allTypes, halfHash, openAllTypes, verified } from '../../response-kit.ts'
import { clientSecret, issuer, verifier } from '../../test-provider.ts'

describe('JARM-2.1 signed authorization responses', () => {
  test('a success is one JWT with issuer, audience, end and every parameter', async () => {
    await using steps = await openAllTypes()
    const answered = await steps.complete({ response_mode: 'jwt' })
    assert.deepEqual(Object.keys(answered.parameters), ['response'])
    const { header, claims } = await verified(answered.parameters['response'], steps.test)
    assert.equal(header.alg, 'RS256')
    const { code, session_state, ...rest } = claims
    assert.match(String(session_state), /^[\w-]{43}\.[\w-]{16}$/)
    assert.deepEqual(rest, {
      iss: issuer,
      aud: 'rp',
      exp: steps.test.now / 1000 + 600,
      state: 'state-of-the-client',
    })
    assert.equal((await steps.test.redeem(String(code), { code_verifier: verifier })).status, 200)
  })

  test('tokens are in it as they would be outside, all texts', async () => {
    await using steps = await openAllTypes()
    const { parameters } = await steps.complete({ response_type: 'code id_token token', response_mode: 'jwt' })
    const { claims } = await verified(parameters['response'], steps.test)
    const names = ['access_token', 'code', 'expires_in', 'id_token', 'scope', 'state', 'token_type']
    for (const name of names) assert.equal(typeof claims[name], 'string', name)
    const idToken = (await verified(String(claims['id_token']), steps.test)).claims
    assert.equal(idToken['c_hash'], halfHash(String(claims['code'])))
  })

  test('a refusal is one, too, whoever found it', async () => {
    await using steps = await openAllTypes()
    const early = answerOf(await steps.authorize({ response_mode: 'query.jwt', max_age: 'x' }))
    assert.deepEqual(Object.keys(early.parameters), ['response'])
    const { claims } = await verified(early.parameters['response'], steps.test)
    const { error, error_description, state, iss, aud } = claims
    assert.deepEqual(
      [error, error_description, state, iss, aud],
      ['invalid_request', reasons.max_age_malformed.text, 'state-of-the-client', issuer, 'rp'],
    )
    await steps.signIn()
    const transaction = pageOf(await steps.authorize({ response_mode: 'jwt' }), 'consent', 'consent_missing')
    const denied = answerOf(await steps.decide(transaction, 'deny'))
    assert.equal((await verified(denied.parameters['response'], steps.test)).claims['error'], 'access_denied')
  })

  const carriers: readonly (readonly [mode: string, type: string, carrier: string])[] = [
    ['jwt', 'code', 'query'],
    ['jwt', 'none', 'query'],
    ...allTypes.filter((type) => type.includes('token')).map((type) => ['jwt', type, 'fragment'] as const),
    ['query.jwt', 'code', 'query'],
    ['fragment.jwt', 'code', 'fragment'],
    ['form_post.jwt', 'code', 'form_post'],
    ['fragment.jwt', 'id_token', 'fragment'],
    ['form_post.jwt', 'code id_token', 'form_post'],
  ]
  for (const [response_mode, response_type, carrier] of carriers) {
    test(`JARM-2.3 ${response_mode} of ${response_type} goes by ${carrier}`, async () => {
      await using steps = await openAllTypes()
      const answered = await steps.complete({ response_mode, response_type })
      assert.deepEqual([answered.mode, Object.keys(answered.parameters)], [carrier, ['response']])
    })
  }

  test('JARM-2.3.1 tokens never go into a query, signed or not', async () => {
    await using steps = await openAllTypes()
    for (const response_type of ['id_token', 'code token']) {
      const { mode, parameters } = answerOf(await steps.authorize({ response_type, response_mode: 'query.jwt' }))
      assert.equal(mode, 'fragment')
      const { claims } = await verified(parameters['response'], steps.test)
      assert.equal(claims['error_description'], reasons.response_mode_query_refused.text)
    }
  })
})

describe('JARM-3 authorization_signed_response_alg', () => {
  test('RS256 by default, whatever signs ID tokens', async () => {
    await using steps = await openAllTypes({ idTokenSignedResponseAlg: 'ES384' })
    const { parameters } = await steps.complete({ response_mode: 'jwt' })
    assert.equal(decodeProtectedHeader(parameters['response'] ?? '').alg, 'RS256')
  })

  for (const { name: alg, family } of algorithms) {
    if (family === 'hmac') continue
    test(`${alg} where the client registered it`, async () => {
      await using steps = await openAllTypes({ authorizationSignedResponseAlg: alg })
      const { parameters } = await steps.complete({ response_mode: 'jwt' })
      assert.equal((await verified(parameters['response'], steps.test)).header.alg, alg)
    })
  }

  for (const alg of ['HS256', 'HS384', 'HS512'] as const) {
    test(`${alg} with the secret of the client`, async () => {
      await using steps = await openAllTypes({ authorizationSignedResponseAlg: alg })
      const { parameters } = await steps.complete({ response_mode: 'jwt' })
      const key = new TextEncoder().encode(clientSecret)
      const { protectedHeader } = await compactVerify(parameters['response'] ?? '', key)
      assert.deepEqual([protectedHeader.alg, protectedHeader.kid], [alg, undefined])
    })
  }
})

describe('RFC8725-2.8 one JWT is not taken for another', () => {
  test('a signed response is no ID token', async () => {
    await using steps = await openAllTypes({ authorizationSignedResponseAlg: 'ES256' })
    const answered = await steps.complete({ response_mode: 'jwt' })
    const client = await steps.test.ports.stores.clients.find('rp' as never, steps.test.now)
    assert.ok(client)
    const hint = await verifyIdTokenHint(answered.parameters['response'] ?? '', client, steps.test.ports, issuer)
    assert.equal(hint, undefined)
    assert.throws(() => codeOf(answered))
  })
})
