import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { createLatchkey } from '@latchkey/server'
import { temporaryFolder, testRuntime } from '@latchkey/testing'
import { type FuzzObject, type FuzzWorld, fuzzRequest } from './fuzz-requests.ts'
import { Dice } from './json-noise.ts'

const issuer = 'http://localhost:8080'
const password = 'correct horse battery staple'
/** Who sends what part of the requests: nobody may do anything, a reader may read, an editor may change some objects. */
const parts = ['nobody', 'reader', 'reader', 'editor', 'editor'] as const
type RoleName = (typeof parts)[number]
/** All of them on the default runtime; on the other one fewer, of the same kinds. */
const requestsPerPart = testRuntime() === 'bun' ? 20_000 : 5_000
const seed = 20_260_101
/** Accounts that call at once, and calls of each at once: as many as one caller may have. */
const accountsPerRole = 4
const callsAtOnce = 8
const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']

type Headers = Readonly<Record<string, string>>
type Ask = (path: string, init?: RequestInit) => Promise<Response>
type Call = (headers: Headers, methodCalls: unknown) => Promise<readonly Record<string, unknown>[]>

describe(`${parts.length * requestsPerPart} requests that nobody would send`, { timeout: 600_000 }, () => {
  for (const [index, part] of parts.entries()) {
    const rule = part === 'editor' ? 'break nothing' : 'change nothing'
    test(`part ${index + 1}: ${requestsPerPart} of ${part} ${rule}, and no answer is a failure or shows a secret`, () =>
      runPart(part, seed + index))
  }
})

async function runPart(part: RoleName, partSeed: number): Promise<void> {
  // In memory where that is possible: a hundred thousand small commits would say something about the disk only.
  using folder = existsSync('/dev/shm') ? temporaryFolder('/dev/shm') : temporaryFolder()
  await using latchkey = await createLatchkey({
    url: issuer,
    data: folder.path,
    admin: { username: 'admin', password },
    log: 'error',
  })
  const ask: Ask = (path, init) => latchkey.fetch(new Request(`${issuer}${path}`, init))
  const call: Call = async (headers, methodCalls) => {
    const response = await ask('/api', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ using, methodCalls }),
    })
    assert.equal(response.status, 200)
    const { methodResponses } = (await response.json()) as { readonly methodResponses: readonly [string, object, string][] }
    return methodResponses.map(([, answer]) => answer as Record<string, unknown>)
  }

  const basic = basicOf('admin', password)
  const { secrets, callers } = await furnish({ ask, call }, basic, part)
  const world = await readWorld(ask, call, basic)
  const dice = new Dice(partSeed)
  const statuses = new Map<number, number>()
  let written = 0

  const attempt = async (text: string, sent: Headers): Promise<void> => {
    const response = await ask('/api', { method: 'POST', headers: sent, body: text })
    const answer = await response.text()
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    if (/"(updated|created)":\{/.test(answer)) written += 1
    assert.ok(response.status < 500, `${response.status} after ${text.slice(0, 2000)}`)
    assert.ok(!/"server(Fail|PartialFail|Unavailable)"/.test(answer), `${answer} after ${text.slice(0, 2000)}`)
    for (const secret of secrets) {
      if (answer.includes(secret)) assert.fail(`a secret was shown after ${text.slice(0, 2000)}`)
    }
  }
  const before = await contentsOf(call, basic, world.objects)
  for (let count = 0; count < requestsPerPart; ) {
    const batch = callers.flatMap((headers) =>
      Array.from({ length: callsAtOnce }, () => {
        const sent = dice.chance(0.98) ? { ...headers, 'content-type': 'application/json' } : headers
        return attempt(fuzzRequest(dice, world), sent)
      }),
    )
    count += batch.length
    await Promise.all(batch)
  }
  if (part === 'editor') assert.ok(written > requestsPerPart / 500, `${written} requests changed something`)
  else assert.equal(await contentsOf(call, basic, world.objects), before)
  // What was sent was not all refused at the door.
  assert.ok((statuses.get(200) ?? 0) > requestsPerPart / 2, JSON.stringify([...statuses]))
  assert.ok((statuses.get(400) ?? 0) > requestsPerPart / 500, JSON.stringify([...statuses]))
  const { kind } = await latchkey.management.verifyAudit(latchkey.management.operator('api'))
  assert.equal(kind, 'intact')
}

function basicOf(name: string, secret: string): Headers {
  return { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` }
}

/** Accounts with the permissions of a role, some objects, and what no answer may hold. */
async function furnish(
  { ask, call }: { readonly ask: Ask; readonly call: Call },
  basic: Headers,
  part: RoleName,
): Promise<{ readonly secrets: readonly string[]; readonly callers: readonly Headers[] }> {
  const clientSecret = 'a-client-secret-that-nobody-may-read-again'
  const userPassword = 'a-password-that-nobody-may-read'
  const secrets = [password, '$argon2id', clientSecret, userPassword]
  const created = async (headers: Headers, object: string, value: object): Promise<Record<string, string>> => {
    const [answer] = await call(headers, [[`${object}/set`, { create: { k: value } }, 'c']])
    const member = (answer?.['created'] as Record<string, Record<string, string>> | undefined)?.['k']
    assert.ok(member, JSON.stringify(answer))
    return member
  }
  await created(basic, 'x:OAuthClient', {
    clientId: 'fuzzed',
    description: 'Fuzzed',
    secret: clientSecret,
    redirectUris: { 'https://app.example/cb': true },
  })
  await created(basic, 'x:Group', { name: 'everybody' })
  await created(basic, 'x:Scope', { name: 'calendar.read', description: 'See your calendar' })

  const objects = [
    'OAuthClient',
    'Group',
    'Scope',
    'Authentication',
    'Account',
    'Role',
    'Session',
    'Grant',
    'SigningKey',
    'OidcProvider',
  ]
  const reading = objects.flatMap((object) => [`sys${object}Get`, `sys${object}Query`])
  const changing = ['OAuthClient', 'Group', 'Scope'].flatMap((object) =>
    ['Create', 'Update', 'Destroy'].map((verb) => `sys${object}${verb}`),
  )
  const account = await (await ask('/api/account', { headers: basic })).json()
  const known = new Set((account as { readonly permissions: readonly string[] }).permissions)
  const wanted: Readonly<Record<RoleName, readonly string[]>> = {
    nobody: [],
    reader: reading,
    editor: [...reading, ...changing, 'sysAuthenticationUpdate'],
  }
  const permissions = ['authenticate', 'sysApiKeyCreate', ...wanted[part].filter((permission) => known.has(permission))]
  const role = await created(basic, 'x:Role', {
    description: part,
    enabledPermissions: Object.fromEntries(permissions.map((permission) => [permission, true])),
  })
  const callers: Headers[] = []
  for (let index = 0; index < accountsPerRole; index += 1) {
    const name = `${part}${index}`
    await created(basic, 'x:Account', {
      '@type': 'User',
      name,
      credentials: { 0: { '@type': 'Password', secret: userPassword } },
      roles: { '@type': 'Custom', roleIds: { [role['id'] ?? '']: true } },
    })
    const { secret = '' } = await created(basicOf(name, userPassword), 'x:ApiKey', { description: 'fuzz' })
    secrets.push(secret)
    callers.push({ authorization: `Bearer ${secret}` })
  }
  // From here on nobody may make a further key: one that is made by chance would be shown, once, as it should be.
  const [roleAnswer] = await call(basic, [['x:Role/get', { ids: null }, 'c']])
  const list = (roleAnswer?.['list'] ?? []) as readonly { readonly id: string }[]
  const update = Object.fromEntries(list.map(({ id }) => [id, { 'enabledPermissions/sysApiKeyCreate': null }]))
  const [changed] = await call(basic, [['x:Role/set', { update }, 'c']])
  assert.ok(changed?.['updated'], JSON.stringify(changed))
  return { secrets, callers }
}

/** The objects with their fields, from the schema document, and the ids that exist. */
async function readWorld(ask: Ask, call: Call, headers: Headers): Promise<FuzzWorld> {
  const at = (await ask('/api/schema', { headers })).headers.get('location') ?? ''
  const response = await ask(at.slice(issuer.length), { headers })
  const stream = response.body?.pipeThrough(new DecompressionStream('gzip'))
  const schema = (await new Response(stream).json()) as {
    readonly objects: Record<string, unknown>
    readonly schemas: Record<
      string,
      { readonly schemaName?: string; readonly variants?: readonly { readonly schemaName?: string }[] }
    >
    readonly fields: Record<string, { readonly properties: FuzzObject['fields'] }>
    readonly enums: Record<string, readonly { readonly name: string }[]>
  }
  const objects: FuzzObject[] = []
  for (const name of Object.keys(schema.objects)) {
    const form = schema.schemas[name]
    const fields = schema.fields[form?.schemaName ?? form?.variants?.[0]?.schemaName ?? '']?.properties ?? {}
    const [answer] = await call(headers, [[`${name}/get`, { ids: null, properties: ['id'] }, 'c']])
    const list = (answer?.['list'] ?? []) as readonly { readonly id: string }[]
    objects.push({ name, fields, ids: list.map(({ id }) => id) })
  }
  return { objects, enums: schema.enums }
}

/** Everything that people configure, as the administrator sees it. */
async function contentsOf(call: Call, headers: Headers, objects: readonly FuzzObject[]): Promise<string> {
  const contents = []
  for (const { name } of objects.filter((object) => !/(AuditEvent|Trace|Action)$/.test(object.name))) {
    const [answer] = await call(headers, [[`${name}/get`, { ids: null }, 'c']])
    contents.push([name, answer?.['state'], answer?.['list']])
  }
  return JSON.stringify(contents)
}
