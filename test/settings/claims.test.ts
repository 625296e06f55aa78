import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, type RelyingParty } from '@latchkey/testing'
import { decodeJwt } from 'jose'
import { type Json, ManagedProvider } from './managed-provider.ts'

let provider: ManagedProvider
before(async () => {
  provider = await ManagedProvider.open()
  const [id] = await provider.query('Account', { name: provider.person.username })
  const attributes = {
    department: { '@type': 'Text', text: 'engines' },
    teams: { '@type': 'List', items: { poets: true, analysts: true } },
  }
  const { id: group } = await provider.create('Group', { name: 'staff' })
  const localizedClaims = { 'name#de': 'Ada, Gräfin von Lovelace' }
  const patch = { attributes, localizedClaims, memberGroupIds: { [group]: true }, emailAddress: 'ada@example.org' }
  await provider.update('Account', patch, id)
})
after(() => provider[Symbol.asyncDispose]())

interface Told {
  readonly idToken: Json
  readonly userinfo: Json
  readonly introspection: Json
}

async function told(party: RelyingParty, overrides: Readonly<Record<string, string>> = {}): Promise<Told> {
  const pending = party.begin(overrides)
  const code = codeOf(await provider.browser().signIn(pending.url, provider.person))
  const { status, body } = await party.redeem(code, { code_verifier: pending.verifier })
  assert.equal(status, 200, JSON.stringify(body))
  const token = String(body['access_token'])
  return {
    idToken: decodeJwt(String(body['id_token'])),
    userinfo: (await party.userinfo(token)).body,
    introspection: (await party.form('/auth/introspect', { token })).body,
  }
}

describe('claimMapping of an OAuthClient', () => {
  const attribute = (path: string, more: Json = {}) => ({ source: { '@type': 'Attribute', path }, ...more })

  test('puts claims where it says, for the next request, and takes them away again', async () => {
    const claimMapping = {
      dept: attribute('attributes.department', { idToken: true, accessToken: true }),
      'https://example.org/groups': { source: { '@type': 'Groups', prefix: 'grp:' } },
      teams: attribute('attributes.teams', { scope: 'profile' }),
      tenant: { source: { '@type': 'Json', json: '{"id":7}' }, userinfo: false, accessToken: true },
    }
    const party = await provider.party({ claimMapping, skipConsent: true })
    const { idToken, userinfo, introspection } = await told(party, { scope: 'openid' })
    assert.deepEqual([idToken['dept'], userinfo['dept'], introspection['dept']], ['engines', 'engines', 'engines'])
    assert.deepEqual(userinfo['https://example.org/groups'], ['grp:staff'])
    assert.deepEqual([introspection['tenant'], userinfo['tenant'], idToken['tenant']], [{ id: 7 }, undefined, undefined])
    assert.equal('teams' in userinfo, false)
    assert.deepEqual((await told(party, { scope: 'openid profile' })).userinfo['teams'], ['analysts', 'poets'])
    const [id] = await provider.query('OAuthClient', { clientId: party.clientId })
    await provider.update('OAuthClient', { 'claimMapping/dept': null }, id)
    const later = await told(party, { scope: 'openid' })
    assert.deepEqual(
      [later.idToken['dept'], later.userinfo['dept'], later.introspection['dept']],
      [undefined, undefined, undefined],
    )
  })

  test('never says what the protocol says', async () => {
    const error = await provider.refusedCreate('OAuthClient', {
      redirectUris: { 'https://rp.example/callback': true },
      claimMapping: { sub: attribute('username') },
    })
    assert.equal(error['type'], 'validationFailed')
    assert.match(String(error['description']), /claimMapping\/sub must not be a claim of the protocol/)
  })
})

describe('OIDCC-5.2 localizedClaims of an Account', () => {
  test('are answered to who asks for the language, by name or by claims_locales', async () => {
    const party = await provider.party({ skipConsent: true })
    const byName = await told(party, { scope: 'openid', claims: '{"userinfo":{"name#de-AT":null}}' })
    assert.deepEqual([byName.userinfo['name#de'], 'name' in byName.userinfo], ['Ada, Gräfin von Lovelace', false])
    const byLocale = await told(party, { scope: 'openid profile', claims_locales: 'fr de' })
    assert.deepEqual([byLocale.userinfo['name'], byLocale.userinfo['name#de']], ['Ada', 'Ada, Gräfin von Lovelace'])
  })
})

describe('the action PreviewToken', () => {
  test('says beforehand what is said then', async () => {
    const claimMapping = { mail: attribute('email', 'email'), dept: attribute('attributes.department') }
    const party = await provider.party({ claimMapping, skipConsent: true, subjectType: 'pairwise' })
    const [clientId] = await provider.query('OAuthClient', { clientId: party.clientId })
    const [accountId] = await provider.query('Account', { name: provider.person.username })
    const preview = await provider.create('Action', { '@type': 'PreviewToken', clientId, accountId, scope: 'openid profile' })
    const { userinfo, idToken } = await told(party, { scope: 'openid profile' })
    assert.deepEqual(JSON.parse(String(preview['userinfo'])), userinfo)
    const { iat, exp, auth_time, nonce, at_hash, sid, ...said } = idToken
    const { iat: _iat, exp: _exp, auth_time: _time, ...previewed } = JSON.parse(String(preview['idToken']))
    assert.deepEqual(previewed, said)
  })

  function attribute(path: string, scope?: string): Json {
    return { source: { '@type': 'Attribute', path }, ...(scope === undefined ? {} : { scope }) }
  }
})
