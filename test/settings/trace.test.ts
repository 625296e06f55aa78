import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, expectErrorPage, type RelyingParty, Scene, waitUntil } from '@latchkey/testing'

interface Trace {
  readonly clientId?: string
  readonly steps: readonly {
    readonly endpoint: string
    readonly outcome: string
    readonly reason?: string
    readonly checks: readonly { readonly outcome: string; readonly expected?: string; readonly received?: string }[]
  }[]
}

let scene: Scene
let party: RelyingParty

before(async () => {
  scene = await Scene.open()
  party = await scene.client()
})
after(() => scene[Symbol.asyncDispose]())

/** A trace is written after the answer, so it may take a moment. */
function traceWith(id: string, endpoint: string): Promise<Trace> {
  return waitUntil(`trace ${id}`, async () => {
    const { status, stdout } = await scene.server.cli('trace', id, '--json')
    if (status !== 0) return undefined
    const trace = JSON.parse(stdout) as Trace
    return trace.steps.some((step) => step.endpoint === endpoint) ? trace : undefined
  })
}

describe('latchkey trace', () => {
  test('shows from the id on an error page what was expected and what came', async () => {
    const uri = `${party.redirectUri}/other`
    const page = expectErrorPage(await scene.browser().open(party.begin({ redirect_uri: uri }).url))
    const id = page.headers.get('latchkey-trace') ?? ''
    assert.ok(page.text.includes(id))
    const { steps } = await traceWith(id, 'authorize')
    const failed = steps.flatMap(({ checks }) => checks).find(({ outcome }) => outcome === 'failed')
    assert.ok(failed?.expected?.includes(party.redirectUri), JSON.stringify(failed))
    assert.ok(failed?.received?.includes(uri), JSON.stringify(failed))
  })

  test('follows one transaction from authorize to userinfo under one id, and holds no secret', async () => {
    const browser = scene.browser()
    const ids = new Set<string>()
    browser.observe = (_url, response) => ids.add(response.headers.get('latchkey-trace') ?? 'none')
    const pending = party.begin({ scope: 'openid email offline_access', prompt: 'consent' })
    const code = codeOf(await browser.signIn(pending.url, scene.person))
    assert.equal(ids.size, 1, [...ids].join(' '))
    const [id = ''] = ids
    const wrong = await party.redeem(code, { code_verifier: 'w'.repeat(43) })
    const answer = await party.redeem(code, { code_verifier: pending.verifier })
    const userinfo = await party.userinfo(String(answer.body['access_token']))
    for (const { headers } of [wrong, answer, userinfo]) assert.equal(headers.get('latchkey-trace'), id)
    const trace = await traceWith(id, 'userinfo')
    assert.equal(trace.clientId, party.clientId)
    const endpoints = trace.steps.map(({ endpoint }) => endpoint)
    for (const endpoint of ['authorize', 'login', 'consent', 'token', 'userinfo'])
      assert.ok(endpoints.includes(endpoint), endpoint)
    assert.ok(trace.steps.some(({ reason }) => reason === 'code_verifier_mismatch'))
    const text = JSON.stringify(trace)
    const secrets = [code, pending.verifier, 'w'.repeat(43), scene.person.password, party.clientSecret ?? 'none']
    for (const secret of [...secrets, String(answer.body['access_token']), String(answer.body['refresh_token'])]) {
      assert.equal(text.includes(secret), false)
    }
  })

  test('says so when there is no such trace', async () => {
    assert.equal((await scene.server.cli('trace', 'trc_never')).status, 1)
    assert.equal((await scene.server.cli('trace')).status, 2)
  })
})
