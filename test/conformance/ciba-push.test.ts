import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { expectJsonError, expectPage, type RelyingParty, Scene, waitUntil } from '@latchkey/testing'
import { introspect } from '../tokens/api-scene.ts'
import { fetchFromHere } from './object-host.ts'

/* Tokens that are sent to a real server of the client (CIBA-10.3). */

const grant = 'urn:openid:params:grant-type:ciba'

interface Notice {
  readonly authorization: string
  readonly type: string
  readonly body: Readonly<Record<string, unknown>>
}

let scene: Scene
let party: RelyingParty
let receiver: Server
const notices: Notice[] = []
/** Statuses of the next answers; 204 where there are none left. */
const statuses: number[] = []

before(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const { authorization = '', 'content-type': type = '' } = request.headers
    notices.push({ authorization, type, body: JSON.parse(Buffer.concat(chunks).toString()) })
    response.writeHead(statuses.shift() ?? 204).end()
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  scene = await Scene.open({ env: fetchFromHere })
  party = await scene.client({
    fields: {
      grantTypes: [grant, 'refresh_token'],
      backchannelTokenDeliveryMode: 'push',
      backchannelClientNotificationEndpoint: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/tokens`,
    },
  })
})
after(async () => {
  await scene[Symbol.asyncDispose]()
  receiver.closeAllConnections()
  receiver.close()
})

/** Asks for the consent of the person; answers the id of the request and the token of its notices. */
async function ask(): Promise<{ readonly id: string; readonly token: string }> {
  const token = randomUUID()
  const parameters = { scope: 'openid email offline_access', login_hint: scene.person.username, client_notification_token: token }
  const { status, body } = await party.form('/auth/backchannel', parameters)
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body['interval'], undefined, 'nobody polls')
  return { id: String(body['auth_req_id']), token }
}

async function decide(decision: 'allow' | 'deny'): Promise<void> {
  const browser = scene.browser()
  const page = await browser.openPage(`${scene.issuer}/requests`)
  const waiting = page.name === 'login' ? expectPage(await browser.submit(page, { fields: { ...scene.person } })) : page
  assert.equal(waiting.name, 'requests')
  expectPage(await browser.submit(waiting, { button: ['decision', decision] }))
}

function told(token: string, count = 1): Promise<readonly Notice[]> {
  return waitUntil('the client is told', async () => {
    const own = notices.filter(({ authorization }) => authorization === `Bearer ${token}`)
    return own.length >= count ? own : undefined
  })
}

describe('CIBA-10.3 push', () => {
  test('the tokens come to the client by themselves, and work', async () => {
    const { id, token } = await ask()
    await decide('allow')
    const [notice] = await told(token)
    assert.match(notice?.type ?? '', /^application\/json/)
    const { auth_req_id, access_token, token_type, id_token, refresh_token, expires_in } = notice?.body ?? {}
    assert.deepEqual([auth_req_id, token_type, typeof expires_in], [id, 'Bearer', 'number'])
    const { payload } = await party.verify(String(id_token))
    assert.equal(payload['urn:openid:params:jwt:claim:auth_req_id'], id)
    assert.equal(typeof payload['at_hash'], 'string')
    assert.equal(typeof payload['urn:openid:params:jwt:claim:rt_hash'], 'string')
    assert.equal((await introspect(party, String(access_token)))['active'], true)
    const userinfo = await party.userinfo(String(access_token))
    assert.equal(userinfo.body['sub'], payload.sub)
    const refreshed = await party.token({ grant_type: 'refresh_token', refresh_token: String(refresh_token) })
    assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body))
    assert.equal((await told(token)).length, 1, 'once')
  })

  test('CIBA-11 the client that polls all the same gets nothing', async () => {
    const { id, token } = await ask()
    const poll = () => party.token({ grant_type: grant, auth_req_id: id })
    expectJsonError(await poll(), 'unauthorized_client', 'backchannel_id_pushed', 400)
    await decide('allow')
    await told(token)
    assert.notEqual((await poll()).status, 200)
  })

  test('CIBA-12 who is refused is told so', async () => {
    const { id, token } = await ask()
    await decide('deny')
    const [notice] = await told(token)
    const { auth_req_id, error, access_token } = notice?.body ?? {}
    assert.deepEqual([auth_req_id, error, access_token], [id, 'access_denied', undefined])
  })

  test('a server that is down for a moment is told again, the same tokens', async () => {
    statuses.push(503)
    const { token } = await ask()
    await decide('allow')
    const [first, second] = await told(token, 2)
    assert.equal(second?.body['access_token'], first?.body['access_token'])
    assert.equal((await introspect(party, String(second?.body['access_token'])))['active'], true)
  })

  test('tokens that the client does not take are revoked', async () => {
    statuses.push(400)
    const { token } = await ask()
    await decide('allow')
    const [notice] = await told(token)
    const access = String(notice?.body['access_token'])
    await waitUntil('they end', async () => ((await introspect(party, access))['active'] === false ? true : undefined))
  })
})
