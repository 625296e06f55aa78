import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import type { Client } from '@latchkey/core'
import { base64url, CompactEncrypt, exportJWK, generateKeyPair, importJWK } from 'jose'
import { contentEncryptions } from '../../src/encryption/content-encryption.ts'
import { type Decryption, type DecryptionProblem, decryptForUs, isJwe } from '../../src/encryption/decrypt-for-us.ts'
import { keyManagements } from '../../src/encryption/key-management.ts'
import { createKeyRing, type KeyRing } from '../../src/keys/key-ring.ts'
import { clientSecret, TestProvider } from '../test-provider.ts'
import { derived } from './kit.ts'

type Jwk = Readonly<Record<string, string>>
type Header = Readonly<Record<string, unknown>> & { readonly alg: string; readonly enc: string }

let op: TestProvider
let keys: KeyRing
let client: Client
let ec: Jwk
let rsa: Jwk

before(async () => {
  op = await TestProvider.open()
  client = await op.client()
  keys = createKeyRing(op.ports)
  const set = (await keys.jwks()).keys.filter(({ use }) => use === 'enc')
  ec = set.find(({ kty }) => kty === 'EC') ?? assert.fail('no EC key')
  rsa = set.find(({ kty }) => kty === 'RSA') ?? assert.fail('no RSA key')
})
after(() => op[Symbol.asyncDispose]())

function open(jwe: string, allowed: { readonly alg?: string; readonly enc?: string } = {}, limit?: number): Promise<Decryption> {
  return decryptForUs(jwe, { client, allowed, ...(limit === undefined ? {} : { limit }) }, { ports: op.ports, keys })
}

/** As an honest client does it with nothing of ours, unless the header says otherwise. */
async function seal(header: Header, text = 'a request', secret = clientSecret): Promise<string> {
  const key = keyFor(header.alg, header.enc, secret)
  const encrypt = new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ ...header })
  return encrypt.encrypt(key instanceof Uint8Array ? key : await importJWK({ ...key }, header.alg))
}

function keyFor(alg: string, enc: string, secret: string): Uint8Array | Jwk {
  const management = keyManagements.find(({ name }) => name === alg)
  if (management?.family !== 'secret') return alg.startsWith('RSA') ? rsa : ec
  return derived(secret, management.keyBits ?? contentEncryptions.find(({ name }) => name === enc)?.keyBits ?? 0)
}

/** With another header, its signature over the old one. */
function withHeader(jwe: string, change: Readonly<Record<string, unknown>>): string {
  const [header = '', ...rest] = jwe.split('.')
  const old = JSON.parse(new TextDecoder().decode(base64url.decode(header)))
  return [base64url.encode(JSON.stringify({ ...old, ...change })), ...rest].join('.')
}

async function expectRefusal(jwe: string, problem: DecryptionProblem, allowed = {}): Promise<void> {
  const answer = await open(jwe, allowed)
  assert.equal(answer.kind === 'refused' ? answer.problem : 'decrypted', problem)
}

describe('RFC7516-5.2 what clients encrypt for us', () => {
  for (const { name: alg } of keyManagements) {
    for (const { name: enc } of contentEncryptions) {
      test(`${alg} with ${enc}`, async () => {
        assert.deepEqual(await open(await seal({ alg, enc })), { kind: 'decrypted', text: 'a request' })
        assert.equal((await open(await seal({ alg, enc }), { alg, enc })).kind, 'decrypted')
      })
    }
  }

  test('every secret of the client that is in force is tried', async () => {
    const several = {
      ...client,
      secrets: [op.secret('a newer secret of the client, with thirty-two octets', op.now + 1), ...client.secrets],
    }
    for (const secret of [clientSecret, 'a newer secret of the client, with thirty-two octets']) {
      const jwe = await seal({ alg: 'A256GCMKW', enc: 'A128GCM' }, 'x', secret)
      const parts = { ports: op.ports, keys }
      assert.equal((await decryptForUs(jwe, { client: several }, parts)).kind, 'decrypted')
      const none = await decryptForUs(jwe, { client: { ...client, secrets: [] } }, parts)
      assert.equal(none.kind === 'refused' && none.problem, 'key_unknown')
    }
  })

  test('the kid of the header selects the key', async () => {
    const header = { alg: 'ECDH-ES', enc: 'A256GCM' }
    assert.equal((await open(await seal({ ...header, kid: ec['kid'] ?? '' }))).kind, 'decrypted')
    await expectRefusal(await seal({ ...header, kid: rsa['kid'] ?? '' }), 'key_unknown')
    for (const kid of ['../../master.key', "' or 1=1 --", '', 'x'.repeat(600)]) {
      const answer = await open(await seal({ ...header, kid }))
      assert.equal(answer.kind, 'refused', kid)
    }
  })

  test('a JWS is no JWE', () => {
    assert.deepEqual(['a.b.c', 'a.b.c.d.e', 'a.b.c.d.e.f', ''].map(isJwe), [false, true, false, false])
  })
})

describe('RFC8725-3 attacks by JWE are refused', () => {
  const header = { alg: 'ECDH-ES', enc: 'A256GCM' } as const

  test('RFC8725-3.6 compressed content is not even decrypted, whether or not it is a bomb', async () => {
    const key = derived(clientSecret, 256)
    for (const content of [Buffer.alloc(50_000_000), Buffer.from('a request')]) {
      const packed = deflateRawSync(content)
      const encrypted = new CompactEncrypt(packed).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      await expectRefusal(withHeader(await encrypted.encrypt(key), { zip: 'DEF' }), 'header_forbidden')
    }
  })

  test('an oversized text costs nothing', async () => {
    await expectRefusal(await seal(header, 'x'.repeat(70_000)), 'too_large')
    assert.equal((await open(await seal(header), {}, 100)).kind, 'refused')
    await expectRefusal('.'.repeat(65_000), 'malformed')
  })

  test('RFC7516-4.1.13 an extension that must be understood is not', async () => {
    const jwe = await seal(header)
    await expectRefusal(withHeader(jwe, { crit: ['exp'], exp: 1 }), 'header_forbidden')
    await expectRefusal(withHeader(jwe, { crit: [] }), 'header_forbidden')
  })

  test('RFC8725-3.1 algorithms outside of the tables', async () => {
    const jwe = await seal(header)
    for (const alg of [
      'RSA1_5',
      'PBES2-HS512+A256KW',
      'none',
      'ECDH-1PU',
      'constructor',
      '__proto__',
      '',
      1,
      null,
      ['ECDH-ES'],
    ]) {
      await expectRefusal(withHeader(jwe, { alg, p2c: 1e9, p2s: 'AAAA' }), 'algorithm_not_allowed')
    }
    for (const enc of ['A128CBC', 'none', 'toString', 0, {}])
      await expectRefusal(withHeader(jwe, { enc }), 'algorithm_not_allowed')
  })

  test('an alg or enc that the client did not register', async () => {
    const jwe = await seal(header)
    await expectRefusal(jwe, 'algorithm_not_allowed', { alg: 'RSA-OAEP-256' })
    await expectRefusal(jwe, 'algorithm_not_allowed', { alg: 'ECDH-ES', enc: 'A128GCM' })
    await expectRefusal(await seal({ alg: 'dir', enc: 'A256GCM' }), 'algorithm_not_allowed', { alg: 'ECDH-ES', enc: 'A256GCM' })
  })

  test('a swapped alg or enc', async () => {
    const pairs = [
      [header, { alg: 'dir' }],
      [header, { alg: 'ECDH-ES+A256KW' }],
      [header, { enc: 'A128GCM' }],
      [{ alg: 'dir', enc: 'A256GCM' }, { enc: 'A128CBC-HS256' }],
      [{ alg: 'A256KW', enc: 'A256GCM' }, { alg: 'A256GCMKW' }],
      [{ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, { alg: 'RSA-OAEP' }],
      [{ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, { alg: 'dir' }],
    ] as const
    for (const [made, change] of pairs) await expectRefusal(withHeader(await seal(made), change), 'not_decrypted')
  })

  test('dir with a shorter key, an empty one, or a key inside', async () => {
    const text = new TextEncoder().encode('x')
    const short = await new CompactEncrypt(text)
      .setProtectedHeader({ alg: 'dir', enc: 'A128GCM' })
      .encrypt(derived(clientSecret, 128))
    await expectRefusal(withHeader(short, { enc: 'A256GCM' }), 'not_decrypted')
    const foreign = await new CompactEncrypt(text).setProtectedHeader({ alg: 'dir', enc: 'A128GCM' }).encrypt(new Uint8Array(16))
    await expectRefusal(foreign, 'not_decrypted')
    const [head, , ...rest] = (await seal({ alg: 'dir', enc: 'A256GCM' })).split('.')
    await expectRefusal([head, 'AAAA', ...rest].join('.'), 'not_decrypted')
  })

  test('with the public key as the secret of a symmetric algorithm', async () => {
    for (const secret of [JSON.stringify(ec), JSON.stringify(rsa), rsa['n'] ?? '', ec['x'] ?? '']) {
      await expectRefusal(await seal({ alg: 'A256KW', enc: 'A256GCM' }, 'x', secret), 'not_decrypted')
      await expectRefusal(await seal({ alg: 'dir', enc: 'A256GCM' }, 'x', secret), 'not_decrypted')
    }
  })

  test('an ephemeral key that is not on our curve, that has its own private part, or that is none', async () => {
    const jwe = await seal(header)
    const other = await generateKeyPair('ECDH-ES', { crv: 'P-384', extractable: true })
    const foreign: Jwk = { ...(await exportJWK(other.publicKey)) } as Jwk
    const { kty = '', crv = '', x = '', y = '' } = ec
    for (const epk of [{ kty, crv, x, y: x }, { kty, crv, x: y, y: x }, foreign, {}, null, 'x', { ...foreign, crv: 'P-256' }]) {
      await expectRefusal(withHeader(jwe, { epk }), 'not_decrypted')
    }
  })

  test('encrypted for somebody else, or altered', async () => {
    const stranger = await generateKeyPair('RSA-OAEP-256')
    const foreign = new CompactEncrypt(new TextEncoder().encode('x')).setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    await expectRefusal(await foreign.encrypt(stranger.publicKey), 'not_decrypted')
    const parts = (await seal({ alg: 'RSA-OAEP-256', enc: 'A256CBC-HS512' })).split('.')
    for (const index of [1, 2, 3, 4]) {
      const part = parts[index] ?? ''
      const flipped = (part.startsWith('A') ? 'B' : 'A') + part.slice(1)
      await expectRefusal(parts.with(index, flipped).join('.'), 'not_decrypted')
    }
  })

  test('duplicate members, arrays, broken texts', async () => {
    const [, ...rest] = (await seal(header)).split('.')
    const headers = ['{"alg":"dir","alg":"ECDH-ES","enc":"A256GCM"}', '[]', '"x"', '', '{"alg":"ECDH-ES","enc":"A256GCM"', 'null']
    for (const text of headers) await expectRefusal([base64url.encode(text), ...rest].join('.'), 'malformed')
    for (const text of ['', '....', 'a.b.c.d.e', 'a.b.c', 'a.b.c.d.e.f', `${base64url.encode('{}')}.b.c.d.$`]) {
      await expectRefusal(text, 'malformed')
    }
  })
})
