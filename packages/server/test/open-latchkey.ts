import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser, RelyingParty } from '@latchkey/testing'
import { createLatchkey, type Latchkey, type LatchkeyOptions } from '../src/index.ts'

export const administrator = { username: 'admin', password: 'a-long-enough-passphrase' }

/** A provider in this process on a data folder of its own. */
export interface Opened extends AsyncDisposable {
  readonly latchkey: Latchkey
  readonly data: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  browser(): Browser
  client(input?: { readonly public?: boolean; readonly redirectUris?: readonly string[] }): Promise<RelyingParty>
}

export async function openLatchkey(options: Partial<LatchkeyOptions> = {}): Promise<Opened> {
  const data = options.data ?? join(tmpdir(), `latchkey-server-${randomUUID()}`)
  const url = options.url ?? 'http://localhost:8080'
  const latchkey = await createLatchkey({ url, data, log: 'error', admin: administrator, ...options })
  const fetcher = (input: URL | string, init?: RequestInit): Promise<Response> => latchkey.fetch(new Request(input, init))
  return {
    latchkey,
    data,
    fetch: (path, init) => latchkey.fetch(new Request(`${url}${path}`, init)),
    browser: () => new Browser({ fetch: fetcher as typeof fetch }),
    async client(input = {}) {
      const redirectUris = [...(input.redirectUris ?? ['https://app.example/callback'])]
      const result = await latchkey.createClient({ name: 'App', redirectUris, public: input.public ?? false })
      if ('error' in result) throw new Error(JSON.stringify(result.error))
      const { client, clientSecret } = result.created
      return new RelyingParty({
        issuer: url,
        fetch: fetcher as typeof fetch,
        clientId: client.clientId,
        redirectUri: redirectUris[0] ?? '',
        ...(clientSecret === undefined ? {} : { clientSecret }),
      })
    },
    async [Symbol.asyncDispose]() {
      await latchkey.close()
      if (options.data === undefined) rmSync(data, { recursive: true })
    },
  }
}
