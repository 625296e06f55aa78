import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startServer, type TestServer } from '@latchkey/testing'
import { ApiClient, type Json, using } from './api-client.ts'

/** As it is printed. */
const get = String.raw`curl -X POST https://mail.example.com/api \
-H 'Authorization: Bearer $TOKEN' \
-H 'Content-Type: application/json' \
-d '{
"methodCalls": [
[
"x:OidcProvider/get",
{
"ids": [
"singleton"
]
},
"c1"
]
],
"using": [
"urn:ietf:params:jmap:core",
"urn:stalwart:jmap"
]
}'`

/** As it is printed. */
const set = String.raw`curl -X POST https://mail.example.com/api \
-H 'Authorization: Bearer $TOKEN' \
-H 'Content-Type: application/json' \
-d '{
"methodCalls": [
[
"x:OidcProvider/set",
{
"update": {
"singleton": {
"authCodeMaxAttempts": 3
}
}
},
"c1"
]
],
"using": [
"urn:ietf:params:jmap:core",
"urn:stalwart:jmap"
]
}'`

const getMethod = 'x:OidcProvider/get'
const setMethod = 'x:OidcProvider/set'

let server: TestServer
let api: ApiClient

before(async () => {
  server = await startServer()
  api = await ApiClient.administrator(server)
})
after(() => server[Symbol.asyncDispose]())

/** What a shell prints for a sample with this host and the token of `caller`. */
async function type(
  sample: string,
  caller = api,
): Promise<{ readonly methodResponses: readonly (readonly [string, Json, string])[] }> {
  const line = sample.replace('https://mail.example.com', server.issuer).replace('Bearer $TOKEN', caller.authorization)
  assert.ok(line.includes(`${server.issuer}/api`) && line.includes(caller.authorization))
  const { stdout } = await promisify(execFile)('sh', ['-c', line])
  return JSON.parse(stdout)
}

describe('the samples of the documentation, typed as they are printed', () => {
  test('get answers the settings with every field in its order, defaults, and secrets as masks', async () => {
    const { methodResponses } = await type(get)
    const [[name, { list, notFound }, id] = assert.fail('no answer'), ...more] = methodResponses
    assert.deepEqual([name, id, notFound, more], [getMethod, 'c1', [], []])
    assert.equal(
      JSON.stringify(list),
      JSON.stringify([
        {
          id: 'singleton',
          authCodeMaxAttempts: 3,
          anonymousClientRegistration: false,
          requireClientRegistration: false,
          authCodeExpiry: 600_000,
          refreshTokenExpiry: 2_592_000_000,
          refreshTokenRenewal: 345_600_000,
          accessTokenExpiry: 3_600_000,
          userCodeExpiry: 1_800_000,
          idTokenExpiry: 900_000,
          encryptionKey: { '@type': 'Value', secret: '****' },
          signatureAlgorithm: 'es256',
          signatureKey: { '@type': 'Text', secret: '****' },
          managedBy: null,
        },
      ]),
    )
  })

  test('set changes them', async () => {
    await api.update('OidcProvider', { authCodeMaxAttempts: 7 })
    const { methodResponses } = await type(set)
    const [[name, { updated, notUpdated }, id] = assert.fail('no answer')] = methodResponses
    assert.deepEqual([name, updated, notUpdated, id], [setMethod, { singleton: null }, undefined, 'c1'])
    assert.equal((await api.get('OidcProvider'))['authCodeMaxAttempts'], 3)
  })

  test('each needs its permission, and only that', async () => {
    const only = (name: string) =>
      api.withKey({ permissions: { '@type': 'Replace', permissions: { authenticate: true, [name]: true } } })
    const reader = await only('sysOidcProviderGet')
    const writer = await only('sysOidcProviderUpdate')
    const answers: unknown[] = []
    for (const [sample, caller] of [
      [get, reader],
      [get, writer],
      [set, reader],
      [set, writer],
    ] as const) {
      const { methodResponses } = await type(sample, caller)
      answers.push(methodResponses.map(([name, { type }]) => [name, type]))
    }
    const refused = [['error', 'forbidden']]
    assert.deepEqual(answers, [[[getMethod, undefined]], refused, refused, [[setMethod, undefined]]])
  })
})

describe('what the documentation says of the two methods', () => {
  test('ids may be null', async () => {
    const [one, all] = await api.attempt([getMethod, { ids: ['singleton'] }], [getMethod, { ids: null }])
    assert.deepEqual(one?.slice(0, 2), all?.slice(0, 2))
  })

  test('create and destroy are rejected, and an update beside them is done', async () => {
    const answer = await api.call(setMethod, {
      create: { n: { authCodeMaxAttempts: 9 } },
      update: { singleton: { userCodeExpiry: '20m' }, other: { authCodeMaxAttempts: 9 } },
      destroy: ['singleton'],
    })
    const refusal = { type: 'singleton', description: 'Singletons cannot be created or destroyed.' }
    assert.deepEqual(answer['notCreated'], { n: refusal })
    assert.deepEqual(answer['notDestroyed'], { singleton: refusal })
    assert.deepEqual(answer['updated'], { singleton: null })
    assert.equal((answer['notUpdated'] as Record<string, Json>)['other']?.['type'], 'notFound')
    const { authCodeMaxAttempts, userCodeExpiry } = await api.get('OidcProvider')
    assert.deepEqual([authCodeMaxAttempts, userCodeExpiry], [3, 1_200_000])
  })

  test('all paths of the API are one', async () => {
    const body = JSON.stringify({ using, methodCalls: [[getMethod, { ids: null }, 'c']] })
    const answers = new Set<string>()
    for (const path of ['/api', '/api/', '/jmap', '/jmap/']) {
      const response = await api.post(body, path)
      assert.equal(response.status, 200, path)
      answers.add(await response.text())
    }
    assert.equal(answers.size, 1)
  })

  test('nobody gets in without credentials', async () => {
    const response = await server.fetch(`${server.issuer}/api`, { method: 'POST', body: '{}' })
    assert.equal(response.status, 401)
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm="Latchkey".*, Basic realm="Latchkey"/)
  })
})
