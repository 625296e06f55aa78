import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Account } from '@latchkey/identity'
import { objectCatalogue } from '@latchkey/management'
import type { Filter, ManagedName, ObjectChange, ObjectQuery } from '@latchkey/management/stores'
import { createCrypto } from '@latchkey/server'
import { openStorage, type Storage } from '@latchkey/storage'
import pg from 'pg'

/*
 * How long management takes to find things among many: fills a database through commits of many changes, as an apply does, and measures
 * typical questions, each after another change of an account. Removes the database afterwards when it made it.
 *
 *   npx bun bench/management-scale.ts --accounts=1000000 --clients=100000 [--database=postgres://user:password@host:port/new] [--rounds=60]
 *
 * With --filled the database has all that already, from a run before.
 */

const { values: given } = parseArgs({
  options: {
    database: { type: 'string' },
    accounts: { type: 'string', default: '1000000' },
    clients: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '60' },
    filled: { type: 'boolean', default: false },
  },
})
const counts = { accounts: Number(given.accounts), clients: Number(given.clients), rounds: Number(given.rounds) }
const start = Date.UTC(2025, 0, 1)
const minute = 60_000
const crypto = createCrypto({ masterKey: 'a master key for measurements, of no other use', clock: () => start })
const { describe } = objectCatalogue({
  crypto,
  policy: () => {
    throw new Error('nothing is written that the policy is about')
  },
})
const origin = { actor: { kind: 'operator' }, through: 'command-line' } as const

const firstNames =
  'Ada Alan Barbara Charles Donald Edsger Frances Grace Hedy Ivan John Katherine Leslie Margaret Niklaus Radia'.split(' ')
const syllables = 'ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yi zo ka le ni po ru'.split(' ')

/** A last name out of 13,824, spread evenly. */
function lastName(i: number): string {
  const mixed = Math.imul(i ^ (i >>> 7), 2_654_435_761)
  const n = Math.imul(mixed ^ (mixed >>> 15), 2_246_822_519) >>> 0
  const name = [n, n / 24, n / 576].map((part) => syllables[Math.floor(part) % 24]).join('')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function accountOf(i: number): Account {
  const first = firstNames[i % firstNames.length] ?? 'Ada'
  const last = lastName(i)
  const createdAt = start + i * minute
  return {
    accountId: `acc_${createdAt.toString(32).padStart(9, '0')}${i.toString(36)}`,
    subject: `subject-${i}` as Account['subject'],
    username: `${first}.${last}.${i}`,
    disabled: i % 50 === 0,
    roles: i === 1 ? ['administrator'] : [],
    claims: { name: `${first} ${last}`, ...(i % 3 > 0 && { email: `${first}.${last}.${i}@example.org`.toLowerCase() }) },
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g',
    createdAt,
    updatedAt: createdAt,
  }
}

function change(object: 'Account' | 'OAuthClient', i: number): ObjectChange {
  if (object === 'Account') return { object, kind: 'create', record: accountOf(i) }
  const createdAt = start + i * minute
  const host = `${lastName(i).toLowerCase()}-${i}.example.org`
  return {
    object,
    kind: 'create',
    ...(i % 10 === 0 && { owner: 'prod' }),
    record: {
      clientId: `client-${i}` as never,
      origin: i % 4 === 0 ? 'dynamic' : 'administrator',
      ...(i % 3 > 0 && { name: `${lastName(i)} ${i % 2 === 0 ? 'Wiki' : 'Mail'}` }),
      applicationType: 'web',
      secrets: [],
      redirectUris: [`https://${host}/callback`],
      postLogoutRedirectUris: [],
      responseTypes: ['code'],
      grantTypes: ['authorization_code'],
      claimsInIdToken: true,
      skipConsent: false,
      requireAuthTime: false,
      postures: {},
      createdAt,
      updatedAt: createdAt,
    },
  }
}

/** Changes of one commit. */
const batch = 10_000

async function fill(storage: Storage, object: 'Account' | 'OAuthClient', count: number): Promise<void> {
  const began = performance.now()
  for (let from = 0; from < count; from += batch) {
    const changes = Array.from({ length: Math.min(batch, count - from) }, (_, i) => change(object, from + i))
    const outcome = await storage.management.objects.commit(changes, { origin, now: start + from * minute })
    if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome))
  }
  const seconds = (performance.now() - began) / 1_000
  console.log(`${count} x ${object} in ${seconds.toFixed(0)} s (${Math.round(count / seconds)}/s)`)
}

const compare = (property: string, by: 'equal' | 'greater-or-equal' | 'less', value: string): Filter => ({
  ...{ kind: 'compare', property, by, value },
})
const text = (...words: readonly string[]): Filter => ({ kind: 'text', words })

/** The value of an indexed property as it stands in the index. */
function indexed(object: 'Account' | 'OAuthClient', i: number, property: string): string {
  const { record } = change(object, i) as unknown as { readonly record: never }
  const found = describe[object satisfies ManagedName](record).index.find((entry) => entry.property === property)
  if (found === undefined) throw new Error(`${object} ${i} has no ${property}`)
  return found.value
}
const byName = [{ property: 'name', isAscending: true }] as const
const newest = [{ property: 'createdAt', isAscending: false }] as const

/** An account somewhere among them. */
const some = (i: number) => Math.floor((counts.accounts * ((i * 37) % 101)) / 101)

async function changeAccount({ management: { objects } }: Storage, i: number): Promise<void> {
  const { accountId } = accountOf(some(i))
  const [stored] = await objects.find('Account', [accountId])
  if (stored === undefined) throw new Error('an account is missing')
  const record = { ...stored.record, claims: { ...stored.record.claims, name: `Changed ${i}` } }
  const change: ObjectChange = { object: 'Account', kind: 'replace', id: accountId, version: stored.version, record }
  const outcome = await objects.commit([change], { origin, now: start })
  if (outcome.kind !== 'committed') throw new Error(outcome.kind)
}

type Question = readonly [name: string, ask: (i: number) => Promise<unknown>]

function questions(storage: Storage): readonly Question[] {
  const { objects, revisions, audit } = storage.management
  const { accounts } = counts
  const query = (given: Partial<ObjectQuery>) =>
    objects.query({ object: 'Account', sort: [], page: { position: 0 }, limit: 50, calculateTotal: true, ...given })
  return [
    [
      'get 50 accounts',
      (i) =>
        objects.find(
          'Account',
          Array.from({ length: 50 }, (_, k) => accountOf(some(i + k)).accountId),
        ),
    ],
    ['find an account by its name', (i) => objects.findByKey('Account', accountOf(some(i)).username)],
    ['first page by id, with total', () => query({})],
    ['first page by name, with total', () => query({ sort: byName })],
    ['first page newest first', () => query({ sort: newest })],
    ['page 200 by name', () => query({ sort: byName, page: { position: 10_000 } })],
    ['page in the middle by name', () => query({ sort: byName, page: { position: Math.floor(accounts / 2) } })],
    ['last page by name', () => query({ sort: byName, page: { position: -50 } })],
    [
      'clients by description, which a third lacks',
      () => query({ object: 'OAuthClient', sort: [{ property: 'description', isAscending: true }] }),
    ],
    [
      'the last clients by description',
      () => query({ object: 'OAuthClient', sort: [{ property: 'description', isAscending: true }], page: { position: -50 } }),
    ],
    ['by enabled, then name', () => query({ sort: [{ property: 'disabled', isAscending: false }, ...byName] })],
    [
      'behind an anchor by name',
      (i) => query({ sort: byName, page: { anchor: accountOf(some(i)).accountId, offset: 1 }, calculateTotal: false }),
    ],
    ['word of a last name', (i) => query({ filter: text(lastName(some(i)).toLowerCase()), sort: byName })],
    ['first and last name', (i) => query({ filter: text('grace', lastName(some(i)).toLowerCase().slice(0, 4)), sort: byName })],
    [
      'two letters of a name',
      (i) => query({ filter: text(lastName(some(i)).toLowerCase().slice(0, 2)), sort: byName, calculateTotal: false }),
    ],
    [
      'two letters of a name, with total',
      (i) => query({ filter: text(lastName(some(i)).toLowerCase().slice(0, 2)), sort: byName }),
    ],
    ['subject is', (i) => query({ filter: compare('subject', 'equal', indexed('Account', some(i), 'subject')) })],
    ['disabled ones newest first, with total', () => query({ filter: compare('disabled', 'equal', 'true'), sort: newest })],
    [
      'of one day by name',
      (i) =>
        query({
          filter: {
            kind: 'and',
            filters: [
              compare('createdAt', 'greater-or-equal', indexed('Account', some(i), 'createdAt')),
              compare('createdAt', 'less', indexed('Account', some(i) + 1_440, 'createdAt')),
            ],
          },
          sort: byName,
        }),
    ],
    [
      'clients of an owner by client id',
      () =>
        query({
          object: 'OAuthClient',
          filter: compare('managedBy', 'equal', 'prod'),
          sort: [{ property: 'clientId', isAscending: true }],
        }),
    ],
    [
      'clients by word and origin',
      (i) =>
        query({
          object: 'OAuthClient',
          filter: { kind: 'and', filters: [compare('origin', 'equal', 'dynamic'), text(lastName(i).toLowerCase().slice(0, 3))] },
          sort: byName,
        }),
    ],
    [
      'changes since a recent state',
      async () => {
        const state = await objects.state('Account')
        return objects.changes('Account', state - 500, 1_000)
      },
    ],
    ['newest revisions of all', () => revisions.query({ isAscending: false, limit: 50 })],
    [
      'revisions of one account',
      (i) => revisions.query({ object: 'Account', id: accountOf(some(i)).accountId, isAscending: false, limit: 50 }),
    ],
    [
      'audit events of one account',
      (i) => audit.query({ accountId: accountOf(some(i)).accountId, isAscending: false, limit: 50 }),
    ],
    ['change one account', (i) => changeAccount(storage, i)],
  ]
}

async function measure([name, ask]: Question, write: (i: number) => Promise<unknown>): Promise<void> {
  await ask(0)
  const [times, work]: [number[], number[]] = [[], []]
  for (let i = 1; i <= counts.rounds; i += 1) {
    // Nothing that was found out for one state of the objects helps the next question.
    await write(i)
    const [began, used] = [performance.now(), process.cpuUsage()]
    await ask(i)
    times.push(performance.now() - began)
    const { user, system } = process.cpuUsage(used)
    work.push((user + system) / 1_000)
  }
  const at = (values: readonly number[], part: number) => {
    const sorted = values.toSorted((a, b) => a - b)
    return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1).padStart(7)
  }
  // Processor time of this process: on SQLite all of it, whatever else the machine does.
  console.log(
    `${name.padEnd(44)} p50 ${at(times, 0.5)} ms   p95 ${at(times, 0.95)} ms   cpu p50 ${at(work, 0.5)}   p95 ${at(work, 0.95)}`,
  )
}

const folder = given.database === undefined ? await mkdtemp(join(tmpdir(), 'latchkey-scale-')) : undefined
const location = given.database ?? `sqlite:${join(folder ?? '', 'latchkey.db')}`
try {
  const storage = await openStorage({
    ...{ location, clock: () => start, randomBytes, describe },
    onError: (error) => console.error(error),
  })
  console.log(
    `${new URL(location).protocol} ${counts.accounts} accounts, ${counts.clients} clients, ${counts.rounds} rounds each`,
  )
  if (!given.filled) {
    await fill(storage, 'OAuthClient', counts.clients)
    await fill(storage, 'Account', counts.accounts)
  }
  const began = performance.now()
  const sealed = await storage.management.audit.seal()
  console.log(`${sealed} audit events were left to seal: ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  if (location.startsWith('postgres')) {
    // What the server does by itself a minute after so many rows came in.
    const client = new pg.Client({ connectionString: location })
    await client.connect()
    await client.query('vacuum analyze')
    await client.end()
  }
  for (const question of questions(storage)) await measure(question, (i) => changeAccount(storage, i))
  await storage.close()
  if (folder !== undefined) console.log(`${Math.round((await stat(join(folder, 'latchkey.db'))).size / 2 ** 20)} MiB`)
} finally {
  if (folder !== undefined) await rm(folder, { recursive: true })
}
