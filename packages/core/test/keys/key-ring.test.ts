import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, Provider, SigningAlgorithm } from '@latchkey/core'
import { calculateJwkThumbprint, compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose'
import { textOf } from '../expect-refusal.ts'
import { clientSecret, form, privatePemOf, redirectUri, TestProvider } from '../test-provider.ts'

const hour = 60 * 60_000

/** RFC7518-6 */
const publicMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['RSA', ['e', 'kty', 'n']],
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
])

async function signWith(op: TestProvider, provider: Provider, clientId = 'rp'): Promise<string> {
  const code = await op.code({ clientId })
  const credentials = { client_id: clientId, client_secret: clientSecret }
  const parameters = form({ ...credentials, grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  return textOf(await provider.token({ parameters, authorization: undefined }), 'id_token')
}

async function keysFor(provider: Provider, use: 'sig' | 'enc'): Promise<readonly Readonly<Record<string, string>>[]> {
  return (await provider.jwks()).keys.filter((key) => key['use'] === use)
}

async function kidsOf(provider: Provider): Promise<readonly (string | undefined)[]> {
  return (await keysFor(provider, 'sig')).map((key) => key['kid'])
}

async function verifies(token: string, provider: Provider): Promise<boolean> {
  const keys = createLocalJWKSet({ keys: (await provider.jwks()).keys.map((key) => ({ ...key })) })
  return compactVerify(token, keys).then(
    () => true,
    () => false,
  )
}

describe('RFC7517-5 the published keys', () => {
  test('have public members only, a thumbprint as kid (RFC7638), use and alg', async () => {
    await using op = await TestProvider.open()
    for (const alg of ['RS256', 'EdDSA', 'ES512'] as const) {
      await op.client({ clientId: alg as string as ClientId, idTokenSignedResponseAlg: alg })
      await signWith(op, op.provider, alg)
    }
    const { keys } = await op.provider.jwks()
    assert.deepEqual((await keysFor(op.provider, 'sig')).map((key) => key['alg']).toSorted(), [
      'ES256',
      'ES512',
      'EdDSA',
      'RS256',
    ])
    for (const { kid, use: _use, alg: _, ...members } of keys) {
      assert.equal(kid, await calculateJwkThumbprint(members))
      const names = Object.keys(members).sort()
      assert.deepEqual(names, publicMembers.get(members['kty'] ?? ''))
    }
  })

  test('are the same object as long as nothing changes', async () => {
    await using op = await TestProvider.open()
    const before = await op.provider.jwks()
    assert.equal(await op.provider.jwks(), before)
    op.advance(hour)
    assert.equal(await op.provider.jwks(), before)
  })
})

describe('the ring makes a key when it is needed', () => {
  test('once, also when many ask at the same time on several nodes', async () => {
    await using op = await TestProvider.open()
    await op.client({ idTokenSignedResponseAlg: 'RS256' })
    const nodes = [op.provider, op.anotherInstance(), op.anotherInstance()]
    const tokens = await Promise.all(Array.from({ length: 9 }, (_, index) => signWith(op, nodes[index % 3] ?? op.provider)))
    const kids = new Set(tokens.map((token) => decodeProtectedHeader(token).kid))
    assert.equal(kids.size, 1)
    for (const node of nodes) assert.equal(await verifies(tokens[0] ?? '', node), true)
  })

  test('and after a restart it is the same', async () => {
    await using op = await TestProvider.open()
    await op.client({ idTokenSignedResponseAlg: 'PS384' })
    const before = decodeProtectedHeader(await signWith(op, op.provider)).kid
    assert.equal(decodeProtectedHeader(await signWith(op, op.anotherInstance())).kid, before)
  })

  test('the private part is sealed at rest', async () => {
    await using op = await TestProvider.open()
    await op.client({ idTokenSignedResponseAlg: 'ES384' })
    await signWith(op, op.provider)
    const stored = await op.ports.stores.signingKeys.list(op.now)
    const made = stored.find((record) => record.algorithm === 'ES384')
    assert.ok(made?.sealedPrivatePem !== undefined && !made.sealedPrivatePem.includes('PRIVATE KEY'))
    assert.match(op.crypto.openSealed(made.sealedPrivatePem), /BEGIN PRIVATE KEY/)
  })
})

describe('a change of the primary key', () => {
  test('counts from the next token, and the previous key is published until its last token has expired', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const old = await signWith(op, op.provider)
    op.configure({ signatureKey: await privatePemOf(op.crypto, 'es256') })
    const fresh = await signWith(op, op.provider)
    assert.notEqual(decodeProtectedHeader(fresh).kid, decodeProtectedHeader(old).kid)
    assert.deepEqual([await verifies(old, op.provider), await verifies(fresh, op.provider)], [true, true])
    op.advance(op.settings.accessTokenExpiry)
    assert.equal(await verifies(old, op.provider), true)
    op.advance(hour)
    assert.deepEqual(await kidsOf(op.provider), [decodeProtectedHeader(fresh).kid])
  })

  test('while no process runs: the next start still publishes the previous key', async () => {
    await using op = await TestProvider.open()
    await op.client()
    op.advance(10 * hour)
    const old = await signWith(op, op.provider)
    op.configure({ signatureAlgorithm: 'rs256', signatureKey: await privatePemOf(op.crypto, 'rs256') })
    const restarted = op.anotherInstance()
    assert.equal(await verifies(old, restarted), true)
    op.advance(op.settings.accessTokenExpiry - 1)
    assert.equal(await verifies(old, restarted), true)
  })

  test('a key in use for long is published for the whole life of each of its tokens', async () => {
    await using op = await TestProvider.open()
    await op.client()
    for (let hours = 0; hours < 5; hours++) {
      const token = await signWith(op, op.provider)
      const kid = decodeProtectedHeader(token).kid
      const stored = (await op.ports.stores.signingKeys.list(op.now)).find((record) => record.kid === kid)
      assert.ok((stored?.publishedUntil ?? 0) >= op.now + op.settings.accessTokenExpiry)
      op.advance(hour)
    }
  })

  test('to a longer life of tokens prolongs the publication at once', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await signWith(op, op.provider)
    op.configure({ idTokenExpiry: 100 * hour })
    await signWith(op, op.provider)
    const kid = decodeProtectedHeader(token).kid
    const stored = (await op.ports.stores.signingKeys.list(op.now)).find((record) => record.kid === kid)
    assert.ok((stored?.publishedUntil ?? 0) >= op.now + 100 * hour)
  })

  test('of the algorithm alone, with the same RSA key: one entry, and tokens of both verify', async () => {
    const signatureKey = await pemOf('rs256')
    await using op = await TestProvider.open({ signatureAlgorithm: 'rs256', signatureKey })
    await op.client()
    const old = await signWith(op, op.provider)
    op.configure({ signatureAlgorithm: 'ps256' })
    const fresh = await signWith(op, op.provider)
    assert.deepEqual([decodeProtectedHeader(old).alg, decodeProtectedHeader(fresh).alg], ['RS256', 'PS256'])
    assert.deepEqual([await verifies(old, op.provider), await verifies(fresh, op.provider)], [true, true])
    assert.equal((await kidsOf(op.provider)).length, 1)
  })

  test('to hs256 leaves the old key published, and clients with an own algorithm unaffected', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: 'own' as ClientId, idTokenSignedResponseAlg: 'ES256' satisfies SigningAlgorithm })
    const old = await signWith(op, op.provider)
    op.configure({ signatureAlgorithm: 'hs256', signatureKey: 'any text' })
    assert.equal(decodeProtectedHeader(await signWith(op, op.provider)).alg, 'HS256')
    assert.equal(await verifies(old, op.provider), true)
    assert.equal(await verifies(await signWith(op, op.provider, 'own'), op.provider), true)
  })
})

async function pemOf(setting: 'rs256'): Promise<string> {
  await using op = await TestProvider.open()
  return await privatePemOf(op.crypto, setting)
}
