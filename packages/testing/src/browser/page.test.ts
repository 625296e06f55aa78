import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parsePage } from './page.ts'

const parse = (html: string) => parsePage(new URL('http://localhost/login?a=b'), { status: 200, headers: new Headers() }, html)

describe('a page as a browser reads it', () => {
  test('form, fields and buttons are found, entities decoded', () => {
    const page = parse(`<!doctype html><html lang="en"><body data-page="login"><h1> Sign
      in </h1><form method=POST action="/login"><input type=hidden name=state value="&quot;&lt;">
      <input name=username><button name="decision" value="deny">No</button></form><a href="/x">x</a></body></html>`)
    assert.equal(page.name, 'login')
    assert.equal(page.language, 'en')
    assert.equal(page.heading, 'Sign in')
    const [form] = page.forms
    assert.equal(form?.method, 'post')
    assert.equal(form?.action.href, 'http://localhost/login')
    assert.deepEqual(form?.fields, [
      { name: 'state', value: '"<', type: 'hidden' },
      { name: 'username', value: '', type: 'text' },
      { name: 'decision', value: 'deny', type: 'submit' },
    ])
    assert.deepEqual(page.links.map(String), ['http://localhost/x'])
  })

  test('text in scripts and comments is no text of the page, and no form', () => {
    const page = parse('<body><script>var a = "<form>"</script><!-- <form></form> --><p>seen</p></body>')
    assert.equal(page.text, 'seen')
    assert.deepEqual(page.forms, [])
  })

  test('a refresh in the markup is found', () => {
    assert.equal(parse('<meta http-equiv="Refresh" content="0;url=/next">').metaRefresh, '0;url=/next')
  })
})
