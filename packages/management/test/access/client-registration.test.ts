import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RoleId } from '@latchkey/identity'
import type { Caller } from '@latchkey/management'
import { AccessKit, errorOf, made } from './access-kit.ts'

const verbs = ['Get', 'Create', 'Update', 'Destroy', 'Query']
const set = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]))

let kit: AccessKit

before(async () => {
  kit = await AccessKit.open()
})
after(() => kit[Symbol.asyncDispose]())

async function callerWith(description: string, ...permissions: readonly string[]): Promise<Caller> {
  const enabledPermissions = set('authenticate', ...permissions)
  const { id } = made(await kit.create(kit.operator, 'Role', { description, enabledPermissions }))
  return kit.as(await kit.account(description, { roleIds: [id as RoleId] }))
}

describe('x:InitialAccessToken', () => {
  const all = verbs.map((verb) => `sysInitialAccessToken${verb}`)

  test('is shown once, and masked from then on', async () => {
    const { id, members } = made(await kit.create(kit.operator, 'InitialAccessToken', { description: 'Build' }))
    const secret = String(members['secret'])
    assert.match(secret, /^lk_it_[\w-]{43}$/)
    const shown = await kit.get(kit.operator, 'InitialAccessToken', id)
    assert.deepEqual([shown?.['secret'], shown?.['maxUses'], shown?.['uses']], ['****', 1, 0])
    const digest = kit.crypto.digest(secret)
    assert.equal((await kit.storage.provider.initialAccessTokens.find(digest, kit.now))?.tokenId, id)
  })

  test('is made and changed only by whoever may register clients', async () => {
    const lacking = await callerWith('token desk', ...all)
    const error = errorOf(await kit.create(lacking, 'InitialAccessToken', { description: 'Mine' }))
    assert.deepEqual([error.type, /oAuthClientRegistration$/.test(error.description ?? '')], ['forbidden', true])
    const having = await callerWith('registration desk', 'oAuthClientRegistration', ...all)
    const { id } = made(await kit.create(having, 'InitialAccessToken', { description: 'Mine' }))
    assert.equal(errorOf(await kit.update(lacking, 'InitialAccessToken', id, { maxUses: null })).type, 'forbidden')
    assert.ok('done' in (await kit.destroy(lacking, 'InitialAccessToken', id)))
  })

  test('lets clients do without a person only if whoever makes it may create clients', async () => {
    const granted = { description: 'Jobs', allowedGrantTypes: set('client_credentials') }
    const lacking = await callerWith('narrow registration desk', 'oAuthClientRegistration', ...all)
    const error = errorOf(await kit.create(lacking, 'InitialAccessToken', granted))
    assert.deepEqual([error.type, /sysOAuthClientCreate$/.test(error.description ?? '')], ['forbidden', true])
    const { id } = made(await kit.create(lacking, 'InitialAccessToken', { description: 'Apps' }))
    const { allowedGrantTypes } = granted
    assert.equal(errorOf(await kit.update(lacking, 'InitialAccessToken', id, { allowedGrantTypes })).type, 'forbidden')
    const having = await callerWith('wide registration desk', 'oAuthClientRegistration', 'sysOAuthClientCreate', ...all)
    made(await kit.create(having, 'InitialAccessToken', granted))
  })

  const refused: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>, says: RegExp])[] = [
    ['a date in the past', { expiresAt: '2001-01-01T00:00:00Z' }, /^expiresAt must be in the future/],
    ['no use at all', { maxUses: 0 }, /^maxUses must be at least 1/],
    ['a scope that is none', { allowedScopes: set('two words') }, /^allowedScopes must hold scope tokens/],
    ['a host that is a URL', { allowedRedirectHosts: set('https://app.example') }, /^allowedRedirectHosts must hold host names/],
    ['a description of blanks', { description: '  ' }, /^description /],
  ]
  for (const [what, change, says] of refused) {
    test(`${what} is refused`, async () => {
      const error = errorOf(await kit.create(kit.operator, 'InitialAccessToken', { description: 'x', ...change }))
      assert.match(error.description ?? '', says)
    })
  }
})

describe('x:ClientRegistration', () => {
  test('says by default what the engine does by default, and is in force when a change is answered', async () => {
    const shown = await kit.get(kit.operator, 'ClientRegistration', 'singleton')
    const { anonymous, authorized } = shown as Readonly<Record<string, Readonly<Record<string, unknown>>>>
    assert.deepEqual([anonymous?.['unusedExpiry'], anonymous?.['firstUseExpiry']], [90 * 86_400_000, 86_400_000])
    assert.deepEqual([authorized?.['unusedExpiry'], authorized?.['allowedScopes']], [null, {}])
    assert.ok('done' in (await kit.update(kit.operator, 'ClientRegistration', 'singleton', { 'authorized/unusedExpiry': '30d' })))
    const changed = await kit.get(kit.operator, 'ClientRegistration', 'singleton')
    const { unusedExpiry } = (changed?.['authorized'] ?? {}) as Readonly<Record<string, unknown>>
    assert.equal(unusedExpiry, 30 * 86_400_000)
  })

  const refused: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>, says: RegExp])[] = [
    ['a host that is none', { 'authorized/allowedRedirectHosts': set('*') }, /^authorized\/allowedRedirectHosts must hold/],
    [
      'keys that are none',
      { softwareIssuers: { 0: { issuer: 'https://a.example', jwks: '{}', jwksUri: null } } },
      /^softwareIssuers\/0\/jwks must be a JWK Set/,
    ],
    [
      'keys and their address',
      { softwareIssuers: { 0: { issuer: 'a', jwks: '{"keys":[]}', jwksUri: 'https://a.example/jwks' } } },
      /^softwareIssuers\/0\/jwksUri must not be given beside jwks/,
    ],
    ['an issuer twice', { softwareIssuers: { 0: { issuer: 'a' }, 1: { issuer: 'a' } } }, /^softwareIssuers\/1\/issuer must not/],
    ['no registration at all', { anonymousPerHour: 0 }, /^anonymousPerHour must be at least 1/],
  ]
  for (const [what, change, says] of refused) {
    test(`${what} is refused`, async () => {
      const error = errorOf(await kit.update(kit.operator, 'ClientRegistration', 'singleton', change))
      assert.match(error.description ?? '', says)
    })
  }
})
