import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hashArgon2id } from './forms/argon2-form.ts'
import { parsePasswordHash, passwordHashMistake } from './password-hash.ts'

const nineSevenTwo = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored'

/** Each from a specification or made by an independent program, which the first column names. */
const known: readonly (readonly [source: string, password: string, hash: string])[] = [
  ['phc-winner-argon2', 'password', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['phc-winner-argon2', 'password', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
  ['RFC6070, one iteration', 'password', '$pbkdf2-sha1$i=1$c2FsdA$DGDID5YfDnHzqbUkr2ASBi/gN6Y'],
  ['RFC6070, 4096 iterations', 'password', '$pbkdf2-sha1$i=4096,l=20$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE'],
  [
    'RFC6070, more than one block',
    'passwordPASSWORDpassword',
    '$pbkdf2-sha1$i=4096,l=25$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0$PS7sT+QchJuAyNg2YsDkSospGpZM8vBwOA',
  ],
  ['RFC6070, octets of zero', 'pass\0word', '$pbkdf2-sha1$i=4096,l=16$c2EAbHQ$Vvpqp1VICZ3MN9fwNCXgww'],
  ['Python, hashlib', 'password', '$pbkdf2-sha256$i=4096,l=32$c2FsdA$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o'],
  [
    'Keycloak until 23: 64 octets of SHA-256',
    'correct horse battery',
    '$pbkdf2-sha256$i=27500,l=64$AAECAwQFBgcICQoLDA0ODw$VVatals5hXp5h2oxfsxiF6kzhtIf76FMvLQt3LHjOPTh+NaxYdlTOPwDZ23eIyR9i752/A/GtET2PfLHzgkqPg',
  ],
  [
    'Keycloak since 24: SHA-512',
    'correct horse battery',
    '$pbkdf2-sha512$i=210000,l=64$AAECAwQFBgcICQoLDA0ODw$i8MEbJEntlaFgLOnIsIXgO0aPF4DYs7H6fl1KcMdXffNZCnnR8pN4bE1CdLP+hq1XxAKYsiteZvUHLB6Fjk0Kw',
  ],
  [
    'RFC7914-12, sixteen lanes',
    'password',
    '$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA',
  ],
  [
    'RFC7914-12, one lane',
    'pleaseletmein',
    '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw',
  ],
  ['crypt_blowfish, 2a', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['crypt_blowfish, 2a', 'U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['crypt_blowfish, 2a', 'U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['crypt_blowfish, more than 72 octets', nineSevenTwo, '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui'],
  ['libxcrypt, 2y', 'correct horse battery', '$2y$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2'],
  ['libxcrypt, 2b, more than ASCII', 'crème brûlée 🍮', '$2b$06$./ABCDEFGHIJKLMNOPQRSu/gYsQd7IQmBoXCUI5JqYquixG6U2kTm'],
]

describe('a hash of another program is matched by its password and no other', () => {
  for (const [source, password, hash] of known) {
    test(`${source}: ${hash.slice(0, 24)}`, async () => {
      const parsed = parsePasswordHash(hash)
      assert.ok(parsed)
      assert.equal(passwordHashMistake(hash), undefined)
      assert.equal(parsed.isCurrent, false)
      assert.equal(await parsed.matches(password), true)
      for (const other of [`x${password}`, password.slice(1), '']) assert.equal(await parsed.matches(other), false)
    })
  }

  test('bcrypt reads 72 octets, as where the hash comes from', async () => {
    const parsed = parsePasswordHash('$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui')
    assert.ok(parsed)
    assert.equal(await parsed.matches(nineSevenTwo.slice(0, 72)), true)
    assert.equal(await parsed.matches(nineSevenTwo.slice(0, 71)), false)
  })

  test('spare bits of the salt of bcrypt, as some programs leave them, are not looked at', async () => {
    const parsed = parsePasswordHash('$2b$04$abcdefghijklmnopqrstuvqREtd3VJD2QVZbuFskFSLk6eRIrQoOS')
    assert.ok(parsed)
    assert.equal(await parsed.matches('correct horse battery'), true)
  })
})

describe('new hashes', () => {
  test('each has its own salt and the parameters in force', async () => {
    const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
    const [one, other] = [await hashArgon2id('password', randomBytes), await hashArgon2id('password', randomBytes)]
    assert.notEqual(one, other)
    const hash = parsePasswordHash(one)
    assert.ok(hash)
    assert.equal(hash.isCurrent, true)
    assert.equal(await hash.matches('password'), true)
  })
})

test('Argon2 of other variants, parameters or lengths than those of new hashes is renewed', () => {
  const hash = (variant: string, parameters: string, tag: string) => `$${variant}$v=19$${parameters}$${salt}$${tag}`
  const isCurrent = (text: string) => parsePasswordHash(text)?.isCurrent
  const inForce = 'm=19456,t=2,p=1'
  assert.equal(isCurrent(hash('argon2id', inForce, tag)), true)
  for (const variant of ['argon2i', 'argon2d']) assert.equal(isCurrent(hash(variant, inForce, tag)), false, variant)
  for (const parameters of ['m=19455,t=2,p=1', 'm=19456,t=1,p=1', 'm=19456,t=2,p=2', 'm=65536,t=3,p=1']) {
    assert.equal(isCurrent(hash('argon2id', parameters, tag)), false, parameters)
  }
  for (const octets of [16, 31, 33]) {
    const text = Buffer.alloc(octets).toString('base64').replaceAll('=', '')
    assert.equal(isCurrent(hash('argon2id', inForce, text)), false, `${octets} octets`)
  }
})

const salt = 'c29tZXNhbHQxMjM0NTY3OA'
const tag = 'A'.repeat(43)
const bcryptEnd = 'CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'

describe('what is no hash is refused with the rule', () => {
  const unknown = /^must be a hash that begins with one of \$argon2id\$, /
  const malformed = /^must be of the form \$/
  const costly = /^may cost at most /
  const bad: readonly (readonly [what: string, text: string, rule: RegExp])[] = [
    ['nothing', '', unknown],
    ['a password', 'correct horse battery', unknown],
    ['a bare digest', '5f4dcc3b5aa765d61d8327deb882cf99', unknown],
    ['MD5 of crypt', '$1$abcdefgh$irWbblnpmw.5z7wgBnprh0', unknown],
    ['SHA-512 of crypt', `$6$saltsalt$${'a'.repeat(86)}`, unknown],
    ['bcrypt over another hash', `$bcrypt-sha256$v=2,t=2b,r=12$${'a'.repeat(22)}$${'a'.repeat(31)}`, unknown],
    ['PBKDF2 with a digest that is not known', `$pbkdf2-md5$i=1000$${salt}$${tag}`, unknown],
    ['the name of a property of every object', '$constructor$x', unknown],
    ['a text of any length', `$argon2id$${'A'.repeat(100_000)}`, unknown],
    ['another version of Argon2', `$argon2id$v=16$m=19456,t=2,p=1$${salt}$${tag}`, malformed],
    ['Argon2 with a key', `$argon2id$v=19$m=19456,t=2,p=1,keyid=AAAA$${salt}$${tag}`, malformed],
    ['Argon2 without passes', `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${tag}`, malformed],
    ['Argon2 without lanes', `$argon2id$v=19$m=19456,t=2,p=0$${salt}$${tag}`, malformed],
    ['too little memory for the lanes', `$argon2i$v=19$m=31,t=2,p=4$${salt}$${tag}`, malformed],
    ['a short salt of Argon2', `$argon2id$v=19$m=19456,t=2,p=1$AAAA$${tag}`, malformed],
    ['a short tag', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$AAAA`, malformed],
    ['padding', `$argon2id$v=19$m=19456,t=2,p=1$${salt}==$${tag}`, malformed],
    ['something behind', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}$`, malformed],
    ['a line break behind', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}\n`, malformed],
    ['more memory than a sign-in may take', `$argon2id$v=19$m=262145,t=1,p=1$${salt}$${tag}`, costly],
    ['more passes than a sign-in may take', `$argon2d$v=19$m=8192,t=17,p=1$${salt}$${tag}`, costly],
    ['more lanes than a sign-in may take', `$argon2id$v=19$m=19456,t=2,p=17$${salt}$${tag}`, costly],
    ['much memory often', `$argon2id$v=19$m=262144,t=4,p=1$${salt}$${tag}`, costly],
    ['no iterations', `$pbkdf2-sha256$i=0$${salt}$${tag}`, malformed],
    ['iterations with a sign', `$pbkdf2-sha256$i=+1000$${salt}$${tag}`, malformed],
    ['iterations beyond all numbers', `$pbkdf2-sha256$i=99999999999$${salt}$${tag}`, malformed],
    ['a length that is not that of the tag', `$pbkdf2-sha256$i=1000,l=64$${salt}$${tag}`, malformed],
    ['a salt of nothing', `$pbkdf2-sha256$i=1000$$${tag}`, malformed],
    ['a salt with characters of another alphabet', `$pbkdf2-sha256$i=1000$a.b-c_d.$${tag}`, malformed],
    ['a salt with spare bits', `$pbkdf2-sha256$i=1000$AAAAAAB$${tag}`, malformed],
    ['a tag of more than 64 octets', `$pbkdf2-sha512$i=1000$${salt}$${'A'.repeat(88)}`, malformed],
    ['more iterations than a sign-in may take', `$pbkdf2-sha1$i=2000001$${salt}$${tag}`, costly],
    ['the same of SHA-256', `$pbkdf2-sha256$i=2000001$${salt}$${tag}`, costly],
    ['the same of SHA-512', `$pbkdf2-sha512$i=1000001$${salt}$${tag}`, costly],
    ['scrypt without lanes', `$scrypt$ln=14,r=8,p=0$${salt}$${tag}`, malformed],
    ['more rounds than blocks can have', `$scrypt$ln=16,r=1,p=1$${salt}$${tag}`, malformed],
    ['RFC7914-12, one gibibyte', `$scrypt$ln=20,r=8,p=1$${salt}$${tag}`, costly],
    ['scrypt beyond all numbers', `$scrypt$ln=99,r=9999,p=9999$${salt}$${tag}`, costly],
    ['scrypt with many lanes', `$scrypt$ln=14,r=8,p=9$${salt}$${tag}`, costly],
    ['bcrypt with the mistake', `$2x$05$${bcryptEnd}`, unknown],
    ['the first bcrypt', `$2$05$${bcryptEnd}`, unknown],
    ['bcrypt with too little cost', `$2b$03$${bcryptEnd}`, malformed],
    ['bcrypt that is cut off', `$2b$05$${bcryptEnd.slice(0, -1)}`, malformed],
    ['bcrypt with something behind', `$2b$05$${bcryptEnd}.`, malformed],
    ['bcrypt with spare bits in the tag', `$2b$05$${bcryptEnd.slice(0, -1)}X`, malformed],
    ['bcrypt that takes longer than a sign-in may', `$2b$15$${bcryptEnd}`, costly],
  ]
  for (const [what, text, rule] of bad) {
    test(what, () => {
      assert.equal(parsePasswordHash(text), undefined)
      assert.match(passwordHashMistake(text) ?? '', rule)
    })
  }

  test('the most that is allowed is accepted', () => {
    for (const text of [
      `$argon2id$v=19$m=262144,t=3,p=1$${salt}$${tag}`,
      `$argon2d$v=19$m=8,t=1,p=1$${salt}$${tag}`,
      `$pbkdf2-sha1$i=2000000$${salt}$${tag}`,
      `$pbkdf2-sha512$i=1000000$${salt}$${tag}`,
      `$scrypt$ln=17,r=8,p=1$${salt}$${tag}`,
      `$2b$14$${bcryptEnd}`,
    ]) {
      assert.notEqual(parsePasswordHash(text), undefined, text)
    }
  })
})

test('100,000 changes of good hashes are read or refused, never anything else', () => {
  // mulberry32, so that each run makes the same.
  let state = 20_300_115
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = (text: string): string => text.charAt(Math.floor(random() * text.length))
  const alphabet = '$=,.+/-_0123456789abcXYZilmnprtv \n\0ü'
  let accepted = 0
  for (let round = 0; round < 100_000; round += 1) {
    let [, , text] = known[Math.floor(random() * known.length)] ?? known[0] ?? ['', '', '']
    for (let change = 0; change <= random() * 3; change += 1) {
      const at = Math.floor(random() * (text.length + 1))
      const isNew = random() < 0.5
      text =
        text.slice(0, at) + (random() < 0.7 ? pick(alphabet) : '') + text.slice(isNew ? at : at + 1 + Math.floor(random() * 3))
    }
    const rule = passwordHashMistake(text)
    assert.equal(parsePasswordHash(text) === undefined, rule !== undefined, JSON.stringify(text))
    if (rule === undefined) accepted += 1
  }
  assert.ok(accepted > 1000 && accepted < 90_000, String(accepted))
})
