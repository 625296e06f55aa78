import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Answer, administrator, basic, readAnswer, Scene, waitUntil } from '@latchkey/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const callback = 'https://rp.example/callback'
let scene: Scene

before(async () => {
  scene = await Scene.open()
  await scene.settings({ anonymousClientRegistration: 'true' })
  await waitUntil('registration opens', async () => (await register({})).status !== 401 || undefined)
})
after(() => scene[Symbol.asyncDispose]())

async function register(metadata: Readonly<Record<string, unknown>>, token?: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const body = JSON.stringify({ redirect_uris: [callback], ...metadata })
  return readAnswer(await scene.server.fetch(`${scene.issuer}/auth/register`, { method: 'POST', headers, body }))
}

/** One call of the management API by the administrator: what it answers is in force at the next request. */
async function call(method: string, args: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  const response = await scene.server.fetch(`${scene.issuer}/api`, {
    method: 'POST',
    headers: {
      authorization: basic(administrator.username, administrator.password),
      'content-type': 'application/json',
    },
    body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'], methodCalls: [[method, args, 'c']] }),
  })
  const answer = (await response.json()) as { methodResponses: [string, Record<string, unknown>][] }
  return answer.methodResponses[0]?.[1] ?? {}
}

async function rules(patch: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await call('x:ClientRegistration/set', { update: { singleton: patch } })
  assert.ok(answer['updated'], JSON.stringify(answer))
}

describe('RFC7591-3 who may register clients, and as what', () => {
  test('a rule of the administrator counts from the next request on, and the refusal says what is allowed', async () => {
    await rules({ 'anonymous/allowedScopes': { openid: true, email: true } })
    const answer = await register({ scope: 'openid phone' })
    assert.equal(answer.status, 400)
    assert.equal(answer.body['error'], 'invalid_client_metadata')
    assert.match(String(answer.body['error_description']), /^scope .*; allowed: email openid$/)
    assert.equal((await register({})).body['scope'], 'email openid')
    await rules({ 'anonymous/allowedScopes': {} })
    assert.equal((await register({ scope: 'openid phone' })).status, 201)
  })

  test('a rule that is none is refused with its place', async () => {
    const patch = { 'anonymous/allowedRedirectHosts': { 'https://app.example': true } }
    const answer = await call('x:ClientRegistration/set', { update: { singleton: patch } })
    const error = (answer['notUpdated'] as Record<string, { description: string }>)['singleton']
    assert.match(error?.description ?? '', /^anonymous\/allowedRedirectHosts must hold /)
  })

  test('an initial access token is made with the command line, shown once, and registers as many clients as it says', async () => {
    const made = await scene.server.cli('create', 'initial-access-token', '--field', 'description=Build', '--json')
    assert.equal(made.status, 0, made.stderr)
    const token = /lk_it_[\w-]+/.exec(made.stdout)?.[0]
    assert.ok(token !== undefined, made.stdout)
    assert.equal((await register({ client_name: 'By token' }, token)).status, 201)
    const again = await register({}, token)
    assert.equal(again.status, 401)
    assert.equal(again.body['error'], 'invalid_token')
    assert.match(again.headers.get('www-authenticate') ?? '', /^Bearer /)
    const { list } = await call('x:InitialAccessToken/get', { ids: null })
    const [shown] = list as readonly Readonly<Record<string, unknown>>[]
    assert.deepEqual([shown?.['uses'], shown?.['maxUses'], shown?.['secret']], [1, 1, '****'])
  })

  test('a software statement of a trusted issuer counts before what the client says', async () => {
    const issuer = 'https://trust.example'
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwks = JSON.stringify({ keys: [await exportJWK(publicKey)] })
    const signed = (iss: string) =>
      new SignJWT({ iss, client_name: 'Vouched for' }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    await rules({ softwareIssuers: { 0: { issuer, jwks, jwksUri: null } } })
    const answer = await register({ client_name: 'Anything', software_statement: await signed(issuer) })
    assert.equal(answer.body['client_name'], 'Vouched for', JSON.stringify(answer.body))
    const strange = await register({ software_statement: await signed('https://other.example') })
    assert.deepEqual([strange.status, strange.body['error']], [400, 'unapproved_software_statement'])
    const broken = await register({ software_statement: `${await signed(issuer)}x` })
    assert.deepEqual([broken.status, broken.body['error']], [400, 'invalid_software_statement'])
  })

  test('RFC7592-2.2 a client replaces its metadata', async () => {
    const { body } = await register({ client_name: 'Before', policy_uri: 'https://rp.example/policy' })
    const headers = { authorization: `Bearer ${String(body['registration_access_token'])}`, 'content-type': 'application/json' }
    const address = String(body['registration_client_uri'])
    const put = async (metadata: Readonly<Record<string, unknown>>) =>
      readAnswer(await scene.server.fetch(address, { method: 'PUT', headers, body: JSON.stringify(metadata) }))
    const answer = await put({ client_id: body['client_id'], redirect_uris: [callback], client_name: 'After' })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.deepEqual([answer.body['client_name'], answer.body['policy_uri']], ['After', undefined])
    assert.equal((await put({ redirect_uris: [callback] })).body['error'], 'invalid_client_metadata')
  })

  test('pages of any origin may register, read, change and remove, and read what comes of it', async () => {
    const origin = 'https://app.example'
    const preflight = (address: string, method: string) =>
      scene.server.fetch(address, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        },
      })
    const endpoint = `${scene.issuer}/auth/register`
    for (const [address, method] of [
      [endpoint, 'POST'],
      [`${endpoint}/some`, 'GET'],
      [`${endpoint}/some`, 'PUT'],
      [`${endpoint}/some`, 'DELETE'],
    ] as const) {
      const { headers, status } = await preflight(address, method)
      assert.equal(status, 204)
      assert.equal(headers.get('access-control-allow-origin'), '*')
      assert.ok(headers.get('access-control-allow-methods')?.split(', ').includes(method), `${method} ${address}`)
      assert.match(headers.get('access-control-allow-headers') ?? '', /authorization/i)
    }
    const headers = { origin, 'content-type': 'application/json' }
    const body = JSON.stringify({ redirect_uris: [callback] })
    const response = await scene.server.fetch(endpoint, { method: 'POST', headers, body })
    assert.equal(response.status, 201)
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
  })
})

describe('RFC6585-4 registration in bulk', () => {
  test('a network that registers too many clients without a token is asked to come back', async () => {
    await rules({ anonymousPerHour: 1 })
    // Three, as an hour may end between two of them.
    const answers = [await register({}), await register({}), await register({})]
    const refused = answers.find(({ status }) => status === 429)
    assert.ok(refused !== undefined, answers.map(({ status }) => status).join())
    assert.equal(refused.body['error'], 'temporarily_unavailable')
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
    await rules({ anonymousPerHour: 1000 })
  })
})
