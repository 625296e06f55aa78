import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { type Algorithm, algorithmNamed, algorithms, type Digest } from '@latchkey/core'
import { importJWK, jwtVerify } from 'jose'
import { createCrypto } from './create-crypto.ts'

const masterKey = 'a master key for tests, long enough'
const encryptionKey = 'e'.repeat(64)

function row(name: string): Algorithm {
  const found = algorithmNamed(name)
  assert.ok(found)
  return found
}

describe('signatures', () => {
  const crypto = createCrypto({ masterKey })
  const secret = 'client secret with ümlaut, at least sixty-four octets long for HS512 ....'
  for (const algorithm of algorithms) {
    test(`RFC7518-3.1 a JWT signed with ${algorithm.name} verifies with jose`, async () => {
      const header = { alg: algorithm.name, kid: 'k' }
      const claims = { sub: 'jäne', n: 1 }
      if (algorithm.family === 'hmac') {
        const jwt = await crypto.signJwt(crypto.secretKey(algorithm, secret), header, claims)
        const { payload } = await jwtVerify(jwt, new TextEncoder().encode(secret), { algorithms: [algorithm.name] })
        assert.deepEqual(payload, claims)
        return
      }
      const generated = await crypto.generateKey(algorithm)
      const imported = crypto.importPrivateKey(algorithm, generated.privatePem)
      assert.deepEqual(imported.publicJwk, generated.publicJwk)
      assert.equal('d' in imported.publicJwk, false)
      const jwt = await crypto.signJwt({ kid: 'k', algorithm, handle: imported.handle }, header, claims)
      const key = await importJWK({ ...imported.publicJwk }, algorithm.name)
      const { payload, protectedHeader } = await jwtVerify(jwt, key, { algorithms: [algorithm.name] })
      assert.deepEqual(payload, claims)
      assert.deepEqual(protectedHeader, header)
    })
  }

  test('PKCS#1 and SEC1 keys are read, the latter also behind its parameters', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
    const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString()
    const sec1 = ec.export({ type: 'sec1', format: 'pem' }).toString()
    const parameters = '-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n'
    const expected = createPublicKey(rsa).export({ format: 'jwk' })
    assert.equal(crypto.importPrivateKey(row('PS256'), pkcs1).publicJwk['n'], expected.n)
    assert.equal(crypto.importPrivateKey(row('ES384'), parameters + sec1).publicJwk['crv'], 'P-384')
  })

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const refused: readonly (readonly [string, string, string, RegExp])[] = [
    ['text that is no PEM', 'ES256', 'hello', /not a PEM private key/],
    ['a damaged PEM', 'ES256', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /cannot be read/],
    ['a key on another curve', 'ES384', ec, /on P-384, this is on P-256/],
    ['a key of another type', 'RS256', ec, /needs an RSA key/],
    ['an RSA key that is too short', 'RS256', small, /1024 bits/],
    ['a passphrase', 'RS256', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----', /passphrase/],
    ['any key for HS256', 'HS256', ec, /signs with a secret/],
  ]
  for (const [title, name, pem, sentence] of refused) {
    test(`${title} is refused with a sentence`, () => {
      assert.throws(() => crypto.importPrivateKey(row(name), pem), sentence)
    })
  }
})

describe('sealed tokens', () => {
  test('open whatever their length and letters, and one leaves nothing in the next', () => {
    const crypto = createCrypto({ masterKey })
    const lengths = [12_000, 0, 1, 2_003, 2_004, 2_005, 2_019, 2_020, 2_021, 2_047, 2_048, 2_049, 3]
    for (const letter of ['x', 'ü', '\u{1F511}']) {
      const contents = lengths.map((length) => letter.repeat(length).slice(0, length))
      const whole = contents.filter((content) => content.isWellFormed() && Buffer.byteLength(content) <= 12_000)
      const sealed = whole.map((content) => crypto.sealToken(encryptionKey, content))
      assert.deepEqual(
        sealed.map((token) => createCrypto({ masterKey }).openToken(encryptionKey, token)),
        whole,
      )
    }
  })

  test('what was sealed opens, also in another process', () => {
    const sealed = createCrypto({ masterKey }).sealToken(encryptionKey, '{"g":"gra_1"}')
    assert.equal(createCrypto({ masterKey: 'another' }).openToken(encryptionKey, sealed), '{"g":"gra_1"}')
  })

  test('anything else stays closed', () => {
    const crypto = createCrypto({ masterKey })
    const sealed = crypto.sealToken(encryptionKey, 'content')
    const flipped = (sealed.startsWith('A') ? 'B' : 'A') + sealed.slice(1)
    for (const text of [
      '',
      'x',
      'Ä',
      flipped,
      `${sealed}=`,
      ` ${sealed}`,
      sealed.slice(0, -2),
      sealed.slice(22),
      'A'.repeat(20_000),
    ]) {
      assert.equal(crypto.openToken(encryptionKey, text), undefined)
    }
    assert.equal(crypto.openToken('f'.repeat(64), sealed), undefined)
    assert.equal(crypto.openToken(encryptionKey, sealed), 'content')
  })

  test('one that was opened before says the same, and nothing under another key, however often the keys change', () => {
    const crypto = createCrypto({ masterKey })
    const other = 'f'.repeat(64)
    const sealed = { mine: crypto.sealToken(encryptionKey, 'mine'), other: crypto.sealToken(other, 'other') }
    for (let turn = 0; turn < 3; turn++) {
      for (let use = 0; use < 2; use++) {
        assert.equal(crypto.openToken(encryptionKey, sealed.mine), 'mine')
        assert.equal(crypto.openToken(encryptionKey, sealed.other), undefined)
        assert.equal(crypto.openToken(encryptionKey, `${sealed.mine}=`), undefined)
      }
      assert.equal(crypto.openToken(other, sealed.mine), undefined)
      assert.equal(crypto.openToken(other, sealed.other), 'other')
    }
  })

  test('more of them than are remembered all open', () => {
    const crypto = createCrypto({ masterKey })
    const tokens = Array.from({ length: 2_100 }, (_, index) => crypto.sealToken(encryptionKey, `token ${index}`))
    for (let turn = 0; turn < 2; turn++) {
      for (const [index, token] of tokens.entries()) assert.equal(crypto.openToken(encryptionKey, token), `token ${index}`)
    }
  })

  test('no nonce repeats under one salt, and the salt changes every hour', () => {
    let now = 0
    const crypto = createCrypto({ masterKey, clock: () => now })
    const tokens = Array.from({ length: 100 }, () => Buffer.from(crypto.sealToken(encryptionKey, 'x'), 'base64url'))
    assert.equal(new Set(tokens.map((token) => token.subarray(0, 16).toString('hex'))).size, 1)
    assert.equal(new Set(tokens.map((token) => token.subarray(16, 28).toString('hex'))).size, 100)
    now = 3_600_000
    const later = Buffer.from(crypto.sealToken(encryptionKey, 'x'), 'base64url')
    assert.notDeepEqual(later.subarray(0, 16), tokens[0]?.subarray(0, 16))
  })
})

describe('secrets at rest', () => {
  test('the master key opens what it sealed, another one does not', () => {
    const crypto = createCrypto({ masterKey })
    const sealed = crypto.seal('s3cret ü')
    assert.equal(crypto.openSealed(sealed), 's3cret ü')
    assert.notEqual(crypto.seal('s3cret ü'), sealed)
    assert.throws(() => createCrypto({ masterKey: 'another' }).openSealed(sealed), /another master key/)
    assert.throws(() => crypto.openSealed('s3cret'), /unknown form/)
    assert.throws(() => crypto.openSealed('v1.AAAA'), /cut short/)
  })
})

describe('digests', () => {
  test('the digest is base64url of SHA-256, and comparison wants equality', () => {
    const crypto = createCrypto({ masterKey })
    assert.equal(crypto.digest('abc'), 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
    assert.equal(crypto.equalDigests(crypto.digest('a'), crypto.digest('a')), true)
    assert.equal(crypto.equalDigests(crypto.digest('a'), crypto.digest('b')), false)
    assert.equal(crypto.equalDigests(crypto.digest('a'), '' as Digest), false)
    const digest = crypto.digest('a')
    // Every place counts, the first and the last too, and what was compared before does not.
    for (const at of [0, 21, 42]) {
      const changed = `${digest.slice(0, at)}${digest[at] === 'A' ? 'B' : 'A'}${digest.slice(at + 1)}` as Digest
      assert.equal(crypto.equalDigests(digest, changed), false, String(at))
      assert.equal(crypto.equalDigests(changed, digest), false, String(at))
      assert.equal(crypto.equalDigests(digest, digest), true)
    }
    const shorter = digest.slice(0, 42) as Digest
    assert.equal(crypto.equalDigests(digest, shorter), false)
    assert.equal(crypto.equalDigests(shorter, digest), false)
    assert.equal(crypto.equalDigests('short' as Digest, 'short' as Digest), true)
    assert.equal(crypto.equalDigests('short' as Digest, 'sharp' as Digest), false)
  })

  test('a MAC differs by key, purpose and text', () => {
    const crypto = createCrypto({ masterKey })
    const macs = [crypto.mac('k', 'p', 't'), crypto.mac('j', 'p', 't'), crypto.mac('k', 'q', 't'), crypto.mac('k', 'p', 'u')]
    assert.equal(new Set(macs).size, 4)
    assert.equal(crypto.mac('k', 'p', 't'), macs[0])
  })
})
