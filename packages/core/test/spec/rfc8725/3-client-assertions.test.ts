import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import {
  assertionOf,
  claimsOf,
  es256,
  expectNobody,
  macOf,
  newKey,
  openWith,
  rawJws,
  redeemBy,
  withSecret,
} from '../../assertion-kit.ts'
import { clientSecret, issuer } from '../../test-provider.ts'

const stranger = await newKey('ES256', 'one')

describe('RFC8725-3 what no assertion may be', () => {
  const now = Math.floor(Date.UTC(2026, 0, 15, 12) / 1000)
  const payload = JSON.stringify({ iss: 'rp', sub: 'rp', aud: issuer, jti: 'x', exp: now + 60 })
  const header = '{"alg":"ES256"}'
  const texts: readonly (readonly [what: string, text: string, reason: ReasonId])[] = [
    ['a text that is no JWS', 'abc', 'client_auth_assertion_malformed'],
    ['a JWE', 'a.b.c.d.e', 'client_auth_assertion_malformed'],
    ['JSON instead of base64url', `${header}.${payload}.`, 'client_auth_assertion_malformed'],
    ['a header that is no JSON', rawJws('{alg:ES256}', payload), 'client_auth_assertion_malformed'],
    ['a header that is a list', rawJws('["ES256"]', payload), 'client_auth_assertion_malformed'],
    ['a header without alg', rawJws('{}', payload), 'client_auth_assertion_malformed'],
    ['an alg that is no text', rawJws('{"alg":["ES256"]}', payload), 'client_auth_assertion_malformed'],
    ['a kid that is no text', rawJws('{"alg":"ES256","kid":1}', payload), 'client_auth_assertion_malformed'],
    ['a payload that is a text', rawJws(header, '"rp"'), 'client_auth_assertion_malformed'],
    ['a payload that is null', rawJws(header, 'null'), 'client_auth_assertion_malformed'],
    ['members twice in the payload', rawJws(header, `{"sub":"a",${payload.slice(1)}`), 'client_auth_assertion_malformed'],
    ['members twice by escapes', rawJws(header, `{"\\u0073ub":"a",${payload.slice(1)}`), 'client_auth_assertion_malformed'],
    ['members twice in the header', rawJws('{"alg":"none","alg":"ES256"}', payload), 'client_auth_assertion_malformed'],
    ['a payload that is too deep', rawJws(header, `{"a":${'['.repeat(40)}${']'.repeat(40)}}`), 'client_auth_assertion_malformed'],
    [
      'a key of its own',
      rawJws(JSON.stringify({ alg: 'ES256', jwk: stranger.publicJwk }), payload),
      'client_auth_assertion_malformed',
    ],
    ['crit', rawJws('{"alg":"ES256","crit":["exp"],"exp":1}', payload), 'client_auth_assertion_malformed'],
    ['none', rawJws('{"alg":"none"}', payload, ''), 'client_auth_assertion_algorithm'],
    ['none in other letters', rawJws('{"alg":"NoNe"}', payload, ''), 'client_auth_assertion_algorithm'],
    ['an algorithm of Object.prototype', rawJws('{"alg":"constructor"}', payload), 'client_auth_assertion_algorithm'],
    ['an algorithm of encryption', rawJws('{"alg":"RSA-OAEP"}', payload), 'client_auth_assertion_algorithm'],
    ['a signature without end', rawJws(header, payload, ''), 'client_auth_assertion_signature'],
    ['type of an access token', rawJws('{"alg":"ES256","typ":"at+jwt"}', payload), 'client_auth_assertion_typ'],
  ]
  for (const [what, text, reason] of texts) {
    test(`${what} is refused`, async () => {
      await using op = await openWith()
      expectNobody(await redeemBy(op, text), reason)
    })
  }

  for (const member of ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']) {
    test(`${member} in the header of an assertion that is right otherwise is refused`, async () => {
      await using op = await openWith()
      const [header = '', claims = '', signature = ''] = (await assertionOf(claimsOf(op), es256)).split('.')
      const members = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), [member]: 'x' }
      const changed = Buffer.from(JSON.stringify(members)).toString('base64url')
      expectNobody(await redeemBy(op, `${changed}.${claims}.${signature}`), 'client_auth_assertion_malformed')
      const { step } = op.steps.at(-1) ?? assert.fail()
      assert.match(step.checks.at(-1)?.received ?? '', new RegExp(`${member}$`))
    })
  }

  test('a sub that is empty or no text is of no client', async () => {
    await using op = await openWith()
    for (const sub of ['', 7, null, ['rp'], undefined]) {
      const assertion = await assertionOf(claimsOf(op, { iss: sub, sub }), es256)
      expectNobody(await redeemBy(op, assertion), 'client_auth_assertion_subject')
    }
  })

  const types = ['JWT', 'jwt', 'application/jwt', 'client-authentication+jwt']
  for (const typ of types) {
    test(`typ ${typ} is that of an assertion`, async () => {
      await using op = await openWith()
      assert.equal((await redeemBy(op, await assertionOf(claimsOf(op), es256, { header: { typ } }))).status, 200)
    })
  }

  test('a public key does not become the key of a MAC', async () => {
    const rsa = await newKey('RS256')
    await using op = await openWith({ secrets: [], jwks: { keys: [{ ...rsa.publicJwk }] } })
    for (const secret of [JSON.stringify(rsa.publicJwk), String(rsa.publicJwk.n)]) {
      expectNobody(await redeemBy(op, await macOf(claimsOf(op), secret)), 'client_auth_method_not_registered')
    }
    await op.changeClient({ ...withSecret, secrets: [op.secret(clientSecret)] })
    expectNobody(await redeemBy(op, await macOf(claimsOf(op), JSON.stringify(rsa.publicJwk))), 'client_auth_assertion_signature')
  })

  test('neither assertion nor jti is in the trace', async () => {
    await using op = await openWith()
    const assertion = await assertionOf(claimsOf(op, { jti: 'a-jti-that-is-told-to-nobody', aud: 'https://x.example' }), es256)
    expectNobody(await redeemBy(op, assertion), 'client_auth_assertion_audience')
    const trace = JSON.stringify(op.steps)
    assert.doesNotMatch(trace, /a-jti-that-is-told-to-nobody/)
    for (const part of assertion.split('.')) assert.ok(!trace.includes(part))
  })
})
