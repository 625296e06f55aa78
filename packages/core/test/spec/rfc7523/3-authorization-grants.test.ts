import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AuditEvent, systemOrigin } from '@latchkey/core'
import { newKey } from '../../assertion-kit.ts'
import { bearerGrant, forCalendar, openBearer, publicClient, trustedIssuer, voucher, voucherKey } from '../../bearer-kit.ts'
import { ProofMaker } from '../../dpop-kit.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { issuer, type TestProvider } from '../../test-provider.ts'
import { calendar, claimsIn, introspect, mail, revoke } from '../../token-kit.ts'

async function grantEvents({ audit }: TestProvider): Promise<readonly AuditEvent[]> {
  return (await audit.query({ kind: 'grant', isAscending: true, limit: 10 })).map(({ event }) => event)
}

describe('RFC7523-2.1 an assertion as an authorization grant', () => {
  test('yields an access token of the person, and no refresh token and no ID token', async () => {
    await using op = await openBearer()
    const answer = await op.bring()
    assert.deepEqual(Object.keys(answer.body ?? {}).toSorted(), ['access_token', 'expires_in', 'scope', 'token_type'])
    assert.equal(answer.body?.['scope'], 'openid email')
    const info = await op.userinfo(textOf(answer, 'access_token'))
    assert.deepEqual([info.body?.['sub'], info.body?.['email']], ['subject-of-alice', 'alice@example.org'])
  })

  test('leaves a grant that says who vouched, is told of to the audit log, and can be revoked', async () => {
    await using op = await openBearer()
    const token = textOf(await op.bring(), 'access_token')
    const grant = await op.grantOf(token)
    assert.deepEqual([grant.vouchedBy, grant.acr, grant.amr, grant.sessionId], ['tis_1', '0', [], undefined])
    const [event] = await grantEvents(op)
    assert.deepEqual([event?.object, event?.grantId], [{ name: 'TrustedIssuer', id: 'tis_1' }, grant.grantId])
    assert.equal((await revoke(op, token)).status, 200)
    assert.equal((await op.userinfo(token)).status, 401)
  })

  test('counts no more when its issuer is switched off', async () => {
    await using op = await openBearer({ enabled: false })
    expectRefusal(await op.bring(), 'invalid_grant', 'bearer_assertion_issuer')
  })

  test('yields nothing when its issuer is removed or disabled before this process hears of it', async () => {
    await using op = await openBearer()
    const { objects } = op
    for (const change of ['disable', 'remove'] as const) {
      const [stored] = await objects.find('TrustedIssuer', ['tis_1'])
      assert.ok(stored)
      const { id, version, record } = stored
      const given = (await op.bring()).body?.['access_token']
      const written =
        change === 'remove'
          ? ({ object: 'TrustedIssuer', kind: 'remove', id, version } as const)
          : ({ object: 'TrustedIssuer', kind: 'replace', id, version, record: { ...record, enabled: false } } as const)
      assert.equal((await objects.commit([written], { origin: systemOrigin, now: op.now })).kind, 'committed')
      assert.equal((await op.userinfo(String(given))).status, 401, 'what it had yielded before ends')
      expectRefusal(await op.bring(), 'invalid_grant', 'bearer_issuer_ended')
      if (change === 'disable') await op.trust(trustedIssuer)
      assert.equal((await op.userinfo(String(given))).status, 401, 'and stays so')
    }
  })

  test('has a jti that is its issuer own: another issuer may use the same', async () => {
    await using op = await openBearer()
    await op.trust(trustedIssuer, { ...trustedIssuer, trustedIssuerId: 'tis_2', issuer: 'https://other.example' })
    assert.equal((await op.bring({ jti: 'same' })).status, 200)
    assert.equal((await op.bring({ jti: 'same', iss: 'https://other.example' })).status, 200)
    expectRefusal(await op.bring({ jti: 'same' }), 'invalid_grant', 'bearer_assertion_replayed')
  })

  test('is remembered for as long as clocks may differ beyond its end', async () => {
    await using op = await openBearer()
    const assertion = await op.sign(op.claims({ exp: Math.floor(op.now / 1_000) + 10 }))
    assert.equal((await op.ask(assertion)).status, 200)
    op.advance(25_000)
    expectRefusal(await op.ask(assertion), 'invalid_grant', 'bearer_assertion_replayed')
  })

  test('says when the person signed in, but never that it was later than now', async () => {
    await using op = await openBearer()
    const seconds = Math.floor(op.now / 1_000)
    for (const [authTime, expected] of [
      [seconds - 100, (seconds - 100) * 1_000],
      [seconds + 100_000, op.now],
      [1e300, op.now],
    ] as const) {
      assert.equal((await op.grantOf(textOf(await op.bring({ auth_time: authTime }), 'access_token'))).authTime, expected)
    }
  })

  test('dies with the account', async () => {
    await using op = await openBearer()
    const token = textOf(await op.bring(), 'access_token')
    op.account({ name: 'alice', active: false })
    assert.equal((await op.userinfo(token)).status, 401)
    expectRefusal(await op.bring(), 'invalid_grant', 'bearer_account_inactive')
  })

  test('the client is known, but need not authenticate', async () => {
    await using op = await openBearer({}, publicClient)
    assert.equal((await op.bring({}, { client_secret: undefined })).status, 200)
    const nobody = await op.bring({}, { client_id: undefined, client_secret: undefined })
    assert.equal(nobody.body?.['error'], 'invalid_client')
  })

  test('the client is registered for it', async () => {
    await using op = await openBearer({}, { grantTypes: ['authorization_code'] })
    expectRefusal(await op.bring(), 'unauthorized_client', 'grant_type_not_allowed')
  })

  test('RFC8707-2 is for the resources of its issuer, all or the one that is named', async () => {
    await using op = await openBearer({ scopes: ['calendar.read', 'mail.read'], resources: [calendar, mail] })
    const both = textOf(await op.bring(), 'access_token')
    assert.deepEqual((await introspect(op, both)).body?.['aud'], [calendar, mail])
    const one = await op.bring({}, { resource: calendar })
    assert.equal(one.body?.['scope'], 'calendar.read')
    expectRefusal(await op.bring({}, { resource: 'https://other.example/api' }), 'invalid_target', 'bearer_resource_not_allowed')
    expectRefusal(await op.bring({}, { resource: issuer }), 'invalid_target', 'bearer_resource_not_allowed')
    assert.equal((await op.userinfo(both)).status, 401, 'not for this server')
  })

  test('RFC9068-2.2 a JWT says when the issuer saw the person, and that nobody did here', async () => {
    await using op = await openBearer(forCalendar)
    op.defineResources({ resource: calendar, scopes: ['calendar.read'], accessTokenFormat: 'jwt' })
    const seen = Math.floor(op.now / 1000) - 3_000
    const said = claimsIn(textOf(await op.bring({ auth_time: seen }), 'access_token'))
    assert.deepEqual([said['sub'], said['auth_time'], said['acr'], said['amr']], ['subject-of-alice', seen, '0', undefined])
  })

  test('RFC9449-5 is bound to the key that the request proves', async () => {
    await using op = await openBearer()
    const maker = await ProofMaker.make(op)
    const answer = await op.ask(await op.sign(op.claims({ cnf: { jkt: maker.jkt } })), {}, await maker.proof())
    assert.equal(answer.body?.['token_type'], 'DPoP')
    assert.equal((await op.userinfo(textOf(answer, 'access_token'))).status, 401, 'of no use as a bearer token')
  })

  test('a scope may be narrowed, by the client and by the issuer', async () => {
    await using op = await openBearer()
    assert.equal((await op.bring({}, { scope: 'openid' })).body?.['scope'], 'openid')
    assert.equal((await op.bring({ scope: 'openid' })).body?.['scope'], 'openid')
    expectRefusal(await op.bring({}, { scope: 'openid profile' }), 'invalid_scope', 'bearer_scope_exceeded')
    expectRefusal(await op.bring({ scope: 'openid' }, { scope: 'email' }), 'invalid_scope', 'bearer_scope_exceeded')
  })

  test('says what is missing', async () => {
    await using op = await openBearer()
    expectRefusal(await op.ask(undefined), 'invalid_request', 'bearer_assertion_missing')
    expectRefusal(await op.ask('no token'), 'invalid_grant', 'bearer_assertion_malformed')
    expectRefusal(await op.bring({ sub: undefined }), 'invalid_grant', 'bearer_assertion_subject')
    expectRefusal(await op.bring({ exp: undefined }), 'invalid_grant', 'bearer_assertion_times')
    expectRefusal(await op.bring({ jti: undefined }), 'invalid_grant', 'bearer_assertion_id')
  })

  test('what was refused does not use it up; what was granted does', async () => {
    await using op = await openBearer()
    const assertion = await op.sign(op.claims())
    expectRefusal(await op.ask(assertion, { scope: 'profile' }), 'invalid_scope', 'bearer_scope_exceeded')
    assert.equal((await op.ask(assertion)).status, 200)
    expectRefusal(await op.ask(assertion), 'invalid_grant', 'bearer_assertion_replayed')
  })

  test('bearer-assertion-single-use: of 64 at once one is granted', async () => {
    await using op = await openBearer()
    const assertion = await op.sign(op.claims())
    const answers = await Promise.all(Array.from({ length: 64 }, () => op.ask(assertion)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.ok(answers.every(({ status, refusal }) => status === 200 || refusal?.reason === 'bearer_assertion_replayed'))
  })

  test('is offered', async () => {
    await using op = await openBearer()
    const { grant_types_supported: offered } = op.provider.discovery()
    assert.ok(Array.isArray(offered) && offered.includes(bearerGrant))
  })
})

describe('RFC7523-3 whom an assertion names', () => {
  test('by our subject', async () => {
    await using op = await openBearer({ subjectMeaning: 'subject' })
    assert.equal((await op.bring({ sub: 'subject-of-alice' })).status, 200)
    expectRefusal(await op.bring({ sub: 'alice' }), 'invalid_grant', 'bearer_account_unknown')
  })

  test('by an attribute, if one account alone has it', async () => {
    await using op = await openBearer({ subjectMeaning: 'attribute', subjectAttribute: 'staff' })
    op.account({ name: 'alice', attributes: { staff: ['7', '8'] } })
    assert.equal((await op.bring({ sub: '7' })).status, 200)
    expectRefusal(await op.bring({ sub: '9' }), 'invalid_grant', 'bearer_account_unknown')
    op.account({ accountId: 'acc_bob', subject: 'subject-of-bob', attributes: { staff: '7' } })
    expectRefusal(await op.bring({ sub: '7' }), 'invalid_grant', 'bearer_account_unknown')
  })

  test('OIDCC-5.7 by an address that both have verified', async () => {
    await using op = await openBearer({ subjectMeaning: 'email' })
    const email = 'alice@example.org'
    assert.equal((await op.bring({ email, email_verified: true })).status, 200)
    expectRefusal(await op.bring({ email }), 'invalid_grant', 'bearer_email_unverified')
    expectRefusal(await op.bring({ email, email_verified: 'true' }), 'invalid_grant', 'bearer_email_unverified')
    op.account({ name: 'alice', claims: { email, email_verified: false } })
    expectRefusal(await op.bring({ email, email_verified: true }), 'invalid_grant', 'bearer_account_unknown')
  })
})

describe('RFC7523-3 the keys of the issuer', () => {
  test('come from its address, which is asked anew for a key that is not there', async () => {
    await using op = await openBearer({})
    const { jwks: _, ...elsewhere } = trustedIssuer
    await op.trust({ ...elsewhere, jwksUri: `${voucher}/keys` })
    const publish = (...keys: readonly object[]) =>
      op.web.set(`${voucher}/keys`, {
        ...{ kind: 'fetched', status: 200, contentType: 'application/json' },
        ...{ body: JSON.stringify({ keys }), freshUntil: op.now + 3_600_000 },
      })
    publish(voucherKey.publicJwk)
    assert.equal((await op.bring()).status, 200)
    const next = await newKey('ES256', 'two')
    publish(voucherKey.publicJwk, next.publicJwk)
    op.advance(10_000)
    const renewed = await op.ask(await op.sign(op.claims(), { kid: 'two' }, next))
    assert.equal(renewed.status, 200, `${renewed.refusal?.reason}`)
    assert.equal(op.fetched.length, 2)
  })

  test('an issuer whose keys cannot be had vouches for nobody', async () => {
    await using op = await openBearer({})
    const { jwks: _, ...elsewhere } = trustedIssuer
    await op.trust({ ...elsewhere, jwksUri: `${voucher}/keys` })
    expectRefusal(await op.bring(), 'invalid_grant', 'bearer_assertion_no_key')
  })
})
