import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { algorithmOfSetting } from '@latchkey/core'
import { TestManagement } from './test-management.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** As the seed document prints them. */
const defaults = {
  authCodeMaxAttempts: 3,
  anonymousClientRegistration: false,
  requireClientRegistration: false,
  authCodeExpiry: 10 * minute,
  refreshTokenExpiry: 30 * day,
  refreshTokenRenewal: 4 * day,
  accessTokenExpiry: hour,
  userCodeExpiry: 30 * minute,
  idTokenExpiry: 15 * minute,
}

describe('a fresh install', () => {
  test('has every default, a generated encryption key and ES256 with a generated key', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const { encryptionKey, signatureKey, ...rest } = object.current()
    assert.deepEqual(rest, { ...defaults, signatureAlgorithm: 'es256' })
    assert.match(encryptionKey, /^[A-Za-z0-9]{64}$/)
    assert.match(signatureKey, /^-----BEGIN PRIVATE KEY-----\n/)
    assert.equal(kit.crypto.importPrivateKey(algorithmOfSetting('es256'), signatureKey).publicJwk['crv'], 'P-256')
  })

  test('shows itself on the wire in the order of the document, secrets masked', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const expected = {
      id: 'singleton',
      ...defaults,
      encryptionKey: { '@type': 'Value', secret: '****' },
      signatureAlgorithm: 'es256',
      signatureKey: { '@type': 'Text', secret: '****' },
    }
    assert.equal(JSON.stringify(object.get()), JSON.stringify(expected))
  })

  test('is the same at the second start', async () => {
    await using kit = await TestManagement.open()
    const first = await kit.oidcProvider()
    const again = await kit.oidcProvider()
    assert.deepEqual(again.current(), first.current())
  })

  test('two nodes that start at once agree', async () => {
    await using kit = await TestManagement.open()
    const nodes = await Promise.all(Array.from({ length: 5 }, () => kit.oidcProvider()))
    assert.equal(new Set(nodes.map((node) => node.current().encryptionKey)).size, 1)
  })

  test('keeps no secret in clear', async () => {
    await using kit = await TestManagement.open()
    const { encryptionKey, signatureKey } = (await kit.oidcProvider()).current()
    const row = await kit.stores.settings.find('OidcProvider')
    assert.ok(row)
    assert.equal(row.json.includes(encryptionKey), false)
    assert.equal(row.json.includes(signatureKey.slice(40, 80)), false)
  })
})

describe('x:OidcProvider/set accepts', () => {
  const durations: readonly (readonly [sent: unknown, stored: number])[] = [
    [1, 1],
    [600_000, 10 * minute],
    ['10m', 10 * minute],
    ['30d', 30 * day],
    ['1h', hour],
    ['90s', 90 * second],
    ['250ms', 250],
    ['5 m', 5 * minute],
    ['600000', 10 * minute],
    ['36500d', 36_500 * day],
  ]
  for (const [sent, stored] of durations) {
    test(`the duration ${JSON.stringify(sent)}, answered as ${stored}`, async () => {
      await using kit = await TestManagement.open()
      const object = await kit.oidcProvider()
      assert.deepEqual(await object.set({ accessTokenExpiry: sent }), { updated: true })
      assert.equal(object.get()['accessTokenExpiry'], stored)
      assert.equal(object.current().accessTokenExpiry, stored)
    })
  }

  const others: readonly (readonly [name: string, value: unknown])[] = [
    ['authCodeMaxAttempts', 1],
    ['authCodeMaxAttempts', 1000],
    ['anonymousClientRegistration', true],
    ['requireClientRegistration', true],
  ]
  for (const [name, value] of others) {
    test(`${name} = ${value}`, async () => {
      await using kit = await TestManagement.open()
      const object = await kit.oidcProvider()
      assert.deepEqual(await object.set({ '@type': 'OidcProvider', [name]: value }), { updated: true })
      assert.equal(object.get()[name], value)
      assert.equal((await kit.oidcProvider()).get()[name], value)
    })
  }

  for (const setting of ['es256', 'es384', 'ps256', 'ps384', 'ps512', 'rs256', 'rs384', 'rs512'] as const) {
    test(`${setting} together with a key for it`, async () => {
      await using kit = await TestManagement.open()
      const object = await kit.oidcProvider()
      const secret = await kit.pem(setting)
      const patch = { signatureAlgorithm: setting, signatureKey: { '@type': 'Text', secret } }
      assert.deepEqual(await object.set(patch), { updated: true })
      assert.equal(object.current().signatureAlgorithm, setting)
      assert.equal(object.current().signatureKey, secret)
    })
  }

  for (const setting of ['hs256', 'hs384', 'hs512'] as const) {
    test(`${setting} with any text`, async () => {
      await using kit = await TestManagement.open()
      const object = await kit.oidcProvider()
      const patch = { signatureAlgorithm: setting, 'signatureKey/secret': 'any text' }
      assert.deepEqual(await object.set(patch), { updated: true })
      assert.equal(object.current().signatureKey, 'any text')
    })
  }

  test('a patch without a member', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const before = object.current()
    assert.deepEqual(await object.set({}), { updated: true })
    assert.deepEqual(object.current(), before)
  })
})

describe('secrets of x:OidcProvider', () => {
  test('a mask sent back changes nothing, as a whole or inside', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const before = object.current()
    const { id: _id, ...whole } = object.get()
    assert.deepEqual(await object.set(whole), { updated: true })
    assert.deepEqual(await object.set({ 'encryptionKey/secret': '****', 'signatureKey/secret': '****' }), { updated: true })
    assert.deepEqual(object.current(), before)
  })

  test('a mask is never stored: without a secret to keep it is refused', async () => {
    await using kit = await TestManagement.open()
    kit.environment.set('OIDC_KEY', 'from the environment')
    const object = await kit.oidcProvider()
    await object.set({ encryptionKey: { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' } })
    const result = await object.set({ encryptionKey: { '@type': 'Value', secret: '****' } })
    assert.deepEqual(result, {
      updated: false,
      error: {
        type: 'validationFailed',
        validationErrors: [{ type: 'Required', property: 'encryptionKey/secret' }],
        description: 'encryptionKey/secret is required.',
      },
    })
  })

  test('what is stored of a secret stays the same text as long as the secret does', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    const stored = async (): Promise<Readonly<Record<string, unknown>>> =>
      JSON.parse((await kit.stores.settings.find('OidcProvider'))?.json ?? '{}')
    const before = await stored()
    const { encryptionKey } = object.current()
    assert.deepEqual(await object.set({ authCodeMaxAttempts: 9, 'encryptionKey/secret': encryptionKey }), { updated: true })
    assert.deepEqual(await stored(), { ...before, authCodeMaxAttempts: 9 })
    assert.deepEqual(await object.set({ 'encryptionKey/secret': 'another key' }), { updated: true })
    assert.notDeepEqual((await stored())['encryptionKey'], before['encryptionKey'])
    assert.deepEqual((await stored())['signatureKey'], before['signatureKey'])
  })

  test('a path inside keeps the variant', async () => {
    await using kit = await TestManagement.open()
    const object = await kit.oidcProvider()
    await object.set({ 'encryptionKey/secret': 'another key' })
    assert.equal(object.current().encryptionKey, 'another key')
    assert.deepEqual(object.get()['encryptionKey'], { '@type': 'Value', secret: '****' })
  })

  test('an environment variable is read, and shown by its name', async () => {
    await using kit = await TestManagement.open()
    kit.environment.set('OIDC_KEY', 'from the environment')
    const object = await kit.oidcProvider()
    await object.set({ encryptionKey: { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' } })
    assert.equal(object.current().encryptionKey, 'from the environment')
    assert.deepEqual(object.get()['encryptionKey'], { '@type': 'EnvironmentVariable', variableName: 'OIDC_KEY' })
  })

  test('a file is read and trimmed at its end, and shown by its path', async () => {
    await using kit = await TestManagement.open()
    const filePath = kit.file('key.pem', `${await kit.pem('es256')}\n \n`)
    const object = await kit.oidcProvider()
    await object.set({ signatureKey: { '@type': 'File', filePath } })
    assert.match(object.current().signatureKey, /-----END PRIVATE KEY-----$/)
    assert.deepEqual(object.get()['signatureKey'], { '@type': 'File', filePath })
    assert.deepEqual((await kit.oidcProvider()).current(), object.current())
  })
})
