import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Browser, basic, expectPage, RelyingParty } from '@latchkey/testing'
import { createLatchkey, type Latchkey } from '../src/index.ts'

export const url = 'http://localhost:8080'
export const address = '203.0.113.9'
export const administrator = { username: 'admin', password: 'a-long-enough-passphrase' }
export const jane = { username: 'jane', password: 'her-very-own-passphrase' }
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What must never be kept in clear. Prefixed secrets, JWTs, user codes, and whatever was added. */
export class Secrets {
  readonly #found = new Set<string>()

  add(...texts: readonly (string | null | undefined)[]): void {
    for (const text of texts) if (text !== undefined && text !== null && text.length >= 8) this.#found.add(text)
  }

  collect(text: string): void {
    this.add(...(text.match(/lk_[a-z]{2}_[\w-]+/g) ?? []))
    this.add(...(text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []))
    this.add(...(text.match(/\b[B-Z]{4}-[B-Z]{4}\b/g) ?? []))
    this.add(...(text.match(/(?<=name="csrf" value=")[^"]+/g) ?? []))
  }

  get all(): readonly string[] {
    return [...this.#found]
  }

  in(text: string): readonly string[] {
    return [...this.#found].filter((secret) => text.includes(secret))
  }
}

/** A provider in this process that is spoken to over HTTP only, with all that must not be kept noted. */
export class Installation implements AsyncDisposable {
  readonly latchkey: Latchkey
  readonly secrets = new Secrets()
  readonly #data: string

  private constructor(latchkey: Latchkey, data: string) {
    this.latchkey = latchkey
    this.#data = data
    this.secrets.add(administrator.password, jane.password)
  }

  static async open(): Promise<Installation> {
    const data = mkdtempSync(join(tmpdir(), 'latchkey-audit-'))
    return new Installation(await createLatchkey({ url, data, log: 'error', admin: administrator }), data)
  }

  /** From an address, with everything that looks like a secret noted. */
  readonly fetch = async (input: URL | string, init?: RequestInit): Promise<Response> => {
    const target = new URL(input)
    if (target.search.length > 8) this.secrets.add(target.search)
    this.secrets.collect(decodeURIComponent(target.search))
    if (init?.body instanceof URLSearchParams) this.secrets.collect(decodeURIComponent(init.body.toString()))
    const response = await this.latchkey.fetch(new Request(target, init), { remoteAddress: address })
    this.secrets.collect(decodeURIComponent(response.headers.get('location')?.replaceAll('+', ' ') ?? ''))
    for (const cookie of response.headers.getSetCookie()) this.secrets.collect(cookie)
    this.secrets.collect(await response.clone().text())
    return response
  }

  browser(): Browser {
    return new Browser({ fetch: this.fetch as typeof fetch })
  }

  async client(isPublic: boolean, grantTypes?: readonly string[]): Promise<RelyingParty> {
    const redirectUri = 'https://app.example/callback'
    const more = grantTypes === undefined ? {} : { grantTypes: [...grantTypes] }
    const made = await this.latchkey.createClient({ name: 'App', redirectUris: [redirectUri], public: isPublic, ...more })
    assert.ok('created' in made)
    const { client, clientSecret } = made.created
    this.secrets.add(clientSecret)
    const secret = clientSecret === undefined ? {} : { clientSecret }
    return new RelyingParty({ issuer: url, fetch: this.fetch as typeof fetch, clientId: client.clientId, redirectUri, ...secret })
  }

  async person(): Promise<string> {
    const made = await this.latchkey.createAccount(jane)
    assert.ok('created' in made)
    return made.created.accountId
  }

  async api(method: string, args: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [[method, args, 'c']] })
    const headers = { authorization: basic(administrator.username, administrator.password), 'content-type': 'application/json' }
    const response = await this.fetch(`${url}/api`, { method: 'POST', headers, body })
    assert.equal(response.status, 200)
    const answer = (await response.json()) as {
      readonly methodResponses: readonly (readonly [string, Record<string, unknown>])[]
    }
    return answer.methodResponses[0]?.[1] ?? {}
  }

  /** Events of these kinds, oldest first, without what differs from run to run. */
  async events(...kinds: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const found = await this.api('x:AuditEvent/query', { sort: [{ property: 'at', isAscending: true }] })
    const { list } = await this.api('x:AuditEvent/get', { ids: found['ids'] })
    return (list as readonly Readonly<Record<string, unknown>>[]).filter(({ kind }) => kinds.includes(String(kind)))
  }

  /** All that is kept of audit, revisions and traces, as the database has it. */
  async journals(): Promise<string> {
    await this.latchkey.close()
    const database = new DatabaseSync(join(this.#data, 'latchkey.db'))
    const tables = ['audit_events', 'audit_pending', 'revisions', 'traces']
    const text = tables.map((table) => JSON.stringify(database.prepare(`select * from ${table}`).all())).join('\n')
    database.close()
    return text
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.latchkey.close()
    rmSync(this.#data, { recursive: true })
  }
}

/** Opens the page of a device, signs in if need be, and arrives at the form for the code. */
export async function openDevice(browser: Browser, location: string) {
  const page = await browser.openPage(location)
  return page.name === 'login' ? expectPage(await browser.submit(page, { fields: { ...jane } })) : page
}

/** Signs out at the provider, or with the ID token of a client. */
export async function signOut(browser: Browser, hint?: string): Promise<void> {
  const query = hint === undefined ? '' : `?id_token_hint=${hint}`
  const page = await browser.openPage(hint === undefined ? `${url}/logout` : `${url}/auth/logout${query}`)
  const done = page.name === 'logout' ? expectPage(await browser.submit(page, { button: ['decision', 'logout'] })) : page
  assert.equal(done.name, 'logged-out')
}
