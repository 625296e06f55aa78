import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '../../src/ports/json.ts'
import { AccessKit } from './access-kit.ts'

const minute = 60_000

function calls(...methods: readonly string[]): JsonValue {
  return { using: ['urn:ietf:params:jmap:core'], methodCalls: methods.map((name, place) => [name, {}, String(place)]) }
}

describe('RFC9470-3 changes by an access token whose person signed in long ago', () => {
  test('are taken as long as nothing else is set', async () => {
    await using kit = await AccessKit.open()
    const caller = await kit.as(await kit.person('ann', ['administrator']))
    kit.advance(365 * 24 * 60 * minute)
    assert.equal(kit.management.missingSignIn(caller, calls('x:OAuthClient/set')), undefined)
  })

  test('are not taken where a time is set, and reads are', async () => {
    await using kit = await AccessKit.open()
    await kit.update(kit.operator, 'Authentication', 'singleton', { managementSignInAge: 5 * minute })
    const caller = await kit.as(await kit.person('ann', ['administrator']))
    kit.advance(5 * minute)
    assert.equal(kit.management.missingSignIn(caller, calls('x:OAuthClient/set')), undefined)
    kit.advance(1)
    const wanted = { maxAge: 5 * minute }
    for (const change of ['x:OAuthClient/set', 'OAuthClient/set', 'x:Account/set', 'x:Action/set', 'x:ApiKey/set']) {
      assert.deepEqual(kit.management.missingSignIn(caller, calls('x:OAuthClient/get', change)), wanted, change)
    }
    assert.deepEqual(kit.management.missingSignIn(caller), wanted, 'a plan')
    const harmless = calls('x:OAuthClient/get', 'x:Account/query', 'x:AccountSettings/set', 'x:Session/set', 'x:Grant/set')
    assert.equal(kit.management.missingSignIn(caller, harmless), undefined)
  })

  test('concern nobody else: passwords and keys have no sign-in', async () => {
    await using kit = await AccessKit.open()
    await kit.update(kit.operator, 'Authentication', 'singleton', { managementSignInAge: minute })
    await kit.person('ann', ['administrator'])
    const authentication = await kit.basic('ann', 'correct horse battery')
    assert.equal(authentication.kind, 'authenticated')
    kit.advance(60 * minute)
    for (const caller of [kit.operator, ...(authentication.kind === 'authenticated' ? [authentication.caller] : [])]) {
      assert.equal(kit.management.missingSignIn(caller, calls('x:OAuthClient/set')), undefined)
    }
  })

  test('a request of any other form is left to whoever answers it', async () => {
    await using kit = await AccessKit.open()
    await kit.update(kit.operator, 'Authentication', 'singleton', { managementSignInAge: minute })
    const caller = await kit.as(await kit.person('ann', ['administrator']))
    kit.advance(2 * minute)
    for (const request of [null, [], 'x', { methodCalls: 'x:OAuthClient/set' }, { methodCalls: [null, [1], {}] }]) {
      assert.equal(kit.management.missingSignIn(caller, request), undefined)
    }
  })
})
