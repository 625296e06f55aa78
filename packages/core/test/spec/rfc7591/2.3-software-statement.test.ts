import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonAnswer, RegistrationPolicy } from '@latchkey/core'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expectRegistrationRefusal, redirectUri, register, registerAnonymously, registrationOf } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const issuer = 'https://trust.example'
let op: TestProvider
let key: CryptoKey
let stranger: CryptoKey

before(async () => {
  op = await TestProvider.open()
  const pair = await generateKeyPair('ES256')
  key = pair.privateKey
  stranger = (await generateKeyPair('ES256')).privateKey
  const keys = [{ ...(await exportJWK(pair.publicKey)) }]
  op.restrictRegistration({ softwareIssuers: [{ issuer, jwks: { keys } }] })
})
after(() => op[Symbol.asyncDispose]())

function statement(
  claims: Readonly<Record<string, unknown>>,
  change: { readonly key?: CryptoKey | Uint8Array; readonly alg?: string } = {},
): Promise<string> {
  return new SignJWT({ iss: issuer, ...claims }).setProtectedHeader({ alg: change.alg ?? 'ES256' }).sign(change.key ?? key)
}

async function registerWith(software_statement: unknown, metadata: Readonly<Record<string, unknown>> = {}): Promise<JsonAnswer> {
  return register(op, { ...metadata, software_statement })
}

const seconds = () => Math.floor(op.now / 1000)

describe('RFC7591-2.3 software statement', () => {
  test('its claims count before those of the client, and it is answered unmodified', async () => {
    const text = await statement({ client_name: 'Vouched for', software_id: 'app', redirect_uris: [redirectUri] })
    const answer = await registerWith(text, { client_name: 'Anything', redirect_uris: ['https://evil.example/cb'] })
    assert.equal(answer.status, 201, `${answer.refusal?.reason}`)
    const { client_name, software_id, redirect_uris, software_statement } = answer.body ?? {}
    assert.deepEqual([client_name, software_id, redirect_uris], ['Vouched for', 'app', [redirectUri]])
    assert.equal(software_statement, text)
    const read = await registrationOf(op).readRegistration({
      clientId: String(answer.body?.['client_id']),
      authorization: `Bearer ${String(answer.body?.['registration_access_token'])}`,
    })
    assert.deepEqual(read.body, answer.body)
  })

  test('claims about the statement itself, or about credentials, are no metadata', async () => {
    const text = await statement({ sub: 'app', aud: 'somebody', jti: '1', client_id: 'chosen', client_secret: 'chosen too' })
    const { body } = await registerWith(text)
    assert.notEqual(body?.['client_id'], 'chosen')
    assert.notEqual(body?.['client_secret'], 'chosen too')
  })

  test('one statement serves every instance of the software', async () => {
    const text = await statement({ client_name: 'Many', exp: seconds() + 60 })
    for (const _time of [1, 2]) assert.equal((await registerWith(text)).status, 201)
  })

  test('LATCHKEY-0034-clients-nobody-vouches-for a public client that comes with one shares no record', async () => {
    op.configure({ anonymousClientRegistration: true })
    const metadata = { token_endpoint_auth_method: 'none', software_statement: await statement({ client_name: 'Apart' }) }
    for (const _time of [1, 2]) {
      const { body } = await registerAnonymously(op, metadata)
      assert.match(String(body?.['registration_access_token']), /^lk_ra_/)
    }
    op.configure({ anonymousClientRegistration: false })
  })

  test('what it says is held to the rules as what the client says', async () => {
    const answer = await registerWith(await statement({ redirect_uris: ['http://evil.example/cb'] }))
    expectRegistrationRefusal(answer, 'invalid_redirect_uri', 'redirect_uris_not_allowed')
  })

  test('registration-software-statement-issuer one of an issuer that is not trusted is refused', async () => {
    for (const iss of ['https://other.example', `${issuer}/`, undefined, [issuer]]) {
      const answer = await registerWith(await statement({ iss }))
      expectRegistrationRefusal(answer, 'unapproved_software_statement', 'software_statement_unapproved')
    }
  })

  test('registration-software-statement one that its issuer did not sign, or that is not in force, is refused', async () => {
    const mac = new TextEncoder().encode(JSON.stringify(op.ports.registrationPolicy?.().softwareIssuers[0]?.jwks))
    const [, payload] = (await statement({})).split('.')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const attempts: readonly unknown[] = [
      await statement({}, { key: stranger }),
      await statement({}, { key: mac, alg: 'HS256' }),
      unsigned,
      await statement({ exp: seconds() - 120 }),
      await statement({ nbf: seconds() + 120 }),
      await statement({ iat: seconds() + 120 }),
      'no statement',
      1,
      {},
    ]
    for (const attempt of attempts) {
      expectRegistrationRefusal(await registerWith(attempt), 'invalid_software_statement', 'software_statement_invalid')
    }
  })

  test('registration-policy-software-statement where one is needed nobody registers without', async () => {
    const before = op.ports.registrationPolicy?.() as RegistrationPolicy
    op.restrictRegistration({ authorized: { ...before.authorized, needsSoftwareStatement: true } })
    try {
      expectRegistrationRefusal(await register(op), 'invalid_client_metadata', 'software_statement_missing')
      assert.equal((await registerWith(await statement({}))).status, 201)
    } finally {
      op.restrictRegistration(before)
    }
  })

  test('while the keys of a trusted issuer are not known, no statement of it counts', async () => {
    const before = op.ports.registrationPolicy?.() as RegistrationPolicy
    op.restrictRegistration({ softwareIssuers: [{ issuer }] })
    try {
      const answer = await registerWith(await statement({}))
      expectRegistrationRefusal(answer, 'invalid_software_statement', 'software_statement_invalid')
    } finally {
      op.restrictRegistration(before)
    }
  })

  test('the keys of an issuer may be at an address', async () => {
    const jwksUri = 'https://trust.example/jwks'
    const before = op.ports.registrationPolicy?.() as RegistrationPolicy
    const [known] = before.softwareIssuers
    const body = JSON.stringify(known?.jwks)
    op.web.set(jwksUri, { kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil: op.now })
    op.restrictRegistration({ softwareIssuers: [{ issuer, jwksUri }] })
    try {
      assert.equal((await registerWith(await statement({}))).status, 201)
    } finally {
      op.restrictRegistration(before)
    }
  })
})
