import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** The machine's Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['LATCHKEY_TEST_CHROMIUM'] || '/usr/bin/chromium'
  return chromium.launch({ executablePath, headless: true, args: switches, timeout: 60_000 })
}

/** The same with a profile in `folder` that lets frames of other sites have their cookies. Trusts every certificate. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  mkdirSync(join(folder, 'Default'), { recursive: true })
  const profile = { cookie_controls_mode: 0, block_third_party_cookies: false }
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile }))
  const executablePath = process.env['LATCHKEY_TEST_CHROMIUM'] || '/usr/bin/chromium'
  const options = { executablePath, headless: true, args: switches, ignoreHTTPSErrors: true, timeout: 60_000 }
  return chromium.launchPersistentContext(folder, options)
}

/** The text of a file of an installed package, as its author published it. */
export function publishedFile(packageName: string, path: string): string {
  const require = createRequire(import.meta.url)
  const entry = require.resolve(packageName)
  const root = entry.slice(0, entry.lastIndexOf(`/node_modules/${packageName}/`) + `/node_modules/${packageName}/`.length)
  return readFileSync(`${root}${path}`, 'utf8')
}

export interface Site extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: another site than `localhost`. */
  readonly origin: string
}

/** Serves fixed texts by path on another origin than the provider's; the type follows from the path's ending. */
export async function serveSite(files: Readonly<Record<string, () => string>>): Promise<Site> {
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://site').pathname]
    const type = request.url?.includes('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': type }).end(file?.() ?? 'not here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
