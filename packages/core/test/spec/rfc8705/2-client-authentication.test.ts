import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client, ClientCertificate, FormInput, JsonAnswer, ReasonId } from '@latchkey/core'
import { byKey, bySubject, certificate, failedCheck, openWith, ours, theirs, tokenWith } from '../../certificate-kit.ts'
import { expectRefusal } from '../../expect-refusal.ts'
import { basic, clientSecret, form, type TestProvider } from '../../test-provider.ts'

const past = Date.UTC(2025, 0, 1)

describe('RFC8705-2 a client that authenticates by its certificate is refused', () => {
  const table: readonly (readonly [
    name: string,
    client: Partial<Client>,
    shown: ClientCertificate | undefined,
    check: string,
    reason: ReasonId,
  ])[] = [
    ['without one', bySubject, undefined, 'client-certificate-presented', 'client_auth_certificate_missing'],
    ['without one', byKey, undefined, 'client-certificate-presented', 'client_auth_certificate_missing'],
    [
      'with one of the past',
      bySubject,
      certificate('old', { validTo: past }),
      'client-certificate-times',
      'client_auth_certificate_times',
    ],
    ['with one of the past', byKey, { ...ours, validTo: past }, 'client-certificate-times', 'client_auth_certificate_times'],
    [
      'with one of the future',
      bySubject,
      certificate('new', { validFrom: Date.UTC(2027, 0, 1) }),
      'client-certificate-times',
      'client_auth_certificate_times',
    ],
    [
      'with one of nobody',
      bySubject,
      certificate('x', { findChainProblem: () => 'no trusted authority issued the certificate' }),
      'client-certificate-chain',
      'client_auth_certificate_chain',
    ],
    ['with that of another', bySubject, theirs, 'client-certificate-subject', 'client_auth_certificate_subject'],
    ['with that of another', byKey, theirs, 'client-certificate-registered', 'client_auth_certificate_unknown'],
    [
      'by a record with two subjects',
      { ...bySubject, tlsClientAuthSanDns: 'rp.example' },
      ours,
      'client-certificate-subject',
      'client_auth_certificate_subject',
    ],
  ]
  for (const [name, client, shown, check, reason] of table) {
    test(`${client.tokenEndpointAuthMethod} ${name}: ${check}`, async () => {
      await using op = await openWith(client)
      expectRefusal(await tokenWith(op, shown), 'invalid_client', reason, 401)
      assert.equal(failedCheck(op), check)
    })
  }

  test('with a secret or an empty Basic password instead, whatever certificate comes along', async () => {
    await using op = await openWith(bySubject)
    for (const [values, authorization] of [
      [{ client_secret: clientSecret }, undefined],
      [{}, basic('rp', '')],
      [{}, basic('rp', clientSecret)],
    ] as const) {
      const answer = await tokenWith(op, ours, values, authorization)
      expectRefusal(answer, 'invalid_client', 'client_auth_method_not_registered', 401)
    }
  })

  test('and a certificate helps no client that registered another method', async () => {
    await using op = await openWith({ tlsClientAuthSubjectDn: 'CN=rp' })
    expectRefusal(await tokenWith(op, ours), 'invalid_client', 'client_auth_method_not_registered', 401)
  })
})

describe('RFC8705-2 a certificate authenticates its client', () => {
  for (const client of [bySubject, byKey]) {
    const endpoints: Readonly<Record<string, (op: TestProvider, input: FormInput) => Promise<JsonAnswer>>> = {
      token: (op, input) => op.provider.token(input),
      introspect: (op, input) => op.provider.introspect(input),
      revoke: (op, input) => op.provider.revoke(input),
      device: (op, input) => op.provider.deviceAuthorization({ ...input, requestedFrom: '192.0.2.1' }),
      par: (op, input) => op.provider.pushedAuthorizationRequest(input),
    }
    for (const [name, ask] of Object.entries(endpoints)) {
      test(`${client.tokenEndpointAuthMethod} at ${name}, and nobody without it`, async () => {
        await using op = await openWith({
          ...client,
          grantTypes: ['authorization_code', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code'],
        })
        const parameters = form({
          client_id: 'rp',
          grant_type: 'client_credentials',
          token: 'x',
          scope: 'openid',
          response_type: 'code',
          redirect_uri: 'https://rp.example/callback',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
        })
        const right = name === 'token' ? parameters.filter(([key]) => key !== 'scope') : parameters
        const answer = await ask(op, { parameters: right, authorization: undefined, certificate: ours })
        assert.ok(answer.status < 300, JSON.stringify(answer.body))
        const refused = await ask(op, { parameters: right, authorization: undefined, certificate: theirs })
        assert.equal(refused.status, 401)
      })
    }
  }

  test('RFC8705-2.2.2 self-signed: by x5c, by x5t#S256, or by the key alone; x5c of another with the same key does not do', async () => {
    const key = ours.publicKey
    for (const [jwk, isRight] of [
      [{ ...key, x5c: [ours.encoded] }, true],
      [{ ...key, 'x5t#S256': ours.thumbprint }, true],
      [{ ...key }, true],
      [{ ...key, x5c: [theirs.encoded] }, false],
      [{ ...key, x5c: [theirs.encoded, ours.encoded] }, false],
      [{ ...key, x5c: ours.encoded }, false],
      [{ ...key, 'x5t#S256': theirs.thumbprint }, false],
      [{ ...key, use: 'enc' }, false],
      [{ ...theirs.publicKey }, false],
      [{ kty: 'EC' }, false],
    ] as const) {
      await using op = await openWith({ ...byKey, jwks: { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }, jwk] } })
      const { status } = await tokenWith(op, ours)
      assert.equal(status, isRight ? 200 : 401, JSON.stringify(jwk))
    }
  })

  test('RFC8705-2.2.2 self-signed: a set at an address is read anew for a certificate that is not in it', async () => {
    const { jwks: _byValue, ...byAddress } = byKey
    const uri = 'https://rp.example/keys'
    await using op = await openWith({ ...byAddress, jwksUri: uri })
    const serve = (...keys: readonly object[]) =>
      op.web.set(uri, {
        kind: 'fetched',
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({ keys }),
        freshUntil: op.now + 3_600_000,
      })
    serve({ ...theirs.publicKey })
    assert.equal((await tokenWith(op, ours)).status, 401)
    op.advance(10_000)
    serve({ ...theirs.publicKey }, { ...ours.publicKey, x5c: [ours.encoded] })
    assert.equal((await tokenWith(op, ours)).status, 200)
  })
})
