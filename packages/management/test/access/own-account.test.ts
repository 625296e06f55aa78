import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Session } from '@latchkey/core'
import type { Caller } from '@latchkey/management'
import { AccessKit, errorOf, password } from './access-kit.ts'
import { signedInSession } from './signed-in-session.ts'

describe('the own password', () => {
  let kit: AccessKit
  before(async () => {
    kit = await AccessKit.open()
  })
  after(() => kit[Symbol.asyncDispose]())

  const next = 'a new and better password'
  const change = (caller: Caller, patch: Readonly<Record<string, unknown>>) =>
    kit.update(caller, 'AccountPassword', 'singleton', patch)

  test('is a mask', async () => {
    const caller = await kit.as(await kit.person('mask'))
    const { list } = await kit.call(caller, 'x:AccountPassword/get', { ids: null })
    assert.deepEqual(list, [{ id: 'singleton', secret: '****', currentSecret: null }])
    const nobody = await kit.as(await kit.account('without'))
    assert.deepEqual(await kit.get(nobody, 'AccountPassword', 'singleton'), {
      id: 'singleton',
      secret: null,
      currentSecret: null,
    })
  })

  test('changes with the current one, and ends sessions and grants', async () => {
    const person = await kit.person('ada')
    const caller = await kit.as(person)
    const { digest } = await signedInSession(kit, person)
    assert.deepEqual(await change(caller, { secret: next, currentSecret: password }), { done: {} })
    assert.equal((await kit.basic('ada', password)).kind, 'refused')
    assert.equal((await kit.basic('ada', next)).kind, 'authenticated')
    assert.equal(await kit.storage.provider.sessions.findByCookie(digest, kit.now), undefined)
    const [revision] = await kit.storage.management.revisions.query({ object: 'Account', isAscending: false, limit: 1 })
    assert.deepEqual([revision?.origin.actor, revision?.changedSecrets], [caller.origin.actor, ['credentials/0/secret']])
  })

  test('that was changed is no longer that of a browser whose sign-in was looked up before', async () => {
    const person = await kit.person('eve')
    const caller = await kit.as(person)
    const credentialVersion = (await kit.storage.identity.accounts.find(person.accountId))?.passwordChangedAt
    const found = await signedInSession(kit, person)
    const ask = (session: Partial<Session>) =>
      kit.management.authenticate(
        { kind: 'session', session: { ...found, ...session } },
        { address: '192.0.2.1', through: 'console' },
      )
    const before = credentialVersion === undefined ? {} : { credentialVersion }
    assert.equal((await ask(before)).kind, 'authenticated')
    await change(caller, { secret: next, currentSecret: password })
    assert.equal((await ask({ credentialVersion: credentialVersion ?? kit.now - 1 })).kind, 'refused')
  })

  test('does not change without it, with a wrong one, or to one that the policy refuses', async () => {
    const caller = await kit.as(await kit.person('bob'))
    assert.deepEqual(errorOf(await change(caller, { secret: next, currentSecret: 'wrong' })), {
      type: 'forbidden',
      description: 'Current secret is incorrect.',
    })
    assert.deepEqual(errorOf(await change(caller, { secret: next })), {
      type: 'forbidden',
      description: 'The current secret must be provided.',
    })
    const short = errorOf(await change(caller, { secret: 'short', currentSecret: password }))
    assert.ok(short.type === 'validationFailed')
    assert.deepEqual(short.validationErrors, [{ type: 'MinLength', property: 'secret', required: 8 }])
    assert.equal(errorOf(await change(caller, { secret: null, currentSecret: password })).type, 'forbidden')
    assert.equal(errorOf(await change(caller, { secret: 1, currentSecret: password })).type, 'invalidPatch')
    assert.equal(errorOf(await change(caller, { password: next })).type, 'invalidPatch')
    assert.deepEqual(await change(caller, { currentSecret: password }), { done: {} })
    assert.equal((await kit.basic('bob', password)).kind, 'authenticated')
  })

  test('is guessed under the throttling of sign-in', async () => {
    const caller = await kit.as(await kit.person('guessed'))
    const types: string[] = []
    for (let guess = 0; guess < 8; guess += 1) {
      types.push(errorOf(await change(caller, { secret: next, currentSecret: 'wrong' })).type)
    }
    assert.deepEqual([types[0], types.at(-1)], ['forbidden', 'rateLimit'])
    assert.equal(errorOf(await change(caller, { secret: next, currentSecret: password })).type, 'rateLimit')
  })

  test('is set for the first time by an administrator', async () => {
    const caller = await kit.as(await kit.account('first'))
    assert.equal(errorOf(await change(caller, { secret: next })).type, 'forbidden')
  })

  test('cannot be created or destroyed, and there is one', async () => {
    const caller = await kit.as(await kit.person('one'))
    assert.equal(errorOf(await kit.create(caller, 'AccountPassword', { secret: next })).type, 'singleton')
    assert.equal(errorOf(await kit.destroy(caller, 'AccountPassword', 'singleton')).type, 'singleton')
    assert.equal(errorOf(await kit.update(caller, 'AccountPassword', 'other', { secret: next })).type, 'notFound')
  })
})

describe('the own settings', () => {
  test('are name, language and time zone, and leave everything else of the account alone', async () => {
    await using kit = await AccessKit.open()
    const account = await kit.account('ada', { claims: { email: 'ada@mail.example', name: 'Ada', updated_at: 1 } })
    const caller = await kit.as(account)
    assert.deepEqual(await kit.get(caller, 'AccountSettings', 'singleton'), {
      id: 'singleton',
      description: 'Ada',
      locale: null,
      timeZone: null,
    })
    const patch = { description: null, locale: 'de-AT', timeZone: 'Europe/Vienna' }
    assert.deepEqual(await kit.update(caller, 'AccountSettings', 'singleton', patch), { done: {} })
    assert.deepEqual((await kit.storage.identity.accounts.find(account.accountId))?.claims, {
      email: 'ada@mail.example',
      locale: 'de-AT',
      zoneinfo: 'Europe/Vienna',
    })
    const error = errorOf(await kit.update(caller, 'AccountSettings', 'singleton', { timeZone: 'Nowhere', locale: 'x_y' }))
    assert.ok(error.type === 'validationFailed')
    assert.deepEqual(error.validationErrors.map(({ property }) => property).sort(), ['locale', 'timeZone'])
    assert.equal(
      errorOf(await kit.update(caller, 'AccountSettings', 'singleton', { emailAddress: 'x@y.z' })).type,
      'invalidPatch',
    )
  })

  test('that change nothing are no revision, and an old state is not written over', async () => {
    await using kit = await AccessKit.open()
    const caller = await kit.as(await kit.account('ada', { claims: { name: 'Ada' } }))
    const before = await kit.storage.management.revisions.latest()
    const state = await kit.call(caller, 'x:AccountSettings/get', { ids: null })
    assert.deepEqual(await kit.update(caller, 'AccountSettings', 'singleton', { description: 'Ada' }), { done: {} })
    assert.equal(await kit.storage.management.revisions.latest(), before)
    await kit.update(caller, 'AccountSettings', 'singleton', { description: 'Countess' })
    const late = { ifInState: state['state'], update: { singleton: { description: 'Ada' } } }
    const [name, answer] = await kit.invoke(caller, 'x:AccountSettings/set', late)
    assert.deepEqual([name, answer['type']], ['error', 'stateMismatch'])
    assert.equal((await kit.get(caller, 'AccountSettings', 'singleton'))?.['description'], 'Countess')
  })
})
