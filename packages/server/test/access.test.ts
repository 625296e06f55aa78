import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, type Opened, openLatchkey } from './open-latchkey.ts'

let opened: Opened
before(async () => {
  opened = await openLatchkey()
})
after(() => opened[Symbol.asyncDispose]())

type Json = Readonly<Record<string, unknown>>

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** One management call as the administrator; answers the arguments of its response. */
async function call(
  method: string,
  args: Json,
  authorization = basic(administrator.username, administrator.password),
): Promise<Json> {
  const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'], methodCalls: [[method, args, 'c']] })
  const headers = { authorization, 'content-type': 'application/json' }
  const answer = (await (await opened.fetch('/api', { method: 'POST', headers, body })).json()) as {
    readonly methodResponses: readonly (readonly [string, Json])[]
  }
  return answer.methodResponses[0]?.[1] ?? {}
}

async function create(type: string, value: Json, authorization?: string): Promise<Json> {
  const { created } = (await call(`x:${type}/set`, { create: { k: value } }, authorization)) as { readonly created: Json }
  return created['k'] as Json
}

describe('RFC7591-3 registration by who is authorized', () => {
  const metadata = JSON.stringify({ redirect_uris: ['https://app.example/callback'] })
  async function register(authorization?: string): Promise<number> {
    const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }
    return (await opened.fetch('/auth/register', { method: 'POST', headers, body: metadata })).status
  }

  test('an API key with the permission registers a client while nobody else can', async () => {
    const permissions = { '@type': 'Replace', permissions: { authenticate: true, oAuthClientRegistration: true } }
    const { secret } = await create('ApiKey', { description: 'registers clients', permissions })
    assert.equal(await register(), 401)
    assert.equal(await register(`Bearer ${secret}`), 201)
  })

  test('nobody without the permission does, and no password', async () => {
    const permissions = { '@type': 'Disable', permissions: { oAuthClientRegistration: true } }
    const { secret } = await create('ApiKey', { description: 'registers nothing', permissions })
    assert.equal(await register(`Bearer ${secret}`), 401)
    assert.equal(await register('Bearer lk_ak_unknown'), 401)
    assert.equal(await register(basic(administrator.username, administrator.password)), 401)
  })
})

describe('the recovery administrator', () => {
  test('has everything again after a start, whatever was taken from it', async () => {
    const other = { username: 'other', password: 'another-long-passphrase' }
    const { id: otherId } = await create('Account', {
      name: other.username,
      credentials: { '0': { '@type': 'Password', secret: other.password } },
      roles: { '@type': 'Admin' },
    })
    assert.ok(otherId)
    const authorization = basic(other.username, other.password)
    const { ids } = (await call('x:Account/query', { filter: { name: administrator.username } }, authorization)) as {
      readonly ids: readonly string[]
    }
    const [id = ''] = ids
    const permissions = { '@type': 'Replace', enabledPermissions: { authenticate: true } }
    const { updated } = await call('x:Account/set', { update: { [id]: { permissions } } }, authorization)
    assert.deepEqual(updated, { [id]: null })
    assert.equal((await call('x:Account/get', { ids: [id] }))['type'], 'forbidden')
    await using again = await openLatchkey({ data: opened.data })
    const headers = { authorization: basic(administrator.username, administrator.password) }
    const account = (await (await again.fetch('/api/account', { headers })).json()) as { readonly permissions: readonly string[] }
    assert.ok(account.permissions.includes('sysAccountGet'))
  })
})
