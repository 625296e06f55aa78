import { createLatchkey, type Latchkey } from '@latchkey/server'
import { Browser, type Credentials } from '../browser/browser.ts'
import { type FakeClock, fakeClock } from '../fake-clock.ts'
import { everyClaim } from '../fixtures/person.ts'
import type { Fetch } from '../http/https-fetch.ts'
import { temporaryFolder } from '../process/temporary-folder.ts'
import { RelyingParty } from '../relying-party/relying-party.ts'

/** A provider in this process, on an embedded database of its own and a clock that the test moves. */
export interface TestProvider extends AsyncDisposable {
  readonly issuer: string
  readonly clock: FakeClock
  readonly latchkey: Latchkey
  readonly person: Credentials
  /** Reaches the provider without a socket. */
  readonly fetch: Fetch
  browser(): Browser
  /** A new client, public unless told otherwise, and a relying party that uses it. */
  client(options?: { readonly isPublic?: boolean }): Promise<RelyingParty>
}

/** Opens one with a person who has every standard claim. */
export async function testProvider(): Promise<TestProvider> {
  const folder = temporaryFolder()
  const clock = fakeClock()
  const issuer = 'http://localhost:8080'
  const latchkey = await createLatchkey({ url: issuer, data: folder.path, clock: clock.now, log: 'error' })
  const person = { username: 'ada', password: 'correct-horse-battery-staple' }
  const account = await latchkey.createAccount({ ...person, claims: everyClaim })
  if ('error' in account) throw new Error(JSON.stringify(account.error))
  const fetch: Fetch = (url, init) => latchkey.fetch(new Request(url, { ...init, redirect: 'manual' }))
  return {
    issuer,
    clock,
    latchkey,
    person,
    fetch,
    browser: () => new Browser({ fetch }),
    async client({ isPublic = true } = {}) {
      const redirectUri = 'https://rp.example/callback'
      const result = await latchkey.createClient({ name: 'Relying party', redirectUris: [redirectUri], public: isPublic })
      if ('error' in result) throw new Error(JSON.stringify(result.error))
      const { client, clientSecret } = result.created
      const party = { issuer, fetch, clientId: client.clientId, redirectUri, now: clock.now }
      return new RelyingParty(clientSecret === undefined ? party : { ...party, clientSecret })
    },
    [Symbol.asyncDispose]: async () => {
      await latchkey.close()
      folder.remove()
    },
  }
}
