import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { algorithms, type Client, type ClientId } from '@latchkey/core'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { contentEncryptions } from '../../src/encryption/content-encryption.ts'
import { keyManagements } from '../../src/encryption/key-management.ts'
import { answerOf, expectShown } from '../browser-steps.ts'
import { expectRefusal, textOf as memberOf } from '../expect-refusal.ts'
import { openAllTypes, verified } from '../response-kit.ts'
import { clientSecret, issuer, TestProvider } from '../test-provider.ts'
import { ownKey, recipientOf, textOf } from './kit.ts'

describe('RFC7516-5.1 every key management with every content encryption: what we encrypt, the client decrypts', () => {
  let op: TestProvider
  before(async () => {
    op = await TestProvider.open()
  })
  after(() => op[Symbol.asyncDispose]())

  for (const management of keyManagements) {
    for (const encryption of contentEncryptions) {
      test(`${management.name} with ${encryption.name}`, async () => {
        const clientId = `${management.name} ${encryption.name}`
        const { members, decrypt } = await recipientOf(management, encryption)
        const idToken = { idTokenEncryptedResponseAlg: management.name, idTokenEncryptedResponseEnc: encryption.name }
        await op.client({ ...members, ...idToken, clientId: clientId as ClientId })
        const answer = await op.redeem(await op.code({ clientId, nonce: 'n' }), { client_id: clientId })
        const decrypted = await decrypt(memberOf(answer, 'id_token'))
        assert.equal(decrypted.protectedHeader.cty, 'JWT')
        const { claims } = await verified(textOf(decrypted), op)
        assert.deepEqual([claims['sub'], claims['aud'], claims['nonce']], ['subject-of-alice', clientId, 'n'])
      })
    }
  }

  for (const crv of ['P-256', 'P-384', 'P-521', 'X25519']) {
    test(`ECDH-ES to a key on ${crv}`, async () => {
      await using op = await TestProvider.open()
      const [management = assert.fail(), encryption = assert.fail()] = [
        keyManagements.find(({ name }) => name === 'ECDH-ES'),
        contentEncryptions[0],
      ]
      const { members, decrypt } = await recipientOf(management, encryption, crv)
      await op.client({ ...members, idTokenEncryptedResponseAlg: 'ECDH-ES' })
      const decrypted = await decrypt(memberOf(await op.redeem(await op.code()), 'id_token'))
      assert.equal((await verified(textOf(decrypted), op)).claims['sub'], 'subject-of-alice')
    })
  }
})

/** Encrypted by ECDH-ES to the key of the client; its record says which answers. */
async function encryptedMembers(): Promise<{ readonly members: Partial<Client>; decrypt(jwe: string): Promise<string> }> {
  const [management = assert.fail(), encryption = assert.fail()] = [
    keyManagements.find(({ name }) => name === 'ECDH-ES'),
    contentEncryptions[0],
  ]
  const { members, decrypt } = await recipientOf(management, encryption)
  return { members, decrypt: async (jwe) => textOf(await decrypt(jwe)) }
}

describe('OIDCC-5.3.2 UserInfo as a JWT', () => {
  for (const { name, family } of algorithms) {
    test(`signed with ${name}`, async () => {
      await using op = await TestProvider.open()
      await op.client({ userinfoSignedResponseAlg: name })
      const { status, signed } = await op.userinfo(
        memberOf(await op.redeem(await op.code({ scopes: ['openid', 'email'] })), 'access_token'),
      )
      assert.deepEqual([status, signed?.mediaType], [200, 'application/jwt'])
      const jwt = signed?.jwt ?? ''
      assert.equal(decodeProtectedHeader(jwt).alg, name)
      const claims =
        family === 'hmac'
          ? (await jwtVerify(jwt, new TextEncoder().encode(clientSecret), { algorithms: [name] })).payload
          : (await verified(jwt, op)).claims
      const { iat: _, ...rest } = claims
      assert.deepEqual(rest, {
        ...{ sub: 'subject-of-alice', iss: issuer, aud: 'rp' },
        ...{ email: 'alice@example.org', email_verified: true },
      })
    })
  }

  test('encrypted and not signed: the claims themselves are what is encrypted', async () => {
    await using op = await TestProvider.open()
    const { members, decrypt } = await encryptedMembers()
    await op.client({ ...members, userinfoEncryptedResponseAlg: 'ECDH-ES' })
    const { signed } = await op.userinfo(memberOf(await op.redeem(await op.code()), 'access_token'))
    const jwe = signed?.jwt ?? ''
    assert.equal('cty' in decodeProtectedHeader(jwe), false)
    assert.deepEqual(JSON.parse(await decrypt(jwe)), { sub: 'subject-of-alice' })
  })

  test('signed and then encrypted: a nested JWT', async () => {
    await using op = await TestProvider.open()
    const { members, decrypt } = await encryptedMembers()
    await op.client({ ...members, userinfoEncryptedResponseAlg: 'ECDH-ES', userinfoSignedResponseAlg: 'PS384' })
    const { signed } = await op.userinfo(memberOf(await op.redeem(await op.code()), 'access_token'))
    const { header, claims } = await verified(await decrypt(signed?.jwt ?? ''), op)
    assert.deepEqual([header.alg, claims['aud']], ['PS384', 'rp'])
  })

  test('a client that registered nothing gets plain JSON', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answer = await op.userinfo(memberOf(await op.redeem(await op.code()), 'access_token'))
    assert.equal(answer.signed, undefined)
    assert.equal(answer.body?.['sub'], 'subject-of-alice')
  })

  test('a record that ran out does not turn encrypted claims into plain ones', async () => {
    await using op = await TestProvider.open()
    const { members } = await encryptedMembers()
    await op.client({ ...members, userinfoEncryptedResponseAlg: 'ECDH-ES', expiresAt: op.now + 1_000 })
    const token = memberOf(await op.redeem(await op.code()), 'access_token')
    op.advance(2_000)
    const answer = await op.userinfo(token)
    assert.ok(answer.status !== 200 || answer.signed !== undefined, JSON.stringify(answer.body))
  })
})

describe('OIDCC-10.2 a client whose key cannot be had never gets a plain answer', () => {
  const atNowhere = { jwksUri: 'https://rp.example/jwks' }

  test('client_encryption_key_missing at the token endpoint, and the code is not used up', async () => {
    await using op = await TestProvider.open()
    await op.client({ ...atNowhere, idTokenEncryptedResponseAlg: 'ECDH-ES' })
    const code = await op.code()
    expectRefusal(await op.redeem(code), 'invalid_request', 'client_encryption_key_missing')
    const { jwk } = await ownKey('ECDH-ES')
    const body = JSON.stringify({ keys: [jwk] })
    op.web.set('https://rp.example/jwks', {
      ...{ kind: 'fetched', status: 200, contentType: 'application/json', body, freshUntil: op.now + 60_000 },
    })
    op.advance(60_000)
    assert.equal(memberOf(await op.redeem(code), 'id_token').split('.').length, 5)
  })

  test('at the UserInfo endpoint', async () => {
    await using op = await TestProvider.open()
    await op.client({ ...atNowhere, userinfoEncryptedResponseAlg: 'RSA-OAEP' })
    const answer = await op.userinfo(memberOf(await op.redeem(await op.code()), 'access_token'))
    expectRefusal(answer, 'invalid_request', 'client_encryption_key_missing')
    assert.equal(answer.signed, undefined)
  })

  test('a point that is not on its curve is no key', async () => {
    await using op = await TestProvider.open()
    const { jwk } = await ownKey('ECDH-ES')
    const keys = [{ ...jwk, y: jwk.x ?? '' }]
    await op.client({ jwks: { keys }, idTokenEncryptedResponseAlg: 'ECDH-ES' })
    expectRefusal(await op.redeem(await op.code()), 'invalid_request', 'client_encryption_key_missing')
  })

  test('a client whose secret has run out since', async () => {
    await using op = await TestProvider.open()
    const secret = { ...op.secret(clientSecret), expiresAt: op.now + 1_000 }
    await op.client({ secrets: [secret], userinfoEncryptedResponseAlg: 'dir' })
    const token = memberOf(await op.redeem(await op.code()), 'access_token')
    assert.equal((await op.userinfo(token)).signed?.jwt.split('.').length, 5)
    op.advance(1_000)
    expectRefusal(await op.userinfo(token), 'invalid_request', 'client_encryption_key_missing')
  })
})

describe('JARM-2.2 encrypted authorization responses', () => {
  for (const mode of ['query.jwt', 'fragment.jwt', 'form_post.jwt', 'jwt']) {
    test(`by ${mode}: signed, then encrypted`, async () => {
      const { members, decrypt } = await encryptedMembers()
      await using steps = await openAllTypes({ ...members, authorizationEncryptedResponseAlg: 'ECDH-ES' })
      const { parameters } = await steps.complete({ response_mode: mode })
      assert.deepEqual(Object.keys(parameters), ['response'])
      const { claims } = await verified(await decrypt(parameters['response'] ?? ''), steps.test)
      assert.deepEqual([claims['aud'], claims['state'], typeof claims['code']], ['rp', 'state-of-the-client', 'string'])
    })
  }

  test('a refusal is encrypted, too', async () => {
    const { members, decrypt } = await encryptedMembers()
    await using steps = await openAllTypes({ ...members, authorizationEncryptedResponseAlg: 'ECDH-ES' })
    const { parameters } = answerOf(await steps.authorize({ response_mode: 'jwt', max_age: 'x' }))
    const { claims } = await verified(await decrypt(parameters['response'] ?? ''), steps.test)
    assert.equal(claims['error'], 'invalid_request')
  })

  test('a client whose key cannot be had is answered by a page, nothing is stored', async () => {
    await using steps = await openAllTypes({
      ...{ jwksUri: 'https://rp.example/jwks', authorizationEncryptedResponseAlg: 'ECDH-ES', skipConsent: true },
    })
    await steps.signIn()
    for (const change of [{}, { prompt: 'none' }, { max_age: 'x' }]) {
      const outcome = await steps.authorize({ response_mode: 'jwt', ...change })
      expectShown(outcome, 'invalid_request', 'client_encryption_key_missing')
    }
  })
})

describe('OIDCC-2 encrypted ID tokens through the browser', () => {
  for (const type of ['id_token', 'id_token token', 'code id_token', 'code id_token token'] as const) {
    test(type, async () => {
      const { members, decrypt } = await encryptedMembers()
      await using steps = await openAllTypes({ ...members, idTokenEncryptedResponseAlg: 'ECDH-ES' })
      const { parameters } = await steps.complete({ response_type: type })
      const { claims } = await verified(await decrypt(parameters['id_token'] ?? ''), steps.test)
      assert.deepEqual(['at_hash' in claims, 'c_hash' in claims], [type.includes(' token'), type.includes('code')])
    })
  }

  test('a client whose key cannot be had is told so as an error', async () => {
    await using steps = await openAllTypes({
      ...{ jwksUri: 'https://rp.example/jwks', idTokenEncryptedResponseAlg: 'ECDH-ES', skipConsent: true },
    })
    await steps.signIn()
    const { parameters } = answerOf(await steps.authorize({ response_type: 'id_token' }))
    assert.equal(parameters['error'], 'invalid_request')
    assert.equal('id_token' in parameters, false)
  })
})

describe('OIDCC-2 unsigned ID tokens', () => {
  test('BAS-51 at the token endpoint for a client that is registered for them, without hashes', async () => {
    await using op = await TestProvider.open()
    await op.client({ idTokenSignedResponseAlg: 'none' })
    const token = memberOf(await op.redeem(await op.code({ nonce: 'n' })), 'id_token')
    assert.deepEqual(decodeProtectedHeader(token), { alg: 'none' })
    const [, payload = '', signature] = token.split('.')
    assert.equal(signature, '')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    assert.deepEqual([claims.sub, claims.nonce, 'at_hash' in claims], ['subject-of-alice', 'n', false])
  })

  test('never through the browser, whatever the record says', async () => {
    await using steps = await openAllTypes({ idTokenSignedResponseAlg: 'none' })
    const { parameters } = await steps.complete({ response_type: 'code id_token' })
    assert.equal((await verified(parameters['id_token'], steps.test)).header.alg, 'RS256')
  })
})
