import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, type Opened, openLatchkey } from './open-latchkey.ts'

const issuer = 'https://id.example'
let opened: Opened
/** What a browser sends with a request that another site makes it make: the one cookie of ours that is `SameSite=None`, and those of others. */
let fromElsewhere: Readonly<Record<string, string>>

before(async () => {
  opened = await openLatchkey({ url: issuer })
  const party = await opened.client()
  const browser = opened.browser()
  await party.signIn(browser, administrator)
  const state = browser.cookies.entries().find(([name]) => name.endsWith('latchkey_state'))
  assert.ok(state)
  fromElsewhere = { cookie: `${state.join('=')}; other-app=1`, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
})
after(() => opened[Symbol.asyncDispose]())

function post(path: string, form: Readonly<Record<string, string>>): Promise<Response> {
  const headers = { ...fromElsewhere, 'content-type': 'application/x-www-form-urlencoded' }
  return opened.fetch(path, { method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' })
}

/** Every `Set-Cookie` of the answer that takes a cookie away. */
function takenAway(answer: Response): readonly string[] {
  return answer.headers.getSetCookie().filter((line) => /max-age=0/i.test(line))
}

describe('RFC9700-4.7.1 a request that another site makes, which the session cookie does not come with', () => {
  for (const [path, form] of [
    ['/auth/logout', { state: 'x' }],
    ['/auth/authorize', { client_id: 'app', response_type: 'code' }],
  ] as const) {
    test(`a form for ${path} is asked again by GET, which the cookies come with`, async () => {
      const answer = await post(path, form)
      assert.equal(answer.status, 303)
      assert.equal(answer.headers.get('location'), `${path}?${new URLSearchParams(form)}`)
      assert.deepEqual(answer.headers.getSetCookie(), [])
    })

    test(`one for ${path} that is too long to be asked by GET takes no cookie away`, async () => {
      const answer = await post(path, { ...form, ui_locales: 'x'.repeat(8_100) })
      assert.notEqual(answer.status, 303)
      assert.deepEqual(takenAway(answer), [])
    })
  }

  for (const path of ['/auth/logout', '/logout', '/auth/authorize?client_id=app&response_type=code&prompt=none']) {
    test(`a picture at ${path} takes no cookie away`, async () => {
      const answer = await opened.fetch(path, { headers: fromElsewhere, redirect: 'manual' })
      assert.deepEqual(takenAway(answer), [])
    })
  }

  test('a session that is over leaves no cookie behind', async () => {
    const cookie = `${fromElsewhere['cookie']}; __Host-latchkey_session=lk_se_${'A'.repeat(43)}`
    const answer = await opened.fetch('/auth/logout', { headers: { cookie } })
    assert.equal(takenAway(answer).length, 2)
  })
})
