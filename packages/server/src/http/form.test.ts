import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OAuthError, type ReasonId } from '@latchkey/core'
import { bodyLimit, parseForm, parseQuery, readForm } from './form.ts'

const form = 'application/x-www-form-urlencoded'

function post(body: BodyInit, type = form): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } })
}

function refusal(reason: ReasonId): (error: unknown) => boolean {
  return (error) => error instanceof OAuthError && error.reason === reason
}

describe('RFC6749-B application/x-www-form-urlencoded', () => {
  const cases: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['', []],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a', [['a', '']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a+b=c%20d+e%2B', [['a b', 'c d e+']]],
    [
      'x=%C3%BC&&y=',
      [
        ['x', 'ü'],
        ['y', ''],
      ],
    ],
  ]
  for (const [text, pairs] of cases) {
    test(`${JSON.stringify(text)} is understood`, () => assert.deepEqual(parseForm(text), pairs))
  }

  for (const text of ['a=%', 'a=%zz', 'a=%ff', '%E0%A4=1']) {
    test(`${text} is refused`, async () => {
      assert.throws(() => parseQuery(text), refusal('query_malformed'))
      await assert.rejects(readForm(post(text)), refusal('body_malformed'))
    })
  }

  test('a body that is no UTF-8 is refused', async () => {
    await assert.rejects(readForm(post(new Uint8Array([0x61, 0x3d, 0xff]))), refusal('body_malformed'))
  })

  test('another content type is refused', async () => {
    await assert.rejects(readForm(post('{}', 'application/json')), refusal('body_not_form'))
    await assert.rejects(readForm(post('a=1', `${form}x`)), refusal('body_not_form'))
    assert.deepEqual(await readForm(post('a=1', `${form.toUpperCase()}; charset=UTF-8`)), [['a', '1']])
  })

  test('a body is bounded, whether or not it says its length', async () => {
    const long = `a=${'x'.repeat(bodyLimit)}`
    await assert.rejects(readForm(post(long)), refusal('body_too_large'))
    const declared = new Request('http://localhost/', {
      method: 'POST',
      body: 'a=1',
      headers: { 'content-type': form, 'content-length': String(bodyLimit + 1) },
    })
    await assert.rejects(readForm(declared), refusal('body_too_large'))
    // As a server around the library may pass on.
    const understated = new Request('http://localhost/', {
      method: 'POST',
      body: long,
      headers: { 'content-type': form, 'content-length': '1' },
    })
    await assert.rejects(readForm(understated), refusal('body_too_large'))
  })

  test('a body without end is read no further than the bound', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent > 10 * bodyLimit) return controller.close()
        sent += 4_096
        controller.enqueue(new Uint8Array(4_096).fill(97))
      },
    })
    const options = { method: 'POST', body, duplex: 'half', headers: { 'content-type': form } } as const
    await assert.rejects(readForm(new Request('http://localhost/', options)), refusal('body_too_large'))
    assert.ok(sent <= 2 * bodyLimit, `${sent} octets were read`)
  })
})
