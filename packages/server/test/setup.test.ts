import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { expectPage } from '@latchkey/testing'
import { createLatchkey, StartRefused } from '../src/index.ts'
import { administrator, openLatchkey } from './open-latchkey.ts'

function folder(): string {
  return join(mkdtempSync(join(tmpdir(), 'latchkey-setup-')), 'data')
}

const url = 'http://localhost:8080'

describe('first start', () => {
  test('data, key and link belong to the owner alone', async () => {
    const data = folder()
    await using latchkey = await createLatchkey({ url, data })
    assert.equal(statSync(data).mode & 0o777, 0o700)
    for (const file of ['master.key', 'setup-link']) assert.equal(statSync(join(data, file)).mode & 0o777, 0o600, file)
    assert.equal(readFileSync(join(data, 'setup-link'), 'utf8').trim(), latchkey.setupLink)
  })

  test('the link makes one administrator, who signs in; then it and its file are gone', async () => {
    const data = folder()
    await using opened = await openLatchkey({ data, admin: undefined } as never)
    const link = new URL(opened.latchkey.setupLink ?? '')
    const browser = opened.browser()
    const page = await browser.openPage(link)
    const mismatch = await browser.submit(page, { fields: { ...administrator, password_repeat: 'something else' } })
    assert.equal(expectPage(mismatch).status, 400)
    const short = await browser.submit(page, { fields: { username: 'a', password: 'x', password_repeat: 'x' } })
    assert.equal(expectPage(short).status, 400)
    const stolen = await opened.browser().submit(page, { fields: { ...administrator, password_repeat: administrator.password } })
    assert.equal(expectPage(stolen).error, 'invalid_request')
    const done = expectPage(await browser.submit(page, { fields: { ...administrator, password_repeat: administrator.password } }))
    assert.equal(done.status, 200)
    assert.equal(existsSync(join(data, 'setup-link')), false)
    assert.equal((await opened.fetch(link.pathname + link.search)).status, 403)
    const app = await opened.client()
    await app.signIn(opened.browser(), administrator)
  })

  test('a guessed link is refused', async () => {
    await using opened = await openLatchkey({ admin: undefined } as never)
    for (const query of ['', '?token=', '?token=lk_su_guess', '?token=a&token=b']) {
      assert.equal((await opened.fetch(`/setup${query}`)).status, 403, query)
    }
  })
})

describe('later starts', () => {
  test('find the master key and the administrator as they were', async () => {
    const data = folder()
    const first = await createLatchkey({ url, data, admin: administrator })
    const key = readFileSync(join(data, 'master.key'), 'utf8')
    const settings = first.settings.get()
    await first.close()
    await using second = await createLatchkey({ url, data })
    assert.equal(readFileSync(join(data, 'master.key'), 'utf8'), key)
    assert.deepEqual(second.settings.get(), settings)
    assert.equal(second.setupLink, undefined)
  })

  test('LATCHKEY_ADMIN restores the password', async () => {
    const data = folder()
    await (await createLatchkey({ url, data, admin: { username: 'admin', password: 'a-forgotten-passphrase' } })).close()
    await using opened = await openLatchkey({ data })
    const app = await opened.client()
    await app.signIn(opened.browser(), administrator)
  })

  test('another master key is said, and nothing is changed', async () => {
    const data = folder()
    await (await createLatchkey({ url, data, admin: administrator })).close()
    await assert.rejects(createLatchkey({ url, data, masterKey: 'x'.repeat(40) }), /master key/)
    await (await createLatchkey({ url, data })).close()
    rmSync(data, { recursive: true })
  })

  test('mistakes in the options are told together', async () => {
    const mistaken = { url: 'http://x.example', data: folder(), trustedProxies: ['x'], fetchAllow: ['10.0.0.0/40'] }
    await assert.rejects(createLatchkey(mistaken), (error) => {
      assert.ok(error instanceof StartRefused)
      assert.deepEqual(
        error.mistakes.map(({ name }) => name),
        ['url', 'trustedProxies', 'fetchAllow'],
      )
      return true
    })
  })

  test('a password that breaks the rules is a mistake of LATCHKEY_ADMIN, told without it', async () => {
    await assert.rejects(createLatchkey({ url, data: folder(), admin: { username: 'admin', password: 'shrt' } }), (error) => {
      assert.ok(error instanceof StartRefused)
      assert.equal(error.message.includes('shrt'), false)
      return error.message.includes('LATCHKEY_ADMIN')
    })
  })
})
