import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Auth, type AuthConfig } from '@auth/core'
import { Browser, everyClaim, expectDeparture, expectPage, Scene } from '@latchkey/testing'

const application = 'https://app.example'

let scene: Scene

before(async () => {
  scene = await Scene.open()
})
after(() => scene[Symbol.asyncDispose]())

/** The library as a framework mounts it, with the provider declared as its documentation says. */
async function mount(client: { readonly isPublic?: boolean; readonly authentication?: 'basic' | 'post' }): Promise<Browser> {
  const redirectUris = [`${application}/auth/callback/latchkey`]
  const party = await scene.client({ ...client, redirectUris })
  const method = client.authentication === 'post' ? 'client_secret_post' : 'client_secret_basic'
  const config: Omit<AuthConfig, 'raw'> = {
    basePath: '/auth',
    trustHost: true,
    logger: { error: () => {} },
    secret: 'a long secret of the application for its own cookies',
    providers: [
      {
        id: 'latchkey',
        name: 'Latchkey',
        type: 'oidc',
        issuer: scene.issuer,
        clientId: party.clientId,
        ...(party.clientSecret === undefined ? {} : { clientSecret: party.clientSecret }),
        client: { token_endpoint_auth_method: client.isPublic === true ? 'none' : method },
        checks: ['pkce', 'state', 'nonce'],
        authorization: { params: { scope: 'openid profile email' } },
      },
    ],
  }
  return new Browser({ fetch: (url, init) => Auth(new Request(url, init), config) })
}

async function json(browser: Browser, path: string): Promise<Record<string, unknown>> {
  return JSON.parse(expectPage(await browser.open(application + path)).text) as Record<string, unknown>
}

describe('@auth/core, as it comes from the registry', () => {
  for (const [kind, client] of [
    ['a secret in a header', { authentication: 'basic' }],
    ['a secret in a form', { authentication: 'post' }],
    ['no secret', { isPublic: true }],
  ] as const) {
    test(`signs in with ${kind}, checks state, nonce and PKCE, and knows who it is`, async () => {
      const browser = await mount(client)
      const { csrfToken } = await json(browser, '/auth/csrf')
      const form = new URLSearchParams({ csrfToken: String(csrfToken), callbackUrl: `${application}/auth/session` })
      const asked = expectDeparture(await browser.post(`${application}/auth/signin/latchkey`, form))
      const back = await scene.browser().signIn(asked.url, scene.person)
      const session = JSON.parse(expectPage(await browser.open(back.url)).text) as { readonly user: Record<string, unknown> }
      assert.deepEqual([session.user['email'], session.user['name']], [everyClaim.email, everyClaim.name])
      assert.deepEqual((await json(browser, '/auth/session'))['user'], session.user)
    })
  }

  test('shows a refusal as an error, and nobody is signed in', async () => {
    const browser = await mount({})
    const { csrfToken } = await json(browser, '/auth/csrf')
    const form = new URLSearchParams({ csrfToken: String(csrfToken) })
    const asked = expectDeparture(await browser.post(`${application}/auth/signin/latchkey`, form))
    asked.url.searchParams.set('prompt', 'none')
    const back = expectDeparture(await scene.browser().open(asked.url))
    assert.equal(back.url.searchParams.get('error'), 'login_required')
    const shown = expectPage(await browser.open(back.url))
    assert.match(shown.text, /^Try signing in with a different account/)
    assert.equal(expectPage(await browser.open(`${application}/auth/session`)).text, 'null')
  })
})
