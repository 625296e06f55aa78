import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  Browser,
  Child,
  executableOf,
  expectPage,
  freePort,
  repositoryRoot,
  temporaryFolder,
  testRuntime,
  waitUntil,
} from '@latchkey/testing'
import * as client from 'openid-client'

/** The first account of each example. */
const person = { username: 'ada', password: 'a-long-enough-passphrase' }
/** Nobody listens there: the code is read from the redirect. RFC 8252 lets a public client have such an address without registration. */
const redirectUri = 'http://127.0.0.1:9/callback'

interface Example {
  readonly name: string
  /** Path of the issuer. */
  readonly path: string
  /** What the application itself answers. */
  readonly own: { readonly path: string; readonly text: RegExp }
}

const examples: readonly Example[] = [
  { name: 'hono', path: '/id', own: { path: '/', text: /This is the application/ } },
  { name: 'express', path: '', own: { path: '/hello', text: /Sign in first/ } },
  { name: 'node-http', path: '', own: { path: '/hello', text: /answered by the application/ } },
]

describe('examples', { timeout: 120_000 }, () => {
  for (const { name, own, path } of examples) {
    test(`${name}: the application answers, and a person signs in, is refreshed and known to userinfo`, async () => {
      using folder = temporaryFolder()
      const port = await freePort()
      const origin = `http://localhost:${port}`
      const env = { ...process.env, PORT: String(port), DATA: join(folder.path, 'data') }
      const server = new Child(executableOf(testRuntime()), [join(repositoryRoot, 'examples', name, 'server.ts')], {
        cwd: folder.path,
        env,
      })
      try {
        const setupLink = await waitUntil(`the start of ${name}`, () => {
          assert.ok(server.isRunning, server.output)
          return /first account: (\S+)/.exec(server.stdout)?.[1]
        })
        assert.match(await (await fetch(`${origin}${own.path}`)).text(), own.text)
        await setUp(setupLink)
        const tokens = await signInAndRefresh(`${origin}${path}`)
        if (name === 'express') {
          const hello = await fetch(`${origin}/hello`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
          assert.equal(await hello.text(), 'Hello, ada')
        }
      } finally {
        server.signal('SIGTERM')
        await server.finished()
      }
    })
  }
})

async function setUp(link: string): Promise<void> {
  const browser = new Browser()
  const fields = { username: person.username, password: person.password, password_repeat: person.password }
  const done = expectPage(await browser.submit(await browser.openPage(link), { fields }))
  assert.equal(done.status, 200, done.text)
  assert.equal(done.error, undefined, done.text)
}

/** A whole sign-in as a public client does it; openid-client checks every answer, the ID token's signature included. */
async function signInAndRefresh(issuer: string): Promise<client.TokenEndpointResponse> {
  const config = await client.discovery(new URL(issuer), 'example-app', undefined, client.None(), {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  })
  assert.equal(config.serverMetadata().issuer, issuer)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedNonce = client.randomNonce()
  const expectedState = client.randomState()
  const request = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access',
    prompt: 'consent',
    nonce: expectedNonce,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const { url } = await new Browser().signIn(request, person)
  const tokens = await client.authorizationCodeGrant(config, url, {
    pkceCodeVerifier,
    expectedNonce,
    expectedState,
    idTokenExpected: true,
  })
  const sub = tokens.claims()?.sub ?? ''
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, sub)
  assert.equal(userinfo.preferred_username, person.username)
  assert.ok(tokens.refresh_token)
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token)
  assert.equal(refreshed.claims()?.sub, sub)
  return refreshed
}
