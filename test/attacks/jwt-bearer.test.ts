import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { type Answer, expectJsonError, KeyHolder } from '@latchkey/testing'
import { introspect } from '../tokens/api-scene.ts'
import { bearerGrant, openVoucherScene, type VoucherScene, voucherName } from '../tokens/voucher-scene.ts'

/* Attacks on assertions that are exchanged for access tokens of people whom nobody asks (RFC7523-3, RFC8725). */

let scene: VoucherScene
let attacker: KeyHolder

before(async () => {
  attacker = await KeyHolder.open('ES256')
  scene = await openVoucherScene()
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await attacker[Symbol.asyncDispose]()
})

function bring(assertion: string, by = scene.app, values: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return by.token({ grant_type: bearerGrant, assertion, ...values })
}

function refused(answer: Answer, reason: ReasonId, error = 'invalid_grant'): void {
  expectJsonError(answer, error, reason, 400)
}

/** A compact JWS of parts as they are. */
function join(header: object, payload: object, signature: (input: string) => string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${signature(input)}`
}

describe('RFC7523-3 assertions about people', () => {
  test('an honest one works once, for the API of its issuer', async () => {
    const assertion = await scene.sign(scene.claims())
    const answer = await bring(assertion)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.deepEqual([answer.body['refresh_token'], answer.body['id_token']], [undefined, undefined])
    const told = await introspect(scene.app, String(answer.body['access_token']))
    assert.deepEqual([told['active'], told['scope']], [true, 'calendar.read'])
    refused(await bring(assertion), 'bearer_assertion_replayed')
  })

  test('RFC8725-3.1 one without signature', async () => {
    refused(await bring(join({ alg: 'none' }, scene.claims(), () => '')), 'bearer_assertion_algorithm')
  })

  test('RFC8725-3.1 a MAC under the public key of the issuer', async () => {
    const mac = (input: string) =>
      createHmac('sha256', JSON.stringify(scene.voucher.key.publicJwk)).update(input).digest('base64url')
    refused(await bring(join({ alg: 'HS256', kid: 'first' }, scene.claims(), mac)), 'bearer_assertion_algorithm')
  })

  test('RFC8725-3.10 a key of the attacker, under the name of that of the issuer or brought along', async () => {
    refused(await bring(await scene.sign(scene.claims(), {}, attacker)), 'bearer_assertion_signature')
    const brought = await scene.sign(scene.claims(), { jwk: attacker.key.publicJwk }, attacker)
    refused(await bring(brought), 'bearer_assertion_malformed')
    const elsewhere = await scene.sign(scene.claims(), { jku: attacker.uri }, attacker)
    refused(await bring(elsewhere), 'bearer_assertion_malformed')
    assert.equal(attacker.requests, 0)
  })

  test('RFC8725-3.11 a logout token, an access token or a proof of the same issuer', async () => {
    for (const typ of ['logout+jwt', 'at+jwt', 'dpop+jwt', 'client-authentication+jwt']) {
      refused(await bring(await scene.sign(scene.claims(), { typ })), 'bearer_assertion_type')
    }
  })

  test('RFC9700-4.10.2 one for another server, and one for many of which this is none', async () => {
    refused(await bring(await scene.sign(scene.claims({ aud: 'https://other.example' }))), 'bearer_assertion_audience')
    refused(await bring(await scene.sign(scene.claims({ aud: [`${scene.scene.issuer}.evil`] }))), 'bearer_assertion_audience')
  })

  test('one of an issuer that nobody trusts, and one that only says so', async () => {
    const { issuer: own } = scene.scene
    refused(await bring(await scene.sign(scene.claims({ iss: 'https://evil.example' }))), 'bearer_assertion_issuer')
    refused(await bring(await scene.sign(scene.claims({ iss: own }))), 'bearer_assertion_issuer')
    refused(await bring(await scene.sign(scene.claims({ iss: `${voucherName}/` }))), 'bearer_assertion_issuer')
  })

  test('one that a client has stolen which the issuer is not for, or to which it was not given', async () => {
    const stolen = await scene.sign(scene.claims())
    refused(await bring(stolen, scene.other), 'bearer_assertion_client', 'unauthorized_client')
    assert.equal((await bring(stolen)).status, 200, 'its own client can still use it')
    refused(await bring(await scene.sign(scene.claims({ client_id: scene.other.clientId }))), 'bearer_assertion_other_client')
  })

  test('RFC7800-3.1 one that is bound to a key, without that key', async () => {
    refused(await bring(await scene.sign(scene.claims({ cnf: { jkt: 'x'.repeat(43) } }))), 'bearer_assertion_key')
  })

  test('one that lives for ever, or without end, or is over', async () => {
    const now = Math.floor(Date.now() / 1000)
    for (const exp of [now + 100_000, now - 100, undefined, 'never']) {
      refused(await bring(await scene.sign(scene.claims({ exp }))), 'bearer_assertion_times')
    }
  })

  test('RFC6749-3.3 more scopes, another API, or management with all that the person may do there', async () => {
    const assertion = await scene.sign(scene.claims())
    for (const scope of ['openid', 'offline_access', 'urn:latchkey:management', 'calendar.read openid']) {
      refused(await bring(assertion, scene.app, { scope }), 'bearer_scope_exceeded', 'invalid_scope')
    }
    for (const resource of [scene.scene.issuer, 'https://mail.example/api']) {
      refused(await bring(assertion, scene.app, { resource }), 'bearer_resource_not_allowed', 'invalid_target')
    }
    assert.equal((await bring(assertion)).status, 200, 'none of these used it up')
  })

  test('somebody who has no account, or whose name only looks alike', async () => {
    for (const sub of ['nobody', `${scene.scene.person.username}\u0000`, `${scene.scene.person.username}%`, '*']) {
      refused(await bring(await scene.sign(scene.claims({ sub }))), 'bearer_account_unknown')
    }
  })

  test('of 64 requests with one assertion at once one gets a token', async () => {
    const assertion = await scene.sign(scene.claims())
    const answers = await Promise.all(Array.from({ length: 64 }, () => bring(assertion)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.ok(answers.every(({ status }) => status === 200 || status === 400))
  })

  test('trust that is taken away counts at once, for what it yielded before too, and for good', async () => {
    const before = String((await bring(await scene.sign(scene.claims()))).body['access_token'])
    assert.equal((await introspect(scene.app, before))['active'], true)
    const [grant] = await scene.admin.find('Grant', { vouchedBy: scene.trustedId })
    assert.equal(grant?.['vouchedBy'], scene.trustedId)
    await scene.admin.update('TrustedIssuer', { enabled: false }, scene.trustedId)
    refused(await bring(await scene.sign(scene.claims())), 'bearer_assertion_issuer')
    assert.deepEqual(await introspect(scene.app, before), { active: false })
    assert.deepEqual(await scene.admin.find('Grant', { vouchedBy: scene.trustedId }), [])
    await scene.admin.update('TrustedIssuer', { enabled: true }, scene.trustedId)
    const after = String((await bring(await scene.sign(scene.claims()))).body['access_token'])
    assert.equal((await introspect(scene.app, after))['active'], true)
    assert.deepEqual(await introspect(scene.app, before), { active: false })
    const gone = await scene.admin.call('x:TrustedIssuer/set', { destroy: [scene.trustedId] })
    assert.deepEqual(gone['destroyed'], [scene.trustedId])
    assert.deepEqual(await introspect(scene.app, after), { active: false })
  })
})
