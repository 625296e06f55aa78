import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { type Answer, assertionType, expectJsonError, KeyHolder, type RelyingParty, Scene, waitUntil } from '@latchkey/testing'
import { exportSPKI, importJWK, SignJWT } from 'jose'
import { ApiClient } from '../management/api-client.ts'

/* Attacks on what clients sign, tried with the assertion by which a client authenticates (RFC8725). */

let holder: KeyHolder
let attacker: KeyHolder
let scene: Scene
let api: ApiClient
let client: RelyingParty
let other: RelyingParty

before(async () => {
  holder = await KeyHolder.open('RS256')
  attacker = await KeyHolder.open('RS256')
  scene = await Scene.open({ env: holder.serverEnvironment })
  api = await ApiClient.administrator(scene.server)
  const fields = { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: holder.uri }
  client = await scene.client({ fields })
  other = await scene.client({ fields })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  await attacker[Symbol.asyncDispose]()
  await holder[Symbol.asyncDispose]()
})

/** What an honest assertion says, changed. */
function claims(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const now = Math.floor(Date.now() / 1000)
  const honest = { iss: client.clientId, sub: client.clientId, aud: scene.issuer, iat: now, exp: now + 60 }
  return { ...honest, jti: crypto.randomUUID(), ...change }
}

/** A compact JWS of texts as they are. */
function join(header: string | object, payload: string | object, sign: (input: string) => string): string {
  const encode = (part: string | object): string =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${sign(input)}`
}

const unsigned = (): string => ''
const nonsense = (): string => 'AAAA'

function signed(key: KeyHolder, change: Readonly<Record<string, unknown>> = {}, header: object = {}): Promise<string> {
  return new SignJWT(claims(change)).setProtectedHeader({ alg: 'RS256', kid: key.key.kid, ...header }).sign(key.key.privateKey)
}

/** Asks with an assertion; an honest one would get `{ active: false }`. */
function ask(assertion: string): Promise<Answer> {
  const parameters = { token: 'lk_at_unknown', client_assertion_type: assertionType, client_assertion: assertion }
  return client.postForm('/auth/introspect', parameters)
}

/** One answer to everybody; the trace alone says what was wrong. */
async function refused(assertion: string, reason: ReasonId): Promise<void> {
  const answer = await ask(assertion)
  expectJsonError(answer, 'invalid_client', reason, 401)
  await expectTraced(answer, reason)
}

async function expectTraced({ headers }: Answer, reason: ReasonId): Promise<void> {
  const id = headers.get('latchkey-trace') ?? ''
  const trace = await waitUntil(`trace ${id}`, async () => {
    const { list } = await api.call('x:Trace/get', { ids: [id] })
    return (list as readonly { readonly steps: Readonly<Record<string, { readonly reason?: string }>> }[])[0]
  })
  assert.deepEqual(
    Object.values(trace.steps).map((step) => step.reason),
    [reason],
  )
}

describe('RFC8725-3 attacks on client assertions', () => {
  test('an honest assertion is accepted, so that what follows is refused for its own reason', async () => {
    assert.equal((await ask(await signed(holder))).status, 200)
  })

  for (const alg of ['none', 'None', 'NONE', '']) {
    test(`RFC8725-3.2 alg ${JSON.stringify(alg)} with and without a signature`, async () => {
      await refused(join({ alg }, claims(), unsigned), 'client_auth_assertion_algorithm')
      await refused(join({ alg }, claims(), nonsense), 'client_auth_assertion_algorithm')
    })
  }

  test('RFC8725-2.1 the public key as the key of a MAC, in each of its forms', async () => {
    const publicKey = (await importJWK(holder.key.publicJwk, 'RS256')) as CryptoKey
    const pem = await exportSPKI(publicKey)
    const forms = [pem, pem.trim(), JSON.stringify(holder.key.publicJwk), String(holder.key.publicJwk.n)]
    for (const secret of forms) {
      const mac = (input: string): string => createHmac('sha256', secret).update(input).digest('base64url')
      for (const header of [{ alg: 'HS256' }, { alg: 'HS256', kid: holder.key.kid }]) {
        await refused(join(header, claims(), mac), 'client_auth_method_not_registered')
      }
    }
  })

  test('RFC8725-3.10 a key embedded in the header', async () => {
    const { publicJwk } = attacker.key
    await refused(await signed(attacker, {}, { jwk: publicJwk }), 'client_auth_assertion_malformed')
    await refused(await signed(attacker, {}, { x5c: ['MIIB'] }), 'client_auth_assertion_malformed')
  })

  for (const member of ['jku', 'x5u']) {
    test(`RFC8725-3.10 ${member} with the address of other keys, which is not asked`, async () => {
      const before = attacker.requests
      await refused(await signed(attacker, {}, { [member]: attacker.uri }), 'client_auth_assertion_malformed')
      await refused(await signed(holder, {}, { [member]: holder.uri }), 'client_auth_assertion_malformed')
      assert.equal(attacker.requests, before)
    })
  }

  test('RFC7515-4.1.11 crit, whatever it names, and an unencoded payload', async () => {
    const crit = { alg: 'RS256', kid: holder.key.kid, crit: ['https://evil.example/ext'], 'https://evil.example/ext': true }
    await refused(join(crit, claims(), nonsense), 'client_auth_assertion_malformed')
    await refused(join({ alg: 'RS256', crit: [] }, claims(), nonsense), 'client_auth_assertion_malformed')
    await refused(join({ alg: 'RS256', b64: false, crit: ['b64'] }, claims(), nonsense), 'client_auth_assertion_malformed')
  })

  test('an oversized assertion', async () => {
    const sizes: readonly (readonly [padding: number, reason: ReasonId, status: number])[] = [
      [9_000, 'parameter_too_long', 400],
      [1_000_000, 'body_too_large', 413],
    ]
    for (const [padding, reason, status] of sizes) {
      expectJsonError(await ask(await signed(holder, { padding: 'x'.repeat(padding) })), 'invalid_request', reason, status)
    }
  })

  for (const typ of ['at+jwt', 'dpop+jwt', 'logout+jwt', 'oauth-authz-req+jwt', 'application/at+jwt', 'JOSE']) {
    test(`RFC8725-3.11 typ ${typ} of another kind of token`, async () => {
      await refused(await signed(holder, {}, { typ }), 'client_auth_assertion_typ')
    })
  }

  test('expired, not yet valid, from the future, and without end', async () => {
    const now = Math.floor(Date.now() / 1000)
    for (const change of [
      { exp: now - 120 },
      { nbf: now + 120 },
      { iat: now + 120 },
      { exp: undefined },
      { exp: now + 864_000 },
    ]) {
      await refused(await signed(holder, change), 'client_auth_assertion_times')
    }
  })

  test('for another audience', async () => {
    for (const aud of ['https://other.example', `${scene.issuer}.other.example`, `${scene.issuer}/auth/token/x`, [], undefined]) {
      await refused(await signed(holder, { aud }), 'client_auth_assertion_audience')
    }
  })

  test('of another client', async () => {
    const about = { iss: other.clientId, sub: other.clientId }
    const answer = await client.postForm('/auth/introspect', {
      token: 'x',
      client_id: client.clientId,
      client_assertion_type: assertionType,
      client_assertion: await signed(holder, about),
    })
    expectJsonError(answer, 'invalid_client', 'client_auth_assertion_client_id', 401)
    await refused(await signed(holder, { iss: other.clientId }), 'client_auth_assertion_issuer')
  })

  test('a replayed jti: of 64 requests at once exactly one is answered', async () => {
    const assertion = await signed(holder)
    const answers = await Promise.all(Array.from({ length: 64 }, () => ask(assertion)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectJsonError(answer, 'invalid_client', 'client_auth_assertion_replayed', 401)
    }
    await refused(await signed(holder, { jti: jtiOf(assertion) }), 'client_auth_assertion_replayed')
  })

  const kids = [
    '../../../../dev/null',
    '/etc/passwd',
    "first' OR '1'='1",
    "'; DROP TABLE clients; --",
    'first\u0000',
    '__proto__',
  ]
  for (const kid of kids) {
    test(`kid ${JSON.stringify(kid)} names no key, and nothing else`, async () => {
      await refused(await signed(holder, {}, { kid }), 'client_auth_assertion_key')
      const empty = (input: string): string => createHmac('sha256', '').update(input).digest('base64url')
      await refused(join({ alg: 'HS256', kid }, claims(), empty), 'client_auth_method_not_registered')
    })
  }

  test('RFC8725-2.4 members that are there twice, in header and payload', async () => {
    const payload = JSON.stringify(claims())
    const twice = [
      join('{"alg":"none","alg":"RS256"}', payload, nonsense),
      join('{"alg":"RS256","\\u0061lg":"none"}', payload, nonsense),
      join({ alg: 'RS256' }, `{"sub":${JSON.stringify(other.clientId)},${payload.slice(1)}`, nonsense),
      join({ alg: 'RS256' }, `{"x":{"a":1,"a":2},${payload.slice(1)}`, nonsense),
    ]
    for (const text of twice) await refused(text, 'client_auth_assertion_malformed')
  })

  test('a signature of somebody else, with the right kid', async () => {
    await refused(await signed(attacker, {}, { kid: holder.key.kid }), 'client_auth_assertion_signature')
  })

  test('a payload that was changed after it was signed', async () => {
    const [header = '', , signature = ''] = (await signed(holder)).split('.')
    const payload = Buffer.from(JSON.stringify(claims())).toString('base64url')
    await refused(`${header}.${payload}.${signature}`, 'client_auth_assertion_signature')
  })

  test('an encrypted token, and what is no token at all', async () => {
    for (const text of ['a.b.c.d.e', '...', '.', 'x', `${'a'.repeat(100)}.${'b'.repeat(100)}.c`, '\u0000', '{"payload":"e30"}']) {
      await refused(text, 'client_auth_assertion_malformed')
    }
  })

  test('after all of it the client signs in as before, and nothing of an assertion was logged', async () => {
    assert.equal((await ask(await signed(holder))).status, 200)
    assert.doesNotMatch(scene.server.output, /eyJ[\w-]{20,}/)
  })
})

function jtiOf(assertion: string): unknown {
  const [, payload = ''] = assertion.split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<Record<string, unknown>>)['jti']
}
