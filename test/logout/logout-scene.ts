import assert from 'node:assert/strict'
import { administrator, type Browser, expectPage, type Page, RelyingParty, Scene, type ServerOptions } from '@latchkey/testing'

export type Json = Readonly<Record<string, unknown>>

export const afterLogout = 'https://rp.example/signed-out'

/** A server with people who sign out of it, and an administrator who sees what came of that. May ask receivers on loopback. */
export class LogoutScene implements AsyncDisposable {
  readonly scene: Scene
  readonly #apiKey: string

  private constructor(scene: Scene, apiKey: string) {
    this.scene = scene
    this.#apiKey = apiKey
  }

  static async open(options: ServerOptions = {}): Promise<LogoutScene> {
    const scene = await Scene.open({ ...options, env: { LATCHKEY_FETCH_ALLOW: '127.0.0.0/8,::1', ...options.env } })
    const basic = Buffer.from(`${administrator.username}:${administrator.password}`).toString('base64')
    const created = await call(scene, `Basic ${basic}`, 'x:ApiKey/set', { create: { k: { description: 'of the tests' } } })
    const { secret } = (created['created'] as Readonly<Record<string, Json>>)['k'] ?? assert.fail(JSON.stringify(created))
    return new LogoutScene(scene, String(secret))
  }

  get issuer(): string {
    return this.scene.issuer
  }

  /** A new client of first party, and a relying party that uses it. */
  async client(fields: Json = {}): Promise<RelyingParty> {
    const redirectUri = String(fields['redirectUri'] ?? 'https://rp.example/callback')
    const { redirectUri: _, ...members } = fields
    const value = {
      ...{ redirectUris: { [redirectUri]: true }, postLogoutRedirectUris: { [afterLogout]: true }, skipConsent: true },
      ...members,
    }
    const answer = await this.api('x:OAuthClient/set', { create: { c: value } })
    const made = (answer['created'] as Readonly<Record<string, Json>>)['c'] ?? assert.fail(JSON.stringify(answer))
    const { clientId } = (await this.list('OAuthClient', [String(made['id'])]))[0] ?? {}
    const { issuer, scene } = this
    const party = { issuer, fetch: scene.server.fetch, clientId: String(clientId), redirectUri }
    return new RelyingParty({ ...party, clientSecret: String(made['secret']) })
  }

  /** The answer to one method call of the administrator. */
  api(method: string, args: Json): Promise<Json> {
    return call(this.scene, `Bearer ${this.#apiKey}`, method, args)
  }

  async list(object: string, ids: readonly string[]): Promise<readonly Json[]> {
    return (await this.api(`x:${object}/get`, { ids }))['list'] as readonly Json[]
  }

  async deliveries(filter: Json): Promise<readonly Json[]> {
    const { ids } = await this.api('x:LogoutDelivery/query', { filter })
    return this.list('LogoutDelivery', ids as readonly string[])
  }

  logoutUrl(parameters: Readonly<Record<string, string>>): string {
    return `${this.issuer}/auth/logout?${new URLSearchParams(parameters)}`
  }

  /** Signs out of the provider itself; the page that says so. */
  async signOut(browser: Browser): Promise<Page> {
    const page = await browser.openPage(`${this.issuer}/logout`)
    const done = expectPage(await browser.submit(page, { button: ['decision', 'logout'] }))
    assert.equal(done.name, 'logged-out')
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.scene[Symbol.asyncDispose]()
  }
}

async function call({ server, issuer }: Scene, authorization: string, method: string, args: Json): Promise<Json> {
  const response = await server.fetch(`${issuer}/api`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'], methodCalls: [[method, args, 'c']] }),
  })
  assert.equal(response.status, 200, await response.clone().text())
  const { methodResponses } = (await response.json()) as { readonly methodResponses: readonly (readonly [string, Json])[] }
  return methodResponses[0]?.[1] ?? assert.fail('no answer')
}
