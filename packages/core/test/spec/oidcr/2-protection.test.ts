import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { exportJWK, generateKeyPair } from 'jose'
import { keyManagements } from '../../../src/encryption/key-management.ts'
import { expectRegistrationRefusal, register, registered } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

type Metadata = Readonly<Record<string, unknown>>

let rsa: Metadata
let ec: Metadata

before(async () => {
  rsa = await publicJwk('RSA-OAEP-256')
  ec = await publicJwk('ECDH-ES')
})

async function publicJwk(alg: string): Promise<Metadata> {
  return { ...(await exportJWK((await generateKeyPair(alg, { extractable: true })).publicKey)) }
}

const answers = ['id_token', 'userinfo', 'authorization'] as const
const isPublic = { token_endpoint_auth_method: 'none' }
const jwksUri = { jwks_uri: 'https://rp.example/jwks' }

type Row = readonly [metadata: Metadata, reason: ReasonId, check?: string]

const rows: readonly Row[] = [
  [{ id_token_encrypted_response_alg: 'RSA1_5', ...jwksUri }, 'id_token_encrypted_response_alg_unsupported'],
  [{ id_token_encrypted_response_alg: 'PBES2-HS256+A128KW' }, 'id_token_encrypted_response_alg_unsupported'],
  [{ id_token_encrypted_response_alg: 'none' }, 'id_token_encrypted_response_alg_unsupported'],
  [
    { id_token_encrypted_response_alg: 'dir', id_token_encrypted_response_enc: 'A128CBC' },
    'id_token_encrypted_response_enc_unsupported',
  ],
  [
    { id_token_encrypted_response_enc: 'A128GCM' },
    'id_token_encrypted_response_enc_alone',
    'registration-id-token-encryption-enc',
  ],
  [
    { id_token_encrypted_response_alg: 'ECDH-ES' },
    'id_token_encrypted_response_alg_needs_key',
    'registration-id-token-encryption-key',
  ],
  [{ id_token_encrypted_response_alg: 'dir', ...isPublic }, 'id_token_encrypted_response_alg_needs_key'],
  [{ userinfo_encrypted_response_alg: 'rsa-oaep' }, 'userinfo_encrypted_response_alg_unsupported'],
  [{ userinfo_encrypted_response_alg: 'dir', userinfo_encrypted_response_enc: 1 }, 'userinfo_encrypted_response_enc_unsupported'],
  [
    { userinfo_encrypted_response_enc: 'A128GCM' },
    'userinfo_encrypted_response_enc_alone',
    'registration-userinfo-encryption-enc',
  ],
  [
    { userinfo_encrypted_response_alg: 'RSA-OAEP' },
    'userinfo_encrypted_response_alg_needs_key',
    'registration-userinfo-encryption-key',
  ],
  [{ userinfo_signed_response_alg: 'none' }, 'userinfo_signed_response_alg_unsupported'],
  [
    { userinfo_signed_response_alg: 'HS256', ...isPublic },
    'userinfo_signed_response_alg_needs_secret',
    'registration-userinfo-alg',
  ],
  [{ authorization_encrypted_response_alg: 'A512KW' }, 'authorization_encrypted_response_alg_unsupported'],
  [
    { authorization_encrypted_response_alg: 'dir', authorization_encrypted_response_enc: 'A512GCM' },
    'authorization_encrypted_response_enc_unsupported',
  ],
  [
    { authorization_encrypted_response_enc: 'A256GCM' },
    'authorization_encrypted_response_enc_alone',
    'registration-authorization-encryption-enc',
  ],
  [
    { authorization_encrypted_response_alg: 'ECDH-ES+A256KW' },
    'authorization_encrypted_response_alg_needs_key',
    'registration-authorization-encryption-key',
  ],
  [{ request_object_encryption_alg: 'RSA1_5' }, 'request_object_encryption_alg_unsupported'],
  [{ request_object_encryption_alg: 'dir', request_object_encryption_enc: '' }, 'request_object_encryption_enc_unsupported'],
  [
    { request_object_encryption_enc: 'A128GCM' },
    'request_object_encryption_enc_alone',
    'registration-request-object-encryption-enc',
  ],
  [
    { request_object_encryption_alg: 'A128KW', ...isPublic },
    'request_object_encryption_alg_needs_secret',
    'registration-request-object-encryption-key',
  ],
]

describe('OIDCR-2 what is signed and encrypted: refused metadata', () => {
  for (const [metadata, reason, check] of rows) {
    test(`${reason} for ${JSON.stringify(metadata)}`, async () => {
      await using op = await TestProvider.open()
      expectRegistrationRefusal(await register(op, metadata), 'invalid_client_metadata', reason)
      if (check === undefined) return
      assert.equal(op.steps.at(-1)?.step.checks.find(({ outcome }) => outcome === 'failed')?.check, check)
    })
  }

  test('a key that does not fit, that is for signatures or that is named for another algorithm is none', async () => {
    await using op = await TestProvider.open()
    const cases: readonly (readonly [alg: string, key: Metadata])[] = [
      ['ECDH-ES', rsa],
      ['RSA-OAEP', ec],
      ['RSA-OAEP', { ...rsa, use: 'sig' }],
      ['RSA-OAEP', { ...rsa, alg: 'RSA-OAEP-256' }],
      ['RSA-OAEP', { ...rsa, key_ops: ['verify'] }],
    ]
    for (const [alg, key] of cases) {
      const answer = await register(op, { id_token_encrypted_response_alg: alg, jwks: { keys: [key] } })
      expectRegistrationRefusal(answer, 'invalid_client_metadata', 'id_token_encrypted_response_alg_needs_key')
    }
  })
})

describe('OIDCR-2 what is signed and encrypted: kept metadata', () => {
  for (const { name } of keyManagements) {
    test(`${name} for everything, and the answer says so`, async () => {
      await using op = await TestProvider.open()
      const wanted = {
        ...Object.fromEntries(answers.map((answer) => [`${answer}_encrypted_response_alg`, name])),
        ...Object.fromEntries(answers.map((answer) => [`${answer}_encrypted_response_enc`, 'A256GCM'])),
        request_object_encryption_alg: name,
        request_object_encryption_enc: 'A192CBC-HS384',
        userinfo_signed_response_alg: 'PS256',
      }
      const information = await registered(op, { ...wanted, jwks: { keys: [rsa, { ...ec, use: 'enc' }] } })
      for (const [member, value] of Object.entries(wanted)) assert.equal(information[member], value, member)
    })
  }

  test('keys at an address are not looked for before they are needed', async () => {
    await using op = await TestProvider.open()
    const information = await registered(op, { id_token_encrypted_response_alg: 'RSA-OAEP', ...jwksUri })
    assert.equal(information['id_token_encrypted_response_alg'], 'RSA-OAEP')
    assert.equal('id_token_encrypted_response_enc' in information, false)
  })

  test('encryption to us needs no keys of the client', async () => {
    await using op = await TestProvider.open()
    const information = await registered(op, { request_object_encryption_alg: 'ECDH-ES', ...isPublic })
    assert.equal(information['request_object_encryption_alg'], 'ECDH-ES')
  })

  test('a client that authenticates with keys gets a secret where a symmetric algorithm needs one', async () => {
    await using op = await TestProvider.open()
    const method = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...rsa, use: 'sig' }] } }
    const information = await registered(op, { ...method, userinfo_encrypted_response_alg: 'dir' })
    assert.equal(typeof information['client_secret'], 'string')
  })
})
