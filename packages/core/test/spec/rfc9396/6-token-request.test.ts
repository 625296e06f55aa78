import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuthorizationDetail, Client } from '@latchkey/core'
import { asked, bank, files, filesType, payment, paymentType } from '../../detail-kit.ts'
import { accessTokenType, exchangeGrant } from '../../exchange-kit.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { TestProvider } from '../../test-provider.ts'
import { claimsIn, idOf, introspect, tokenRequest } from '../../token-kit.ts'

const redirect = { grant_type: 'authorization_code', redirect_uri: 'https://rp.example/callback' }
const drive = 'https://drive.example/api'
const allTypes = { authorizationDetailsTypes: ['payment', 'files'] }

/** A bank for payments with JWTs, a drive with sealed tokens; `drive-api` answers for it. */
async function open(change: Partial<Client> = {}, granted: readonly AuthorizationDetail[] = [payment, files]) {
  const op = await TestProvider.open()
  op.defineScopes('pay', 'drive')
  op.defineResources(
    { resource: bank, scopes: ['pay'], accessTokenFormat: 'jwt' },
    { resource: drive, scopes: ['drive'], introspectionClients: [idOf('drive-api')] },
  )
  op.defineDetailTypes({ ...paymentType, resources: [bank] }, filesType)
  const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials', exchangeGrant]
  await op.client({ ...allTypes, grantTypes, ...change })
  await op.client({
    clientId: idOf('drive-api'),
    grantTypes: [exchangeGrant],
    exchangeFrom: ['rp'],
    exchangeTo: [bank],
    ...allTypes,
  })
  const code = await op.code({
    scopes: ['openid', 'offline_access', 'pay', 'drive'],
    grant: granted.length === 0 ? {} : { authorizationDetails: granted },
  })
  return Object.assign(op, { granted: code })
}

describe('RFC9396-7 the token response', () => {
  test('says what was granted, and introspection says the same to the client', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted })
    assert.deepEqual(answer.body?.['authorization_details'], [payment, files])
    const told = await introspect(op, textOf(answer, 'access_token'))
    assert.deepEqual(told.body?.['authorization_details'], [payment, files])
    const ofRefresh = await introspect(op, textOf(answer, 'refresh_token'))
    assert.deepEqual(ofRefresh.body?.['authorization_details'], [payment, files])
  })

  test('has no such member where nothing was granted', async () => {
    await using op = await open({}, [])
    const answer = await tokenRequest(op, { ...redirect, code: op.granted })
    assert.equal(Object.hasOwn(answer.body ?? {}, 'authorization_details'), false)
  })

  test('RFC9396-9.1 a JWT has those that say something to its audience, and says so by itself', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: bank })
    const token = textOf(answer, 'access_token')
    assert.deepEqual(claimsIn(token)['authorization_details'], [payment, files])
    assert.deepEqual((await introspect(op, token)).body?.['authorization_details'], [payment, files])
  })

  test('RFC9396-9.2 who answers for a resource is told what belongs to it and nothing else', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: drive })
    assert.deepEqual(answer.body?.['authorization_details'], [files], 'payments are for the bank')
    const told = await introspect(op, textOf(answer, 'access_token'), 'drive-api')
    assert.deepEqual(told.body?.['authorization_details'], [files])
  })

  test('a detail that names a resource among its locations is for that one', async () => {
    await using op = await open({}, [{ ...files, locations: [bank, 'folder-a'] }])
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: drive })
    assert.equal(answer.body?.['authorization_details'], undefined)
  })

  test('a type that is switched off is in no token any more', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted })
    op.defineDetailTypes(paymentType, { ...filesType, enabled: false })
    const told = await introspect(op, textOf(answer, 'access_token'))
    assert.deepEqual(told.body?.['authorization_details'], [payment])
  })
})

describe('RFC9396-6 a token request may ask for less', () => {
  const less = { ...files, actions: ['read'] }

  test('at the redemption of a code', async () => {
    await using op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, authorization_details: asked(less) })
    assert.deepEqual(answer.body?.['authorization_details'], [less])
    assert.deepEqual((await introspect(op, textOf(answer, 'access_token'))).body?.['authorization_details'], [less])
  })

  test('at each refresh, of all that was granted', async () => {
    await using op = await open()
    const first = await tokenRequest(op, { ...redirect, code: op.granted, authorization_details: '[]' })
    assert.equal(first.body?.['authorization_details'], undefined)
    assert.equal((await introspect(op, textOf(first, 'access_token'))).body?.['authorization_details'], undefined)
    const refresh = { grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token') }
    const second = await tokenRequest(op, { ...refresh, authorization_details: asked(less), resource: bank })
    assert.deepEqual(claimsIn(textOf(second, 'access_token'))['authorization_details'], [less])
    assert.deepEqual((await tokenRequest(op, refresh)).body?.['authorization_details'], [payment, files])
  })

  test('never for more, and the code is not used up', async () => {
    await using op = await open()
    const wider = asked({ ...files, actions: ['read', 'write', 'delete'] })
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, authorization_details: wider })
    expectRefusal(answer, 'invalid_authorization_details', 'details_not_granted')
    const first = await tokenRequest(op, { ...redirect, code: op.granted })
    const refresh = { grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token') }
    const widened = await tokenRequest(op, { ...refresh, authorization_details: wider })
    expectRefusal(widened, 'invalid_authorization_details', 'details_not_granted')
  })

  test('a record that is narrowed takes details out of new tokens', async () => {
    await using op = await open()
    const first = await tokenRequest(op, { ...redirect, code: op.granted })
    await op.changeClient({ authorizationDetailsTypes: ['files'] })
    const second = await op.refresh(textOf(first, 'refresh_token'))
    assert.deepEqual(second.body?.['authorization_details'], [files])
    assert.deepEqual((await introspect(op, textOf(second, 'access_token'))).body?.['authorization_details'], [files])
  })
})

describe('RFC9396-6 details without a person', () => {
  test('a client of an administrator gets them for itself, inside of the token', async () => {
    await using op = await open({ scopes: ['drive'] })
    const alone = { grant_type: 'client_credentials', resource: drive, authorization_details: asked(files) }
    const answer = await tokenRequest(op, alone)
    assert.deepEqual(answer.body?.['authorization_details'], [files])
    const told = await introspect(op, textOf(answer, 'access_token'), 'drive-api')
    assert.deepEqual(told.body?.['authorization_details'], [files])
  })

  test('one that registered itself does not', async () => {
    await using op = await open({ scopes: ['drive'], origin: 'dynamic' })
    const answer = await tokenRequest(op, {
      grant_type: 'client_credentials',
      resource: drive,
      authorization_details: asked(files),
    })
    expectRefusal(answer, 'invalid_authorization_details', 'details_for_itself')
  })
})

describe('RFC9396-6 details at a token exchange', () => {
  async function given(narrowed: string | undefined) {
    const op = await open()
    const answer = await tokenRequest(op, { ...redirect, code: op.granted, resource: drive, authorization_details: narrowed })
    const exchange = {
      ...{ client_id: 'drive-api', grant_type: exchangeGrant, subject_token_type: accessTokenType },
      subject_token: textOf(answer, 'access_token'),
    }
    return Object.assign(op, { ask: (more: Readonly<Record<string, string>>) => tokenRequest(op, { ...exchange, ...more }) })
  }

  test('are those that the person allowed there', async () => {
    await using op = await given(undefined)
    const answer = await op.ask({ resource: bank })
    assert.deepEqual(answer.body?.['authorization_details'], [payment, files])
  })

  test('never grow beyond a token that was narrowed', async () => {
    const less = { ...files, actions: ['read'] }
    await using op = await given(asked(less))
    assert.deepEqual((await op.ask({ resource: bank })).body?.['authorization_details'], [less])
    const wider = await op.ask({ resource: bank, authorization_details: asked(files) })
    expectRefusal(wider, 'invalid_authorization_details', 'details_not_granted')
  })

  test('are only of types that the record of the caller names', async () => {
    await using op = await given(undefined)
    const { clients } = op.ports.stores
    const api = await clients.find(idOf('drive-api'), op.now)
    assert.ok(api)
    await clients.replace({ ...api, authorizationDetailsTypes: [] }, api.updatedAt)
    const answer = await op.ask({ resource: bank })
    assert.equal(answer.body?.['authorization_details'], undefined)
    assert.equal(claimsIn(textOf(answer, 'access_token'))['authorization_details'], undefined)
    assert.equal((await introspect(op, textOf(answer, 'access_token'), 'drive-api')).body?.['authorization_details'], undefined)
  })
})

describe('RFC9396-10 what there is', () => {
  test('discovery names the types that are switched on, and none where there is none', async () => {
    await using op = await TestProvider.open()
    assert.equal(Object.hasOwn(op.provider.discovery(), 'authorization_details_types_supported'), false)
    op.defineDetailTypes(paymentType, { ...filesType, enabled: false })
    assert.deepEqual(op.provider.discovery()['authorization_details_types_supported'], ['payment'])
  })
})
