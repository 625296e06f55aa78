import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonAnswer, TraceId } from '@latchkey/core'
import { pages } from '@latchkey/pages'
import { Cookies } from '../http/cookies.ts'
import { Exchange } from '../http/exchange.ts'
import { PageFrame } from '../http/page-frame.ts'
import { Networks } from '../net/networks.ts'
import { ErrorResponder } from './respond-error.ts'
import { respondJson } from './respond-json.ts'

const randomBytes = (length: number): Uint8Array => new Uint8Array(length)
const frame = new PageFrame({ pages, base: '', isSecure: true, cookies: new Cookies(true, randomBytes) })
const log = { isDebug: false, write: () => {} }
const errors = new ErrorResponder({ frame, log, clock: () => 0, randomBytes, trace: { record: () => {} } })
const exchange = new Exchange(
  new Request('https://id.example/token'),
  { remoteAddress: '192.0.2.1' },
  { trustedProxies: new Networks([]) },
)
const [one, two]: readonly TraceId[] = ['trc_one', 'trc_two']

function headersOf(answer: Partial<JsonAnswer>, isClosed: boolean = false): Headers {
  return respondJson(exchange, { status: 200, body: {}, traceId: one, ...answer } as JsonAnswer, errors, isClosed).headers
}

describe('the headers of answers', () => {
  test('name the trace of each, also when the one before had the same or another', () => {
    const traces = [one, one, two, one].map((traceId) => headersOf({ traceId } as Partial<JsonAnswer>).get('latchkey-trace'))
    assert.deepEqual(traces, [one, one, two, one])
  })

  test('that one answer alone has are not those of the next with its trace', () => {
    const special = headersOf({ dpopNonce: 'nonce', challenge: 'Basic', retryAfter: 5 })
    assert.deepEqual(
      ['dpop-nonce', 'www-authenticate', 'retry-after'].map((name) => special.get(name)),
      ['nonce', 'Basic', '5'],
    )
    const plain = [...headersOf({}).keys()]
    assert.deepEqual(plain, [...headersOf({}).keys()])
    for (const name of ['dpop-nonce', 'www-authenticate', 'retry-after']) assert.equal(plain.includes(name), false, name)
    assert.equal(headersOf({ signed: { mediaType: 'application/jwt', jwt: 'x' } }).get('content-type'), 'application/jwt')
    assert.equal(headersOf({}).get('content-type'), 'application/json')
  })

  test('let pages of other origins read an open answer, and not a closed one of the same trace', () => {
    for (const isClosed of [true, false, true]) {
      assert.equal(headersOf({}, isClosed).get('access-control-allow-origin'), isClosed ? null : '*')
      assert.equal(headersOf({}, isClosed).get('cache-control'), 'no-store')
    }
  })
})
