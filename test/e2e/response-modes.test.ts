import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type RelyingParty, Scene } from '@latchkey/testing'
import type { Browser } from 'playwright-core'
import { launchChromium } from './chromium.ts'

let scene: Scene
let browser: Browser
let application: Application
let party: RelyingParty

/** An application that writes down how it was called, and shows what only its page can see. */
interface Application extends AsyncDisposable {
  readonly origin: string
  readonly seen: { readonly method: string; readonly query: string; readonly body: string; readonly referrer: string }[]
}

before(async () => {
  scene = await Scene.open()
  browser = await launchChromium()
  application = await serveApplication()
  party = await scene.client({
    redirectUris: [`${application.origin}/callback`],
    fields: {
      responseTypes: ['code', 'id_token', 'code id_token token'],
      grantTypes: ['authorization_code', 'implicit'],
      skipConsent: true,
    },
  })
})
after(async () => {
  await browser.close()
  await application[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

async function serveApplication(): Promise<Application> {
  const seen: Application['seen'] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '/', headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    if (url.startsWith('/callback')) {
      seen.push({ method, query: new URL(url, 'http://site').search, body, referrer: headers.referer ?? '' })
    }
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Application</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What the application gets, from the form of the login page and then from the session alone. */
async function arrivals(response_type: string, response_mode: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const found = []
  for (const isFirst of [true, false]) {
    const pending = party.begin({ response_type, response_mode, code_challenge: undefined, code_challenge_method: undefined })
    await page.goto(pending.url.href)
    if (isFirst) {
      await page.fill('[name=username]', scene.person.username)
      await page.fill('[name=password]', scene.person.password)
      await page.click('form button[type=submit]:not([name=decision])')
    }
    await page.waitForURL(`${application.origin}/callback**`, { timeout: 60_000 })
    const last = application.seen.at(-1)
    assert.ok(last)
    found.push({ ...last, fragment: new URL(page.url()).hash.slice(1), pending })
    await page.goto('about:blank')
  }
  await context.close()
  return found
}

describe('answers in Chromium', () => {
  for (const [response_type, response_mode, names] of [
    ['id_token', 'fragment', ['id_token', 'iss', 'session_state', 'state']],
    [
      'code id_token token',
      'fragment',
      ['access_token', 'code', 'expires_in', 'id_token', 'iss', 'scope', 'session_state', 'state', 'token_type'],
    ],
    ['code id_token token', 'fragment.jwt', ['response']],
  ] as const) {
    test(`${response_type} by ${response_mode}: the page of the application has the fragment, its server nothing`, async () => {
      for (const { method, query, body, referrer, fragment, pending } of await arrivals(response_type, response_mode)) {
        assert.deepEqual([method, query, body, referrer], ['GET', '', '', ''])
        const parameters = new URLSearchParams(fragment)
        assert.deepEqual([...parameters.keys()].sort(), names)
        if (response_mode === 'fragment') assert.equal(parameters.get('state'), pending.state)
        await party.verify(parameters.get('id_token') ?? parameters.get('response') ?? '')
      }
    })
  }

  test('form_post.jwt: the server of the application has it, its address nothing', async () => {
    for (const { method, query, body, fragment } of await arrivals('code id_token token', 'form_post.jwt')) {
      assert.deepEqual([method, query, fragment], ['POST', '', ''])
      const { payload } = await party.verify(new URLSearchParams(body).get('response') ?? '')
      assert.equal(typeof payload['access_token'], 'string')
    }
  })

  test('query.jwt: one parameter in the query', async () => {
    for (const { query } of await arrivals('code', 'query.jwt')) {
      assert.deepEqual([...new URLSearchParams(query).keys()], ['response'])
    }
  })
})
