import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findClientKeys } from '../../src/client-keys/find-client-keys.ts'
import { publicKeyFor, publicKeySignatures, type WantedKeys } from '../../src/client-keys/key-fit.ts'
import { RemoteWeb } from './remote-web.ts'

const n = 'A'.repeat(342)
const rsa = { kty: 'RSA', n, e: 'AQAB' }
const p256 = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
const sig = (algorithm: string): WantedKeys => ({ use: 'sig', algorithm })
const enc = (algorithm: string): WantedKeys => ({ use: 'enc', algorithm })

describe('RFC7517-4 which key may be used for what', () => {
  const cases: readonly (readonly [what: string, jwk: Readonly<Record<string, unknown>>, wanted: WantedKeys, fits: boolean])[] = [
    ['an RSA key, RS256', rsa, sig('RS256'), true],
    ['an RSA key, PS512', rsa, sig('PS512'), true],
    ['an RSA key, ES256', rsa, sig('ES256'), false],
    ['an RSA key, HS256', rsa, sig('HS256'), false],
    ['an RSA key, none', rsa, sig('none'), false],
    ['an RSA key, RSA-OAEP-256', rsa, enc('RSA-OAEP-256'), true],
    ['an RSA key, RSA1_5', rsa, enc('RSA1_5'), false],
    ['an RSA key, RS256 for encryption', rsa, enc('RS256'), false],
    ['an RSA key of 1024 bits', { ...rsa, n: 'A'.repeat(171) }, sig('RS256'), false],
    ['an RSA key of 16384 bits', { ...rsa, n: 'A'.repeat(2_731) }, sig('RS256'), false],
    ['an RSA key with a large exponent', { ...rsa, e: 'A'.repeat(342) }, sig('RS256'), false],
    ['an RSA key without modulus', { kty: 'RSA', e: 'AQAB' }, sig('RS256'), false],
    ['a P-256 key, ES256', p256, sig('ES256'), true],
    ['a P-256 key, ES384', p256, sig('ES384'), false],
    ['a P-256 key, ECDH-ES', p256, enc('ECDH-ES+A256KW'), true],
    ['a P-256 key without y', { ...p256, y: undefined }, sig('ES256'), false],
    ['a curve that is a list', { ...p256, crv: ['P-256'] }, sig('ES256'), false],
    ['a curve that cannot become a text', { ...p256, crv: { toString: 1 } }, sig('ES256'), false],
    ['a secp256k1 key', { ...p256, crv: 'secp256k1' }, sig('ES256'), false],
    ['an Ed25519 key, EdDSA', { kty: 'OKP', crv: 'Ed25519', x: 'x' }, sig('EdDSA'), true],
    ['an Ed25519 key, Ed25519', { kty: 'OKP', crv: 'Ed25519', x: 'x', alg: 'EdDSA' }, sig('Ed25519'), true],
    ['an X25519 key, EdDSA', { kty: 'OKP', crv: 'X25519', x: 'x' }, sig('EdDSA'), false],
    ['an X25519 key, ECDH-ES', { kty: 'OKP', crv: 'X25519', x: 'x' }, enc('ECDH-ES'), true],
    ['a symmetric key', { kty: 'oct', k: 'AAAA' }, sig('HS256'), false],
    ['a private key', { ...p256, d: 'd' }, sig('ES256'), false],
    ['a key with a symmetric member', { ...rsa, k: 'k' }, sig('RS256'), false],
    ['use sig for a signature', { ...rsa, use: 'sig' }, sig('RS256'), true],
    ['use sig for encryption', { ...rsa, use: 'sig' }, enc('RSA-OAEP'), false],
    ['use enc for a signature', { ...rsa, use: 'enc' }, sig('RS256'), false],
    ['the same alg', { ...rsa, alg: 'PS256' }, sig('PS256'), true],
    ['another alg', { ...rsa, alg: 'PS256' }, sig('RS256'), false],
    ['an alg that is no text', { ...rsa, alg: 1 }, sig('RS256'), false],
    ['key_ops verify', { ...rsa, key_ops: ['verify'] }, sig('RS256'), true],
    ['key_ops encrypt', { ...rsa, key_ops: ['encrypt'] }, sig('RS256'), false],
    ['key_ops wrapKey', { ...rsa, key_ops: ['wrapKey'] }, enc('RSA-OAEP'), true],
    ['key_ops that are no list', { ...rsa, key_ops: 'verify' }, sig('RS256'), false],
    ['a name of Object.prototype', rsa, sig('toString'), false],
  ]
  for (const [what, jwk, wanted, fits] of cases) {
    test(`${what} (${wanted.use}): ${fits ? 'fits' : 'does not fit'}`, () => {
      assert.equal(publicKeyFor(jwk, wanted) !== undefined, fits)
    })
  }

  test('only the members that make the key, and its kid, are answered, the same object each time', () => {
    const jwk = { ...rsa, kid: 'one', use: 'sig', alg: 'RS256', x5c: ['x'], x5u: 'https://evil.example' }
    const key = publicKeyFor(jwk, sig('RS256'))
    assert.deepEqual(key, { kty: 'RSA', kid: 'one', n, e: 'AQAB' })
    assert.equal(publicKeyFor(jwk, sig('RS256')), key)
  })

  test('no MAC is among the signatures that keys verify', () => {
    assert.ok(publicKeySignatures.every((name) => !name.startsWith('HS') && name !== 'none'))
    assert.ok(!publicKeySignatures.some((name) => /OAEP|ECDH/.test(name)))
  })
})

describe('OIDCC-10.1 keys that a client registered by value', () => {
  const find = (keys: readonly Readonly<Record<string, unknown>>[], wanted: WantedKeys) =>
    findClientKeys({ jwks: { keys } }, wanted, new RemoteWeb().ports)

  test('kid selects; without it all that fit are tried, eight at most', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => ({ ...rsa, kid: `k${index}` }))
    const all = await find(keys, sig('RS256'))
    assert.ok(all.kind === 'found' && all.keys.length === 8)
    const last = await find(keys, { ...sig('RS256'), kid: 'k19' })
    assert.ok(last.kind === 'found' && last.keys.length === 1)
  })

  const missing: readonly (readonly [keys: readonly Readonly<Record<string, unknown>>[], wanted: WantedKeys, problem: string])[] =
    [
      [[rsa], sig('HS256'), 'algorithm'],
      [[], sig('RS256'), 'no_match'],
      [[p256], sig('RS256'), 'no_match'],
      [[{ ...rsa, kid: 'one' }], { ...sig('RS256'), kid: 'two' }, 'kid_unknown'],
      [[rsa], { ...sig('RS256'), kid: '../../etc/passwd' }, 'kid_unknown'],
      [[{ ...rsa, kid: 1 }], { ...sig('RS256'), kid: '1' }, 'kid_unknown'],
    ]
  for (const [keys, wanted, problem] of missing) {
    test(`${wanted.algorithm} ${wanted.kid ?? ''} of ${keys.length} keys: ${problem}`, async () => {
      const found = await find(keys, wanted)
      assert.equal(found.kind === 'missing' && found.problem, problem)
    })
  }

  test('a client without keys has none', async () => {
    const found = await findClientKeys({}, sig('RS256'), new RemoteWeb().ports)
    assert.equal(found.kind === 'missing' && found.problem, 'no_keys')
  })
})
