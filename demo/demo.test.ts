import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { Browser, Child, executableOf, expectDeparture, expectPage, freePort, repositoryRoot, waitUntil } from '@latchkey/testing'

test('a newcomer signs in at the sample application, refreshes, reads the trace and signs out', { timeout: 60_000 }, async () => {
  const port = await twoFreePorts()
  const demo = new Child(executableOf('bun'), ['demo/main.ts', `--port=${port}`], { cwd: repositoryRoot, env: process.env })
  try {
    const person = await waitUntil('the demo prints where to go', () => {
      assert.ok(demo.isRunning, demo.output)
      const username = /Sign in as +(.+)/.exec(demo.stdout)?.[1]
      const password = /with the password +(.+)/.exec(demo.stdout)?.[1]
      return username && password ? { username, password } : undefined
    })
    const app = `http://localhost:${port + 1}`
    const browser = new Browser()

    const welcome = await browser.openPage(`${app}/`)
    assert.ok(welcome.links.some((link) => link.href === `${app}/sign-in`))
    const request = expectDeparture(await browser.open(`${app}/sign-in`))
    const response = await browser.signIn(request.url, person)
    const signedIn = await browser.openPage(response.url)
    assert.equal(signedIn.heading, 'Ada Lovelace')
    assert.match(signedIn.text, /Signature verified: ES256/)
    assert.match(signedIn.text, /ada@example\.org/)

    const refreshed = expectPage(await browser.submit(signedIn, {}, formTo(signedIn, '/refresh')))
    assert.match(refreshed.text, /Refreshed .* without asking you again/)

    const trace = await browser.openPage(`${app}/trace`)
    assert.match(trace.text, /trc_/)
    assert.match(trace.text, /authorize/)

    const out = await browser.submit(refreshed, {}, formTo(refreshed, '/sign-out'))
    if (out.kind === 'left') {
      const back = expectDeparture(await browser.open(out.url))
      assert.equal(back.url.href, `${app}/`)
    }
    assert.equal((await browser.openPage(`${app}/`)).heading, 'Nobody is signed in')

    demo.signal('SIGINT')
    const { status } = await demo.finished()
    assert.equal(status, 0, demo.output)
    await assert.rejects(fetch(`http://localhost:${port}/healthz/live`))
  } finally {
    demo.signal('SIGTERM')
    await demo.finished()
  }
})

function formTo(page: Awaited<ReturnType<Browser['openPage']>>, path: string) {
  return page.forms.find(({ action }) => action.pathname === path)
}

/** The first of two ports next to each other. */
async function twoFreePorts(): Promise<number> {
  for (;;) {
    const port = await freePort()
    const next = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      next.once('error', () => resolve(false))
      next.listen(port + 1, 'localhost', () => next.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
