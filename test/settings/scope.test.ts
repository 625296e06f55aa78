import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectPage, type Overrides, type RelyingParty } from '@latchkey/testing'
import { decodeJwt } from 'jose'
import { type Json, ManagedProvider } from './managed-provider.ts'

let provider: ManagedProvider
before(async () => {
  provider = await ManagedProvider.open()
})
after(() => provider[Symbol.asyncDispose]())

async function scopesSupported(): Promise<readonly string[]> {
  const response = await provider.fetch(`${provider.issuer}/.well-known/openid-configuration`)
  return ((await response.json()) as { readonly scopes_supported: readonly string[] }).scopes_supported
}

describe('Scope', () => {
  const refused: readonly (readonly [value: Json, errors: readonly Json[]])[] = [
    [{ description: 'x' }, [{ type: 'Required', property: 'name' }]],
    [{ name: 'x' }, [{ type: 'Required', property: 'description' }]],
    [{ name: 'a b', description: 'x' }, [{ type: 'Invalid', property: 'name', value: 'a b' }]],
    [{ name: 'a"b', description: 'x' }, [{ type: 'Invalid', property: 'name', value: 'a"b' }]],
    [{ name: 'a\\b', description: 'x' }, [{ type: 'Invalid', property: 'name', value: 'a\\b' }]],
    [{ name: 'é', description: 'x' }, [{ type: 'Invalid', property: 'name', value: 'é' }]],
    [{ name: 'openid', description: 'x' }, [{ type: 'Invalid', property: 'name', value: 'openid' }]],
    [{ name: 'n'.repeat(201), description: 'x' }, [{ type: 'MaxLength', property: 'name', required: 200 }]],
    [{ name: 'n', description: 'x'.repeat(201) }, [{ type: 'MaxLength', property: 'description', required: 200 }]],
    [{ name: 'n', description: ' ' }, [{ type: 'Invalid', property: 'description', value: ' ' }]],
  ]
  for (const [value, errors] of refused) {
    test(`refuses ${JSON.stringify(value).slice(0, 60)}`, async () => {
      assert.deepEqual((await provider.refusedCreate('Scope', value))['validationErrors'], errors)
    })
  }

  test('has one object a name, told apart with regard to case, and the name stays', async () => {
    const { id } = await provider.create('Scope', { name: 'Unique', description: 'x' })
    const error = await provider.refusedCreate('Scope', { name: 'Unique', description: 'y' })
    assert.deepEqual([error['type'], error['properties'], error['objectId']], ['primaryKeyViolation', ['name'], id])
    await provider.create('Scope', { name: 'unique', description: 'another' })
    const renamed = await provider.refusedUpdate('Scope', { name: 'other' }, id)
    assert.equal(renamed['description'], 'Cannot modify read-only property')
    await provider.update('Scope', { description: 'Changed' }, id)
    assert.equal((await provider.get('Scope', id))['description'], 'Changed')
  })
})

describe('a scope that an administrator defined takes effect at once', () => {
  test('discovery, consent page, token and client records know it until it is destroyed', async () => {
    const name = 'https://api.example/calendar.read'
    const unknown = await provider.refusedCreate('OAuthClient', client(name))
    assert.deepEqual(unknown['validationErrors'], [{ type: 'Invalid', property: 'scopes', value: `["openid","${name}"]` }])
    assert.equal((await scopesSupported()).includes(name), false)

    const { id } = await provider.create('Scope', { name, description: 'See your <calendar>' })
    assert.ok((await scopesSupported()).includes(name))
    const party = await provider.party(client(name))
    const scope = { scope: `openid ${name}` }
    assert.ok((await consentPage(party, scope)).includes('<li>See your &lt;calendar&gt;</li>'))
    await provider.update('Scope', { description: 'Read what you plan' }, id)
    assert.ok((await consentPage(party, scope)).includes('<li>Read what you plan</li>'))

    const browser = provider.browser()
    const { tokens } = await party.signIn(browser, provider.person, scope)
    assert.equal(tokens.scope, `openid ${name}`)
    assert.equal(decodeJwt(tokens.id_token)['scope'], undefined)

    await provider.destroy('Scope', id)
    assert.equal((await scopesSupported()).includes(name), false)
    const later = await party.signIn(browser, provider.person, scope)
    assert.equal(later.tokens.scope, 'openid')
    // The record still names it, which hinders nothing.
    const [clientId] = await provider.query('OAuthClient', { clientId: party.clientId })
    await provider.update('OAuthClient', { description: 'Renamed' }, clientId)
  })

  test('on the page of a device', async () => {
    await provider.create('Scope', { name: 'tv.watch', description: 'Watch your films' })
    const grantTypes = { 'urn:ietf:params:oauth:grant-type:device_code': true }
    const party = await provider.party({ grantTypes, tokenEndpointAuthMethod: 'none' })
    const { body } = await party.form('/auth/device', { scope: 'openid tv.watch' })
    const browser = provider.browser()
    const login = await browser.openPage(String(body['verification_uri_complete']))
    const entry = expectPage(await browser.submit(login, { fields: { ...provider.person } }))
    const confirm = expectPage(await browser.submit(entry))
    assert.ok(confirm.html.includes('<li>Watch your films</li>'), confirm.html)
  })

  async function consentPage(party: RelyingParty, scope: Overrides): Promise<string> {
    const browser = provider.browser()
    const login = await browser.openPage(party.begin(scope).url)
    const consent = expectPage(await browser.submit(login, { fields: { ...provider.person } }))
    assert.equal(consent.name, 'consent')
    return consent.html
  }

  function client(scope: string): Json {
    return { redirectUris: { 'https://rp.example/callback': true }, scopes: { openid: true, [scope]: true } }
  }
})
