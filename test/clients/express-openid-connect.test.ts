import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import {
  Browser,
  type Departure,
  everyClaim,
  expectDeparture,
  expectPage,
  fetchTrusting,
  makeCertificate,
  type RelyingParty,
  Scene,
  type TestCertificate,
  temporaryFolder,
} from '@latchkey/testing'
import express from 'express'
import { auth, type ConfigParams } from 'express-openid-connect'

let scene: Scene
let certificate: TestCertificate
const folder = temporaryFolder()
const sites: Site[] = []

before(async () => {
  certificate = makeCertificate(folder.path)
  scene = await Scene.open()
})
after(async () => {
  for (const site of sites) await site.close()
  await scene[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

interface Site {
  readonly origin: string
  readonly party: RelyingParty
  close(): Promise<void>
}

/** An Express application that shows who is signed in, made as the library's documentation says, and its client record. */
async function site(params: ConfigParams, fields: Readonly<Record<string, unknown>> = {}): Promise<Site> {
  const app = express()
  const tls = { cert: readFileSync(certificate.certificateFile), key: readFileSync(certificate.keyFile) }
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer(tls, app).listen(0, '127.0.0.1', () => resolve(listening))
  })
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const redirectUris = [`${origin}/callback`]
  const party = await scene.client({ redirectUris, fields: { postLogoutRedirectUris: [origin], ...fields } })
  app.use(
    auth({
      issuerBaseURL: scene.issuer,
      baseURL: origin,
      authRequired: false,
      clientID: party.clientId,
      secret: 'a long secret of the application for its own cookies',
      ...(party.clientSecret === undefined ? {} : { clientSecret: party.clientSecret }),
      ...params,
    }),
  )
  app.get('/', async (request, response) => {
    const { oidc } = request
    if (!oidc.isAuthenticated()) return void response.json({ signedIn: false })
    const userinfo = oidc.accessToken === undefined ? undefined : await oidc.fetchUserInfo()
    response.json({ signedIn: true, user: oidc.user, userinfo, refreshes: oidc.refreshToken !== undefined })
  })
  app.get('/renew', async (request, response) => {
    const before = request.oidc.accessToken?.access_token
    const after = await request.oidc.accessToken?.refresh()
    response.json({ renewed: after !== undefined && after.access_token !== before })
  })
  const made = {
    origin,
    party,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  sites.push(made)
  return made
}

interface Person {
  /** The same browser as the application sees it, and as the provider does. */
  readonly there: Browser
  readonly here: Browser
}

function person(): Person {
  return { there: new Browser({ fetch: fetchTrusting(certificate.authority) }), here: scene.browser() }
}

/** Comes back to the application with what the provider sent, and answers what it shows. */
async function arrive(there: Browser, { url, form }: Departure): Promise<Record<string, unknown>> {
  const headers = { origin: scene.issuer }
  const visit = form === undefined ? await there.open(url) : await there.post(url, form, headers)
  return JSON.parse(expectPage(visit).text) as Record<string, unknown>
}

async function signIn({ there, here }: Person, { origin }: Site): Promise<Record<string, unknown>> {
  const asked = expectDeparture(await there.open(`${origin}/login`))
  assert.equal(asked.url.origin, new URL(scene.issuer).origin)
  return arrive(there, await here.signIn(asked.url, scene.person))
}

const code: ConfigParams = {
  authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access', prompt: 'consent' },
}

describe('express-openid-connect, as it comes from the registry', () => {
  test('signs in by its default, an ID token in a form', async () => {
    const party = await site({}, { responseTypes: ['id_token'], grantTypes: ['implicit'], idTokenSignedResponseAlg: 'RS256' })
    const shown = await signIn(person(), party)
    assert.equal(shown['signedIn'], true)
    assert.equal((shown['user'] as Record<string, unknown>)['email'], everyClaim.email)
  })

  test('signs in with a code, reads userinfo and renews with a refresh token', async () => {
    const party = await site(code, { idTokenSignedResponseAlg: 'RS256' })
    const browsers = person()
    const shown = await signIn(browsers, party)
    assert.equal((shown['userinfo'] as Record<string, unknown>)['given_name'], everyClaim.given_name)
    assert.equal(shown['refreshes'], true)
    const renewed = expectPage(await browsers.there.open(`${party.origin}/renew`))
    assert.deepEqual(JSON.parse(renewed.text), { renewed: true })
  })

  test('signs out at the provider too, and comes back signed out', async () => {
    const party = await site({ ...code, idpLogout: true }, { idTokenSignedResponseAlg: 'RS256' })
    const { there, here } = person()
    await signIn({ there, here }, party)
    const asked = expectDeparture(await there.open(`${party.origin}/logout`))
    assert.equal(asked.url.pathname, '/auth/logout')
    const visit = await here.open(asked.url)
    const left =
      visit.kind === 'left' ? visit : expectDeparture(await here.submit(visit.page, { button: ['decision', 'logout'] }))
    assert.deepEqual(await arrive(there, left), { signedIn: false })
    const again = expectDeparture(await there.open(`${party.origin}/login`))
    assert.equal(expectPage(await here.open(again.url)).name, 'login')
  })
})
