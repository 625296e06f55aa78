import assert from 'node:assert/strict'
import { pbkdf2Sync } from 'node:crypto'
import { describe, test } from 'node:test'
import { password, TestIdentity } from './test-identity.ts'

const current = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

/** Hashes of `password`, made by libxcrypt, Python and OpenSSL. */
const hashes: readonly (readonly [what: string, hash: string])[] = [
  ['bcrypt', '$2b$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.'],
  [
    'PBKDF2 of Keycloak',
    '$pbkdf2-sha512$i=27500,l=64$AAECAwQFBgcICQoLDA0ODw$5B4tnWqx2PYDfdhQilEny0L9eoEaMA8DMq85BtGBSuSxgz+uD+tGkC1hmXVbN1yvKeRJ0QZgeAVUUe3CJtSpBQ',
  ],
  ['scrypt', '$scrypt$ln=12,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$mQODSPipO7v2IkeXX6QyBSRUHAy5goafrJaPOn9CN2o'],
  ['Argon2i', '$argon2i$v=19$m=8192,t=3,p=1$c2l4dGVlbiBvY3RldHMuLg$PGCqDT2i2n8GbwhoJx7j9O2yPBGCqf7FSg3XIkQCDkg'],
  ['Argon2d', '$argon2d$v=19$m=8192,t=3,p=1$c2l4dGVlbiBvY3RldHMuLg$zffQk9KIqzVy2F90AhnwXjUQ+z+KtRTAvS8rCC/TwQM'],
]

describe('sign-in with a hash of another program', () => {
  for (const [what, passwordHash] of hashes) {
    test(`${what}: the password is taken, the hash renewed, and the password taken again`, async () => {
      await using kit = await TestIdentity.open()
      const account = await kit.account({ passwordHash })
      assert.equal(await kit.signIn({ password: `${password}!` }), 'refused')
      assert.equal((await kit.stores.accounts.find(account.accountId))?.passwordHash, passwordHash)
      assert.equal(await kit.signIn(), 'verified')
      const renewed = await kit.stores.accounts.find(account.accountId)
      assert.match(renewed?.passwordHash ?? '', current)
      assert.deepEqual({ ...renewed, passwordHash, updatedAt: account.updatedAt }, account)
      assert.equal(await kit.signIn(), 'verified')
      assert.equal(await kit.signIn({ password: `${password}!` }), 'refused')
    })
  }

  const typed = 'ﬁne ﬂour ½ pound'
  test('a password counts as it was typed, as other programs hash it, and afterwards in any composition', async () => {
    await using kit = await TestIdentity.open()
    const salt = Buffer.from('sixteen octets..')
    const tag = pbkdf2Sync(typed, salt, 1000, 32, 'sha256')
    await kit.account({ passwordHash: `$pbkdf2-sha256$i=1000$${unpadded(salt)}$${unpadded(tag)}` })
    assert.equal(await kit.signIn({ password: typed.normalize('NFKC') }), 'refused')
    assert.equal(await kit.signIn({ password: typed }), 'verified')
    assert.equal(await kit.signIn({ password: typed.normalize('NFKC') }), 'verified')
  })

  test('what bcrypt did not read counts once the hash is renewed', async () => {
    await using kit = await TestIdentity.open()
    const whole = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    await kit.account({ passwordHash: '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui' })
    assert.equal(await kit.signIn({ password: `${whole}chars after` }), 'verified')
    assert.equal(await kit.signIn({ password: whole }), 'refused')
    assert.equal(await kit.signIn({ password: `${whole}chars after` }), 'verified')
  })

  test('a password that was changed while it was compared stays changed, and the old one is refused', async () => {
    await using kit = await TestIdentity.open()
    const [, [, passwordHash] = ['', '']] = hashes
    const account = await kit.account({ passwordHash })
    const changed = {
      ...account,
      passwordHash: await kit.identity.hashPassword('another good password'),
      passwordChangedAt: kit.clock() + 1,
      updatedAt: account.updatedAt + 1,
    }
    const { replace } = kit.stores.accounts
    let isFirst = true
    kit.stores.accounts.replace = async (renewed, previous, origin) => {
      if (isFirst) {
        isFirst = false
        assert.equal(await replace.call(kit.stores.accounts, changed, account.updatedAt), 'replaced')
      }
      return replace.call(kit.stores.accounts, renewed, previous, origin)
    }
    assert.equal(await kit.signIn(), 'refused')
    assert.equal((await kit.stores.accounts.find(account.accountId))?.passwordHash, changed.passwordHash)
    assert.equal(await kit.signIn({ password: 'another good password' }), 'verified')
  })

  test('of many sign-ins at once all succeed, and the hash is renewed', async () => {
    await using kit = await TestIdentity.open()
    const [, [, passwordHash] = ['', '']] = hashes
    const account = await kit.account({ passwordHash })
    const networks = Array.from({ length: 8 }, (_, index) => `192.0.2.${index + 1}`)
    assert.deepEqual(
      await Promise.all(networks.map((network) => kit.signIn({ network }))),
      networks.map(() => 'verified'),
    )
    assert.match((await kit.stores.accounts.find(account.accountId))?.passwordHash ?? '', current)
  })
})

test('whether a password is that of a hash of another program is told for every form', async () => {
  await using kit = await TestIdentity.open()
  for (const [what, hash] of hashes) {
    assert.equal(await kit.identity.isPassword(password, hash), true, what)
    assert.equal(await kit.identity.isPassword(`${password}!`, hash), false, what)
  }
})

function unpadded(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64').replaceAll('=', '')
}
