/*
 * 1,000 logouts with 20 clients each, three of which never answer: how long a logout takes, and how long until every other client has been
 * told. `bun bench/logout/many-logouts.ts [logouts]`. Prints its figures as one line of JSON.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ClientId, newId, type SessionId, type Subject } from '@latchkey/core'
import { temporaryFolder, waitUntil } from '@latchkey/testing'
import { composeEngine } from '../../packages/server/src/compose.ts'
import { createLog } from '../../packages/server/src/log/log.ts'
import { Networks } from '../../packages/server/src/net/networks.ts'

const clients = 20
const down = 3
const logouts = Number(process.argv[2] ?? 1000)

const told = new Map<string, number>()
const receiver = createServer((request, response) => {
  const path = request.url ?? ''
  request.resume().on('end', () => {
    told.set(path, (told.get(path) ?? 0) + 1)
    if (Number(path.slice(1)) >= down) response.writeHead(204).end()
  })
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const { port } = receiver.address() as AddressInfo

using folder = temporaryFolder()
const engine = await composeEngine({
  issuer: 'https://op.example',
  database: `sqlite:${join(folder.path, 'latchkey.db')}`,
  masterKey: 'master key of the benchmark, long enough to be one',
  clock: Date.now,
  log: createLog({ level: 'error', form: 'text', clock: Date.now, sink: (line) => console.error(line) }),
  fetchAllow: new Networks(['127.0.0.0/8']),
})
const { provider: stores } = engine.storage
const { randomBytes } = engine.crypto
const ids = Array.from({ length: clients }, (_, index) => `client-${index}` as ClientId)
for (const [index, clientId] of ids.entries()) {
  await stores.clients.insert({
    ...{ clientId, origin: 'administrator', applicationType: 'web', secrets: [], postLogoutRedirectUris: [], postures: {} },
    ...{ redirectUris: ['https://rp.example/cb'], responseTypes: ['code'], grantTypes: ['authorization_code'] },
    ...{ claimsInIdToken: false, skipConsent: true, requireAuthTime: false, createdAt: Date.now(), updatedAt: Date.now() },
    backchannelLogoutUri: `http://127.0.0.1:${port}/${index}`,
  })
}

const sessions = Array.from({ length: logouts }, () => newId('ses', { randomBytes, now: Date.now() }))
await Promise.all(sessions.map(begin))

async function begin(sessionId: SessionId): Promise<void> {
  const now = Date.now()
  const proof = { authTime: now, acr: '1', amr: ['pwd'], createdAt: now, expiresAt: now + 3_600_000 }
  const session = {
    sessionId,
    accountId: 'acc_a' as const,
    subject: 'subject' as Subject,
    digest: engine.crypto.digest(sessionId),
  }
  await stores.sessions.insert({ ...session, ...proof })
  for (const clientId of ids) {
    const grantId = newId('gra', { randomBytes, now })
    const grant = { grantId, traceId: newId('trc', { randomBytes, now }), clientId, scopes: ['openid'], authTimeRequested: false }
    const { digest: _, ...whose } = session
    await stores.grants.insert({ ...whose, ...proof, ...grant, logoutChannels: ['back'] })
  }
}

engine.sendLogouts()
const start = performance.now()
const waits: number[] = []
for (const sessionId of sessions) {
  const before = performance.now()
  await stores.sessions.end(sessionId, undefined, 'revoke-online')
  waits.push(performance.now() - before)
}
const ended = performance.now()
const expected = logouts * (clients - down)
await waitUntil(
  'everybody who answers has been told',
  async () => ((await stores.logoutDeliveries.count({ state: 'delivered' }, Date.now())) >= expected ? true : undefined),
  600_000,
)
const done = performance.now()
const waiting = await stores.logoutDeliveries.count({ state: 'waiting' }, Date.now())
waits.sort((a, b) => a - b)
const at = (share: number): number => Math.round((waits[Math.floor(share * (waits.length - 1))] ?? 0) * 10) / 10
console.log(
  JSON.stringify({
    ...{ logouts, clients, down, delivered: expected, waiting },
    logoutMilliseconds: { median: at(0.5), p99: at(0.99), most: at(1) },
    secondsOfLogouts: Math.round((ended - start) / 100) / 10,
    secondsUntilAllAreTold: Math.round((done - start) / 100) / 10,
    twice: [...told].filter(([path, count]) => Number(path.slice(1)) >= down && count !== logouts).length,
  }),
)
receiver.closeAllConnections()
receiver.close()
await engine.close()
