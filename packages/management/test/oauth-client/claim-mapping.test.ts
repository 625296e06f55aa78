import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonObject } from '@latchkey/management'
import { close, created, definedScope, open, refusal, updated } from './client-writes.ts'

before(open)
after(close)

const email = { source: { '@type': 'Attribute', path: 'email' } } as const

function mapped(claim: string, mapping: JsonObject): JsonObject {
  return { claimMapping: { [claim]: mapping } }
}

describe('x:OAuthClient claimMapping', () => {
  const sources: readonly (readonly [source: JsonObject, stored: unknown])[] = [
    [
      { '@type': 'Attribute', path: 'attributes.department' },
      { kind: 'attribute', path: 'attributes.department' },
    ],
    [
      { '@type': 'First', paths: 'nickname given_name  username' },
      { kind: 'first', paths: ['nickname', 'given_name', 'username'] },
    ],
    [
      { '@type': 'Template', template: '{username}@corp.example' },
      { kind: 'template', template: '{username}@corp.example' },
    ],
    [
      { '@type': 'Groups', prefix: 'grp-' },
      { kind: 'groups', prefix: 'grp-' },
    ],
    [{ '@type': 'Roles' }, { kind: 'roles' }],
    [
      { '@type': 'Text', text: 'acme' },
      { kind: 'constant', value: 'acme' },
    ],
    [
      { '@type': 'Json', json: '{"a":[1,true,"x"]}' },
      { kind: 'constant', value: { a: [1, true, 'x'] } },
    ],
    [
      { '@type': 'Json', json: 'false' },
      { kind: 'constant', value: false },
    ],
  ]
  for (const [source, stored] of sources) {
    test(`${JSON.stringify(source)}: stored, shown, kept by a change of something else, taken away`, async () => {
      const { record, wire } = await created(mapped('urn:example:claim', { source, idToken: true, scope: 'profile' }))
      const expected = { source: stored, places: ['id_token', 'userinfo'], scope: 'profile' }
      assert.deepEqual(record.claimMapping, { 'urn:example:claim': expected })
      const again = await created({ claimMapping: wire['claimMapping'] ?? null })
      assert.deepEqual(again.record.claimMapping, record.claimMapping)
      assert.deepEqual((await updated(record, { description: 'Renamed' })).record.claimMapping, record.claimMapping)
      const last = await updated(record, { 'claimMapping/urn:example:claim': null })
      assert.equal('claimMapping' in last.record, false)
      assert.deepEqual(last.wire['claimMapping'], {})
    })
  }

  test('is changed in one place, the rest stays', async () => {
    const { record } = await created(mapped('mail', email))
    const { record: changed } = await updated(record, {
      'claimMapping/mail/accessToken': true,
      'claimMapping/mail/userinfo': false,
    })
    assert.deepEqual(changed.claimMapping, { mail: { source: { kind: 'attribute', path: 'email' }, places: ['access_token'] } })
  })

  test('may name a scope that an administrator defined', async () => {
    await using _defined = await definedScope('reports')
    const { record } = await created(mapped('mail', { ...email, scope: 'reports' }))
    assert.equal(record.claimMapping?.['mail']?.scope, 'reports')
  })

  const at = (path: string) => ({ source: { '@type': 'Attribute', path } })
  const refused: readonly (readonly [what: string, value: JsonObject, property: string, rule: RegExp])[] = [
    ...[
      'iss',
      'sub',
      'aud',
      'exp',
      'nonce',
      'sid',
      'cnf',
      'client_id',
      'scope',
      'email_verified',
      'address',
      'with blank',
      'name#de',
    ].map(
      (claim) =>
        [`the claim ${claim}`, mapped(claim, email), `claimMapping/${claim}`, /must not be a claim of the protocol/] as const,
    ),
    ['no place', mapped('mail', { ...email, userinfo: false }), 'claimMapping/mail', /must be in one of idToken/],
    ['an unknown path', mapped('mail', at('emial')), 'claimMapping/mail/source/path', /must be a standard claim/],
    ['the subject', mapped('mail', at('subject')), 'claimMapping/mail/source/path', /must be a standard claim/],
    ['the password', mapped('mail', at('passwordHash')), 'claimMapping/mail/source/path', /must be a standard claim/],
    ['a prototype', mapped('mail', at('__proto__.name')), 'claimMapping/mail/source/path', /must be a standard claim/],
    ['too deep a path', mapped('mail', at('attributes.a.b')), 'claimMapping/mail/source/path', /must be a standard claim/],
    [
      'a member that no address has',
      mapped('mail', at('address.planet')),
      'claimMapping/mail/source/path',
      /must be a standard claim/,
    ],
    [
      'one bad path of several',
      mapped('m', { source: { '@type': 'First', paths: 'name nmae' } }),
      'claimMapping/m/source/paths',
      /must be/,
    ],
    [
      'an open brace',
      mapped('m', { source: { '@type': 'Template', template: '{name' } }),
      'claimMapping/m/source/template',
      /close every brace/,
    ],
    [
      'a bad path in a template',
      mapped('m', { source: { '@type': 'Template', template: '{nmae}' } }),
      'claimMapping/m/source/template',
      /names a path/,
    ],
    ['a blank text', mapped('m', { source: { '@type': 'Text', text: ' ' } }), 'claimMapping/m/source/text', /must not be blank/],
    ['null', mapped('m', { source: { '@type': 'Json', json: 'null' } }), 'claimMapping/m/source/json', /must be JSON/],
    ['no JSON', mapped('m', { source: { '@type': 'Json', json: '{a:1}' } }), 'claimMapping/m/source/json', /must be JSON/],
    ['an unknown scope', mapped('m', { ...email, scope: 'emial' }), 'claimMapping/m/scope', /must be one of openid/],
    [
      'a name with a slash',
      mapped('https://x/iss', { ...email, scope: 'nope' }),
      'claimMapping/https:~1~1x~1iss/scope',
      /must be one of/,
    ],
  ]
  for (const [what, value, property, rule] of refused) {
    test(`${what} is refused, and the property is named`, async () => {
      const error = await refusal(value)
      assert.ok(error.type === 'validationFailed', JSON.stringify(error))
      assert.deepEqual(
        error.validationErrors.map((each) => each.property),
        [property],
      )
      assert.match(error.description ?? '', rule)
    })
  }

  test('an unknown source, a source that is missing and too many claims are refused', async () => {
    assert.equal((await refusal(mapped('m', { source: { '@type': 'Script', code: '1' } }))).type, 'invalidPatch')
    assert.ok(['invalidPatch', 'validationFailed'].includes((await refusal(mapped('m', {}))).type))
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`claim${index}`, email]))
    const error = await refusal({ claimMapping: many })
    assert.match(error.description ?? '', /claimMapping must have at most 50 claims/)
  })
})
