import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleSchema as schema } from '../../test/sample-schema.ts'
import { UsageError } from '../command.ts'
import { findKind, kindsOf, requireId, requireVerb } from './kind.ts'
import { nearestNames } from './nearest-names.ts'

function refused(said: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UsageError && said.test(error.message)
}

describe('the name of an object', () => {
  for (const name of ['OidcProvider', 'oidc-provider', 'oidcprovider', 'x:OidcProvider', 'X:oidc-provider', 'OIDC_PROVIDER']) {
    test(`may be ${name}`, () => assert.equal(findKind(schema, name).kind.name, 'x:OidcProvider'))
  }

  test('is listed once, whatever other names the server publishes', () => {
    assert.deepEqual(
      kindsOf(schema).map(({ shortName }) => shortName),
      ['Account', 'OidcProvider', 'Thing'],
    )
  })

  test('that is unknown is answered with the nearest ones', () => {
    assert.throws(() => findKind(schema, 'oidc-providr'), refused(/^unknown object: oidc-providr; did you mean OidcProvider\?$/))
    assert.throws(() => findKind(schema, 'accounts'), refused(/did you mean Account\?$/))
    assert.throws(() => findKind(schema, 'zebra'), refused(/^unknown object: zebra; `latchkey describe` lists them$/))
    assert.throws(() => findKind(schema, '__proto__'), refused(/^unknown object/))
  })

  test('may have a variant behind a slash', () => {
    assert.equal(findKind(schema, 'account/user').variant?.name, 'User')
    assert.equal(findKind(schema, 'x:Account/Group').variant?.name, 'Group')
    assert.throws(() => findKind(schema, 'account/robot'), refused(/^unknown variant robot; Account has User, Group$/))
    assert.throws(() => findKind(schema, 'thing/small'), refused(/^unknown variant small; Thing has no variants$/))
  })
})

test('the id of a singleton is singleton, others need one', () => {
  const { kind: settings } = findKind(schema, 'OidcProvider')
  const { kind: thing } = findKind(schema, 'Thing')
  assert.equal(requireId(settings, undefined), 'singleton')
  assert.equal(requireId(settings, 'singleton'), 'singleton')
  assert.throws(() => requireId(settings, 'b'), refused(/^the id of OidcProvider is singleton$/))
  assert.equal(requireId(thing, 'b'), 'b')
  assert.throws(() => requireId(thing, undefined), refused(/^Thing requires an id$/))
})

test('what cannot be done with an object is refused before anything is sent', () => {
  assert.throws(() => requireVerb(findKind(schema, 'OidcProvider').kind, 'Create'), refused(/is a singleton/))
  assert.throws(() => requireVerb(findKind(schema, 'Account').kind, 'Destroy'), refused(/^Account cannot be deleted$/))
  requireVerb(findKind(schema, 'Account').kind, 'Query')
})

test('near names come nearest first, at most three', () => {
  assert.deepEqual(nearestNames('sessoin', ['Session', 'Scope', 'SigningKey']), ['Session'])
  assert.equal(nearestNames('key', ['AKey', 'BKey', 'CKey', 'DKey']).length, 3)
  assert.deepEqual(nearestNames('q', ['Session']), [])
})
