import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Subject, SubjectRecord } from '@latchkey/core'
import type { ClaimMapping, ClaimPlace } from './claim-mapping.ts'
import { type Release, releaseClaims, releasedValues } from './release-claims.ts'

const account: SubjectRecord = {
  accountId: 'acc_ada',
  subject: 'subject-of-ada' as Subject,
  active: true,
  name: 'ada',
  claims: {
    name: 'Ada Lovelace',
    given_name: 'Ada',
    nickname: ' ',
    email: 'ada@example.org',
    email_verified: true,
    phone_number: '+44 1632 960123',
    address: { locality: 'London', region: ' ' },
    groups: ['analysts', 'poets'],
    updated_at: 1,
  },
  localized: { 'name#de': 'Ada, Gräfin von Lovelace', 'name#ja-Hani-JP': '愛達', 'given_name#de-AT': 'Ada A.' },
  attributes: { department: 'engines', teams: ['one', 'two'], empty: '' },
  roles: ['Operators'],
}
const client = { origin: 'administrator' } as const

function values(change: Partial<Release>): Readonly<Record<string, unknown>> {
  return releasedValues({ place: 'userinfo', client, account, scopes: ['openid'], withScopeClaims: true, ...change })
}

function asking(userinfo: Readonly<Record<string, unknown>>, id_token: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ userinfo, id_token })
}

describe('OIDCC-5.4 claims of scopes', () => {
  test('are those of the granted scopes that have a value', () => {
    assert.deepEqual(values({}), {})
    assert.deepEqual(values({ scopes: ['openid', 'email', 'phone', 'address', 'groups'] }), {
      email: 'ada@example.org',
      email_verified: true,
      phone_number: '+44 1632 960123',
      address: { locality: 'London' },
      groups: ['analysts', 'poets'],
    })
    assert.deepEqual(values({ scopes: ['profile'] }), { name: 'Ada Lovelace', given_name: 'Ada', updated_at: 1 })
  })

  test('are left out of ID tokens that come without them, and of access tokens always', () => {
    assert.deepEqual(values({ scopes: ['profile'], place: 'id_token', withScopeClaims: false }), {})
    assert.deepEqual(values({ scopes: ['profile'], place: 'access_token', claims: asking({ name: null }, { name: null }) }), {})
  })

  test('each say which scope they are of', () => {
    const released = releaseClaims({ place: 'userinfo', client, account, scopes: ['email'], withScopeClaims: true })
    assert.deepEqual(released.get('email')?.reason, { kind: 'scope', scope: 'email' })
  })
})

describe('OIDCC-5.5 claims of the claims parameter', () => {
  test('come at the place that they are asked for, by scopes or not', () => {
    const claims = asking({ name: { essential: true }, phone_number: null }, { email: null })
    assert.deepEqual(values({ claims }), { name: 'Ada Lovelace', phone_number: '+44 1632 960123' })
    assert.deepEqual(values({ claims, place: 'id_token', withScopeClaims: false }), { email: 'ada@example.org' })
  })

  test('OIDCC-5.5.1 a value that is asked for changes nothing, and what nobody knows is left out', () => {
    const claims = asking({
      name: { value: 'Somebody else' },
      shoe_size: null,
      nickname: { essential: true },
      groups: null,
      sub: null,
    })
    assert.deepEqual(values({ claims }), { name: 'Ada Lovelace' })
    assert.deepEqual(values({ claims: '{"userinfo":null}' }), {})
    assert.deepEqual(values({ claims: '{"userinfo":{"__proto__":null,"constructor":null,"toString#de":null}}' }), {})
  })

  test('are those whose scope the client may have, so that no list of scopes is got around', () => {
    const limited = { ...client, scopes: ['openid', 'profile'] }
    const claims = asking({ name: null, email: null, email_verified: null })
    assert.deepEqual(values({ client: limited, claims }), { name: 'Ada Lovelace' })
  })
})

describe('OIDCC-5.2 claims in languages', () => {
  test('name#tag is answered with the tag that there is, and without one not at all', () => {
    assert.deepEqual(values({ claims: asking({ 'name#de': null, 'name#fr': null }) }), { 'name#de': 'Ada, Gräfin von Lovelace' })
    assert.deepEqual(values({ claims: asking({ 'name#DE-ch-1901': null }) }), { 'name#de': 'Ada, Gräfin von Lovelace' })
    assert.deepEqual(values({ claims: asking({ 'given_name#de': null, 'name#ja-hani-jp': null }) }), {
      'name#ja-Hani-JP': '愛達',
    })
    assert.deepEqual(values({ claims: asking({ 'email#de': null, '#de': null, 'name#': null }) }), {})
  })

  test('a tag longer than any language has is passed over', () => {
    const long = `de${'-x1'.repeat(40)}`
    assert.deepEqual(values({ claims: asking({ [`name#${long}`]: null }), locales: [long] }), {})
    assert.deepEqual(values({ claims: asking({ [`name#${long.slice(0, 98)}`]: null }) }), {
      'name#de': 'Ada, Gräfin von Lovelace',
    })
  })

  test('claims_locales adds the first language that there is to what is released anyway', () => {
    assert.deepEqual(values({ claims: asking({ name: null, email: null }), locales: ['se', 'de-CH', 'ja'] }), {
      name: 'Ada Lovelace',
      'name#de': 'Ada, Gräfin von Lovelace',
      email: 'ada@example.org',
    })
    assert.deepEqual(values({ scopes: ['profile'], locales: ['se'] }), values({ scopes: ['profile'] }))
    assert.equal(values({ scopes: ['profile'], locales: ['de-AT'] })['given_name#de-AT'], 'Ada A.')
    assert.deepEqual(values({ locales: ['de'] }), {})
  })
})

describe('claims that the record of a client maps', () => {
  const places: readonly ClaimPlace[] = ['userinfo']
  const mapped = (mapping: Partial<ClaimMapping> & Pick<ClaimMapping, 'source'>, change: Partial<Release> = {}) =>
    values({ client: { ...client, claimMapping: { mapped: { places, ...mapping } } }, ...change })['mapped']

  const table: readonly (readonly [what: string, source: ClaimMapping['source'], value: unknown])[] = [
    ['a standard claim', { kind: 'attribute', path: 'email' }, 'ada@example.org'],
    ['a member of the address', { kind: 'attribute', path: 'address.locality' }, 'London'],
    ['a blank member of the address', { kind: 'attribute', path: 'address.region' }, undefined],
    ['the user name', { kind: 'attribute', path: 'username' }, 'ada'],
    ['an attribute', { kind: 'attribute', path: 'attributes.department' }, 'engines'],
    ['a list', { kind: 'attribute', path: 'attributes.teams' }, ['one', 'two']],
    ['an empty attribute', { kind: 'attribute', path: 'attributes.empty' }, undefined],
    ['an attribute that is not there', { kind: 'attribute', path: 'attributes.constructor' }, undefined],
    ['the first that has a value', { kind: 'first', paths: ['nickname', 'attributes.nick', 'given_name', 'name'] }, 'Ada'],
    ['none of several', { kind: 'first', paths: ['nickname', 'gender'] }, undefined],
    ['a template', { kind: 'template', template: 'u:{username}@{attributes.department}' }, 'u:ada@engines'],
    ['a template of a value that is missing', { kind: 'template', template: '{username}/{gender}' }, undefined],
    ['a template of a list', { kind: 'template', template: '{attributes.teams}' }, undefined],
    ['groups', { kind: 'groups' }, ['analysts', 'poets']],
    ['groups behind a prefix', { kind: 'groups', prefix: 'grp/' }, ['grp/analysts', 'grp/poets']],
    ['roles', { kind: 'roles', prefix: 'r:' }, ['r:Operators']],
    ['a constant', { kind: 'constant', value: { tenant: ['a', 1, true] } }, { tenant: ['a', 1, true] }],
    ['a constant that is false', { kind: 'constant', value: false }, false],
  ]
  for (const [what, source, value] of table) {
    test(`${what}: ${JSON.stringify(value)}`, () => assert.deepEqual(mapped({ source }), value))
  }

  test('what stands in a value of a template is no place of the template', () => {
    const tricky = { ...account, attributes: { department: '{username}$&' } }
    const source = { kind: 'template', template: '<{attributes.department}>' } as const
    assert.equal(mapped({ source }, { account: tricky }), '<{username}$&>')
  })

  test('an account without groups or roles has no such claim', () => {
    const { roles: _roles, ...lonely } = { ...account, claims: {} }
    assert.equal(mapped({ source: { kind: 'groups' } }, { account: lonely }), undefined)
    assert.equal(mapped({ source: { kind: 'roles' } }, { account: lonely }), undefined)
  })

  test('is there at its places only, and with its scope only', () => {
    const source = { kind: 'constant', value: 'x' } as const
    assert.equal(mapped({ source }, { place: 'id_token' }), undefined)
    assert.equal(mapped({ source, places: ['id_token'] }, { place: 'id_token', withScopeClaims: false }), 'x')
    assert.equal(mapped({ source, places: ['access_token'] }, { place: 'access_token' }), 'x')
    assert.equal(mapped({ source, scope: 'email' }), undefined)
    assert.equal(mapped({ source, scope: 'email' }, { scopes: ['openid', 'email'] }), 'x')
  })

  test('decides a standard claim alone, whoever else asks for it', () => {
    const mapping = (source: ClaimMapping['source'], more: Partial<ClaimMapping> = {}) => ({
      client: { ...client, claimMapping: { email: { source, places, ...more } } },
      scopes: ['openid', 'email'],
      claims: asking({ email: null }),
    })
    assert.equal(values(mapping({ kind: 'template', template: '{username}@corp.example' }))['email'], 'ada@corp.example')
    assert.equal(values(mapping({ kind: 'attribute', path: 'attributes.mail' }))['email'], undefined)
    assert.equal(values(mapping({ kind: 'constant', value: 'x' }, { scope: 'phone' }))['email'], undefined)
  })

  test('says that it is mapped', () => {
    const claimMapping = {
      dept: { source: { kind: 'attribute', path: 'attributes.department' }, places, scope: 'openid' },
    } as const
    const release = {
      place: 'userinfo',
      client: { ...client, claimMapping },
      account,
      scopes: ['openid'],
      withScopeClaims: true,
    } as const
    assert.deepEqual(releaseClaims(release).get('dept'), { value: 'engines', reason: { kind: 'mapping', scope: 'openid' } })
  })
})
