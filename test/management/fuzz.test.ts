import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLatchkey } from '@latchkey/server'
import { temporaryFolder } from '@latchkey/testing'
import { Dice, damaged, jsonNoise } from './json-noise.ts'

const issuer = 'http://localhost:8080'
const password = 'correct horse battery staple'
/** Requests of a run; three callers share them. */
const requests = 100_000
const seed = 20_260_101
const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']
const operations = ['get', 'set', 'query', 'changes', 'queryChanges', 'copy'] as const

type Ask = (path: string, init?: RequestInit) => Promise<Response>
type Answer = { readonly methodResponses: readonly (readonly [string, Record<string, unknown>, string])[] }

interface SchemaNames {
  readonly objects: readonly string[]
  readonly properties: readonly string[]
}

describe('requests that nobody would send', { timeout: 600_000 }, () => {
  test(`${requests} of them never break the server, change nothing without permission and show no secret`, async () => {
    using folder = temporaryFolder()
    await using latchkey = await createLatchkey({
      url: issuer,
      data: folder.path,
      admin: { username: 'admin', password },
      log: 'error',
    })
    const ask: Ask = (path, init) => latchkey.fetch(new Request(`${issuer}${path}`, init))
    const basic = { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` }
    const call = async (headers: Record<string, string>, methodCalls: unknown): Promise<Answer> => {
      const response = await ask('/api', {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ using, methodCalls }),
      })
      assert.equal(response.status, 200)
      return (await response.json()) as Answer
    }

    const { secrets, callers, ids } = await furnish(call, basic)
    const schema = await schemaNames(ask, basic)
    const known = [...schema.properties, ...using]
    const states = async (): Promise<string> => JSON.stringify(await statesOf(call, basic, schema.objects))
    const dice = new Dice(seed)

    const statuses = new Map<number, number>()
    for (const [name, headers, share] of callers) {
      const before = await states()
      for (let count = 0; count < requests * share; count += 1) {
        const text = requestText(dice, schema, known, ids)
        const response = await ask('/api', {
          method: 'POST',
          headers: dice.chance(0.98) ? { ...headers, 'content-type': 'application/json' } : headers,
          body: text,
        })
        const answer = await response.text()
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
        assert.ok(response.status < 500, `${name} ${response.status} after ${text.slice(0, 2000)}`)
        assert.ok(!answer.includes('"serverFail"'), `${name}: serverFail after ${text.slice(0, 2000)}`)
        for (const secret of secrets) {
          if (answer.includes(secret)) assert.fail(`${name} was shown a secret after ${text.slice(0, 2000)}`)
        }
      }
      if (name !== 'administrator') assert.equal(await states(), before, `${name} changed something`)
    }
    // What was sent was not all refused at the door.
    assert.ok((statuses.get(200) ?? 0) > requests / 2, JSON.stringify([...statuses]))
    assert.ok((statuses.get(400) ?? 0) > 100, JSON.stringify([...statuses]))
  })
})

/** Callers with all, with reading and with no permissions, some objects, and the secrets that no answer may hold. */
async function furnish(
  call: (headers: Record<string, string>, methodCalls: unknown) => Promise<Answer>,
  basic: Record<string, string>,
): Promise<{
  readonly secrets: readonly string[]
  readonly callers: readonly (readonly [name: string, headers: Record<string, string>, share: number])[]
  readonly ids: readonly string[]
}> {
  const secrets = [password, '$argon2id', 'a-client-secret-that-nobody-may-read-again', 'a-password-that-nobody-may-read']
  const created = async (headers: Record<string, string>, object: string, value: object): Promise<Record<string, string>> => {
    const { methodResponses } = await call(headers, [[`${object}/set`, { create: { k: value } }, 'c']])
    const member = (methodResponses[0]?.[1]['created'] as Record<string, Record<string, string>> | undefined)?.['k']
    assert.ok(member, JSON.stringify(methodResponses))
    return member
  }
  const client = await created(basic, 'x:OAuthClient', {
    clientId: 'fuzzed',
    description: 'Fuzzed',
    secret: secrets[2],
    redirectUris: { 'https://app.example/cb': true },
  })
  const role = await created(basic, 'x:Role', {
    description: 'Reader',
    enabledPermissions: Object.fromEntries(
      ['authenticate', 'sysOidcProviderGet', 'sysOAuthClientGet', 'sysOAuthClientQuery', 'sysAccountGet', 'sysAccountQuery'].map(
        (permission) => [permission, true],
      ),
    ),
  })
  const nothing = await created(basic, 'x:Role', {
    description: 'Nothing',
    enabledPermissions: { authenticate: true, sysApiKeyCreate: true },
  })
  const credentials = { 0: { '@type': 'Password', secret: secrets[3] } }
  const people = [
    ['reader', role['id']],
    ['nobody', nothing['id']],
  ] as const
  const accounts = []
  for (const [name, roleId] of people) {
    const roles = { '@type': 'Custom', roleIds: { [roleId ?? '']: true } }
    accounts.push(await created(basic, 'x:Account', { '@type': 'User', name, credentials, roles }))
  }
  const key = await created(basic, 'x:ApiKey', { description: 'all' })
  secrets.push(key['secret'] ?? '')
  const headersOf = (name: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${name}:${secrets[3]}`).toString('base64')}`,
  })
  const none = await created(headersOf('nobody'), 'x:ApiKey', { description: 'none' })
  const { methodResponses: lent } = await call(basic, [
    ['x:Role/set', { update: { [role['id'] ?? '']: { 'enabledPermissions/sysApiKeyCreate': true } } }, 'c'],
  ])
  assert.ok(lent[0]?.[1]['updated'], JSON.stringify(lent))
  const reading = await created(headersOf('reader'), 'x:ApiKey', { description: 'reads' })
  secrets.push(none['secret'] ?? '', reading['secret'] ?? '')
  const bearer = (secret: string | undefined): Record<string, string> => ({ authorization: `Bearer ${secret ?? ''}` })
  return {
    secrets: secrets.filter((secret) => secret !== ''),
    callers: [
      ['nobody', bearer(none['secret']), 0.3],
      ['reader', bearer(reading['secret']), 0.4],
      ['administrator', bearer(key['secret']), 0.3],
    ],
    ids: ['singleton', ...[client, role, nothing, ...accounts, key].flatMap(({ id }) => (id === undefined ? [] : [id]))],
  }
}

async function schemaNames(ask: Ask, headers: Record<string, string>): Promise<SchemaNames> {
  const at = (await ask('/api/schema', { headers })).headers.get('location') ?? ''
  const response = await ask(at.slice(issuer.length), { headers })
  const stream = response.body?.pipeThrough(new DecompressionStream('gzip'))
  const schema = (await new Response(stream).json()) as {
    readonly objects: Record<string, unknown>
    readonly fields: Record<string, { readonly properties: Record<string, unknown> }>
  }
  const properties = Object.values(schema.fields).flatMap((fields) => Object.keys(fields.properties))
  return { objects: Object.keys(schema.objects), properties: [...new Set(properties)] }
}

/** State of every type that people configure. */
async function statesOf(
  call: (headers: Record<string, string>, methodCalls: unknown) => Promise<Answer>,
  headers: Record<string, string>,
  objects: readonly string[],
): Promise<unknown> {
  const answers = []
  for (const object of objects.filter((name) => !/(AuditEvent|Trace|Action|Session|Grant)$/.test(name))) {
    const { methodResponses } = await call(headers, [[`${object}/get`, { ids: null }, 'c']])
    answers.push([object, methodResponses[0]?.[1]['state'], methodResponses[0]?.[1]['list']])
  }
  return answers
}

/** A request: mostly one that is nearly right, as those find more than noise does. */
function requestText(dice: Dice, schema: SchemaNames, known: readonly string[], ids: readonly string[]): string {
  if (dice.chance(0.05)) return JSON.stringify(jsonNoise(dice, known))
  const calls = Array.from({ length: 1 + dice.below(3) }, (_, index) => [
    `${dice.pick(schema.objects)}/${dice.pick(operations)}`,
    argumentsOf(dice, known, ids),
    `c${index}`,
  ])
  const text = JSON.stringify({ using, methodCalls: calls, ...(dice.chance(0.1) && { createdIds: jsonNoise(dice, known) }) })
  return dice.chance(0.05) ? damaged(dice, text) : text
}

function argumentsOf(dice: Dice, known: readonly string[], ids: readonly string[]): unknown {
  const noise = (): unknown => jsonNoise(dice, known)
  const id = (): string => dice.pick(ids)
  const patch = (): unknown => Object.fromEntries(Array.from({ length: dice.below(3) }, () => [dice.pick(known), noise()]))
  const all: Record<string, unknown> = {
    ids: dice.chance(0.7) ? [id()] : noise(),
    properties: dice.chance(0.5) ? [dice.pick(known)] : noise(),
    create: { k0: dice.chance(0.8) ? patch() : noise() },
    update: dice.chance(0.8) ? { [id()]: patch() } : noise(),
    destroy: dice.chance(0.7) ? [id()] : noise(),
    ifInState: dice.pick(['0', '1', '', 'x', null]),
    filter: dice.chance(0.5)
      ? { [dice.pick(known)]: noise() }
      : { operator: dice.pick(['AND', 'OR', 'NOT', 'XOR']), conditions: [noise()] },
    sort: [{ property: dice.pick(known), isAscending: dice.chance(0.5) }],
    position: dice.pick([0, -1, 5, 1e9, 'x']),
    anchor: id(),
    limit: dice.pick([0, 1, 5000, -1, 1e12]),
    calculateTotal: dice.chance(0.5),
    sinceState: dice.pick(['0', '1', '99999999', 'x', '']),
    sinceQueryState: dice.pick(['0', '1', 'x']),
    maxChanges: dice.pick([0, 1, -1, 100]),
    accountId: dice.pick(['x', id(), '']),
    '#ids': {
      resultOf: 'c0',
      name: dice.pick(['x:Account/query', 'x:Account/get']),
      path: dice.pick(['/ids', '/list/*/id', '/*/*', '']),
    },
  }
  const chosen = Object.entries(all).filter(([name]) => dice.chance(name === 'accountId' ? 0.05 : 0.3))
  return dice.chance(0.02) ? noise() : Object.fromEntries(chosen)
}
