import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Browser, expectDeparture, expectPage } from './browser.ts'

type Handler = (request: Request) => Response

/** A browser on a provider that is a function. */
function browserOn(handler: Handler): Browser {
  return new Browser({ fetch: async (url, init) => handler(new Request(url, init)) })
}

const html = (body: string, headers: Record<string, string> = {}) =>
  new Response(`<!doctype html><html lang="en"><body data-page="login">${body}</body></html>`, { headers })

describe('a script-less browser', () => {
  test('follows redirects inside the origin with the cookies it was given, and stops at the border', async () => {
    const browser = browserOn((request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/start')
        return new Response(null, { status: 303, headers: { location: '/two', 'set-cookie': 'a=1; Path=/' } })
      assert.equal(request.headers.get('cookie'), 'a=1')
      return new Response(null, { status: 302, headers: { location: 'https://app.example/callback?code=x' } })
    })
    const departure = expectDeparture(await browser.open('http://localhost/start'))
    assert.equal(departure.url.href, 'https://app.example/callback?code=x')
    assert.equal(departure.via, 'redirect')
  })

  test('goes on from a hand-over page', async () => {
    const browser = browserOn(() => html('<a href="x">go</a>', { refresh: '0;url=com.example.app:/done?code=x' }))
    const departure = expectDeparture(await browser.open('http://localhost/'))
    assert.equal(departure.via, 'hand-over')
    assert.equal(departure.url.href, 'com.example.app:/done?code=x')
  })

  test('takes the fields of a form that posts itself elsewhere', async () => {
    const form =
      '<form method="post" action="https://app.example/cb"><input type="hidden" name="code" value="&lt;x"><button>go</button></form>'
    const departure = expectDeparture(await browserOn(() => html(form)).open('http://localhost/'))
    assert.equal(departure.via, 'form-post')
    assert.equal(departure.form?.get('code'), '<x')
  })

  test('submits a form with hidden fields, what was typed, and the one button that was pressed', async () => {
    const seen: string[] = []
    const form = `<form method="post" action="/login"><input type="hidden" name="csrf" value="t"><input name="username">
      <button>in</button><button name="decision" value="deny">no</button></form>`
    const browser = new Browser({
      fetch: async (url, init) => {
        const request = new Request(url, init)
        if (request.method === 'POST') seen.push(`${new Headers(init?.headers).get('origin')} ${await request.text()}`)
        return html(form, { 'referrer-policy': 'no-referrer' })
      },
    })
    const page = expectPage(await browser.open('http://localhost/login'))
    await browser.submit(page, { fields: { username: 'ada' } })
    await browser.submit(page, { fields: { csrf: undefined }, button: ['decision', 'deny'] })
    assert.deepEqual(seen, ['null csrf=t&username=ada', 'null username=&decision=deny'])
  })

  test('gives up on a circle of redirects', async () => {
    const browser = browserOn(() => new Response(null, { status: 302, headers: { location: '/again' } }))
    await assert.rejects(browser.open('http://localhost/'), /redirects/)
  })
})
