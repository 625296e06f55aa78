import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createLog } from '../log/log.ts'
import { StartRefused } from '../options/option.ts'
import { applyFileAtStart } from './apply-plan.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'

/** An installation with a plan file. */
class Started implements AsyncDisposable {
  readonly logged: string[] = []
  readonly #folder = mkdtempSync(join(tmpdir(), 'latchkey-apply-'))
  readonly path = join(this.#folder, 'prod.ndjson')
  #open: OpenEngine | undefined

  async engine(): Promise<OpenEngine['engine']> {
    const log = createLog({ level: 'info', form: 'text', clock: Date.now, sink: (line) => this.logged.push(line) })
    this.#open ??= await openEngine({ url: 'http://localhost:8080', data: join(this.#folder, 'data'), clock: Date.now, log })
    return this.#open.engine
  }

  /** Applies a file with these lines as a start does. */
  async apply(...lines: readonly unknown[]): Promise<void> {
    writeFileSync(this.path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\r\n'))
    const { management } = await this.engine()
    const log = createLog({ level: 'info', form: 'text', clock: Date.now, sink: (line) => this.logged.push(line) })
    await applyFileAtStart(management, this.path, log)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.engine.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const header = { '@type': 'plan', owner: 'prod' }
const settings = { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: '2h' } }
const publicClient = {
  '@type': 'upsert',
  object: 'OAuthClient',
  value: { clientId: 'spa', tokenEndpointAuthMethod: 'none', redirectUris: { 'https://spa.example/cb': true } },
}

async function refusal(started: Promise<void>): Promise<readonly string[]> {
  const error = await started.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  assert.ok(error instanceof StartRefused, String(error))
  return error.mistakes.map(({ name, remedy }) => `${name}: ${remedy}`)
}

describe('LATCHKEY_APPLY', () => {
  test('applies the file, in force at once, and the second time changes nothing', async () => {
    await using started = new Started()
    await started.apply(header, settings, '', publicClient)
    assert.equal((await started.engine()).oidcProvider.current().accessTokenExpiry, 7_200_000)
    await started.apply(header, settings, publicClient)
    assert.deepEqual(started.logged, [
      `Applied ${started.path}: 1 created, 1 updated, 0 destroyed, 0 unchanged.`,
      `Applied ${started.path}: 0 created, 0 updated, 0 destroyed, 2 unchanged.`,
    ])
  })

  test('a file that is refused makes the start fail with all mistakes, and changes nothing', async () => {
    await using started = new Started()
    const bad = { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: 'soon' } }
    assert.deepEqual(
      await refusal(started.apply(bad, publicClient, { '@type': 'update', object: 'Scope', match: { name: 'x' }, value: {} })),
      [
        'LATCHKEY_APPLY: line 1 OidcProvider OAuth and OpenID Connect: accessTokenExpiry: Invalid duration value.',
        'LATCHKEY_APPLY: line 3 Scope x: There is no such Scope; say upsert to have it created.',
      ],
    )
    assert.deepEqual(await refusal(started.apply('{', 'secret: x')), [
      'LATCHKEY_APPLY: line 1: The line is not JSON; each line must hold one operation as a whole.',
      'LATCHKEY_APPLY: line 2: The line is not JSON; each line must hold one operation as a whole.',
    ])
    const found = await (await started.engine()).storage.management.objects.findByKey('OAuthClient', 'spa')
    assert.equal(found, undefined)
  })

  test('a secret that nobody would learn is refused, one from the file is taken and never logged', async () => {
    await using started = new Started()
    const value = { clientId: 'app', redirectUris: { 'https://app.example/cb': true } }
    assert.deepEqual(await refusal(started.apply({ '@type': 'upsert', object: 'OAuthClient', value })), [
      'LATCHKEY_APPLY: line 1 OAuthClient app: secret would be made and nobody would learn it; say it in the file, or apply the file from the command line.',
    ])
    const secret = 'a-secret-of-32-characters-or-more'
    await started.apply({ '@type': 'upsert', object: 'OAuthClient', value: { ...value, secret } })
    assert.equal(started.logged.join('').includes(secret), false)
  })

  test('a file that cannot be read is named', async () => {
    await using started = new Started()
    const { management } = await started.engine()
    const log = createLog({ level: 'info', form: 'text', clock: Date.now, sink: () => undefined })
    const path = `${started.path}.missing`
    const [mistake] = await refusal(applyFileAtStart(management, path, log))
    assert.match(mistake ?? '', /^LATCHKEY_APPLY: must name a file that can be read: ENOENT/)
    assert.match((await refusal(applyFileAtStart(management, tmpdir(), log)))[0] ?? '', /must name a file that can be read/)
  })
})
