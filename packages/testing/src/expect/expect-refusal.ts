import assert from 'node:assert/strict'
import { type ReasonId, reasons } from '@latchkey/core'
import type { Departure, Visit } from '../browser/browser.ts'
import type { Page } from '../browser/page.ts'
import { type Answer, responseOf } from '../relying-party/relying-party.ts'

/** RFC6749-5.2: what `error_description` may be made of. */
const descriptionCharacters = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** The answer is the JSON error of RFC6749-5.2 with this code and, if named, for this reason of the catalogue. */
export function expectJsonError(answer: Answer, error: string, reason?: ReasonId, status?: number): void {
  const text = JSON.stringify(answer.body)
  assert.equal(answer.body['error'], error, text)
  if (reason !== undefined) assert.equal(answer.body['error_description'], reasons[reason].text)
  if (status === undefined) assert.ok(answer.status >= 400 && answer.status < 500, `status ${answer.status}`)
  else assert.equal(answer.status, status, text)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
  assert.match(String(answer.body['error_description'] ?? ''), descriptionCharacters)
  for (const secret of ['access_token', 'refresh_token', 'id_token', 'code']) assert.equal(secret in answer.body, false)
}

export interface ExpectedRedirectError {
  readonly redirectUri: string
  /** `undefined`: the request had none. */
  readonly state: string | undefined
  readonly issuer: string
  readonly error: string | readonly string[]
  readonly reason?: ReasonId
  /** Absent: in the query, or in a form where the departure is one. */
  readonly inFragment?: boolean
}

/** The browser was sent back to the client with an error, and with nothing that an error must not carry. */
export function expectRedirectError(departure: Departure, expected: ExpectedRedirectError): void {
  const parameters = responseOf(departure)
  assert.equal(withoutQuery(departure.url), withoutQuery(new URL(expected.redirectUri)))
  const error = parameters.get('error')
  const description = parameters.get('error_description')
  assert.ok([expected.error].flat().includes(error ?? ''), `error is ${error}: ${description}`)
  if (expected.reason !== undefined) assert.equal(description, reasons[expected.reason].text)
  assert.equal(parameters.get('state'), expected.state ?? null)
  assert.equal(parameters.get('iss'), expected.issuer)
  assert.match(description ?? '', descriptionCharacters)
  const registered = new Set(new URL(expected.redirectUri).searchParams.keys())
  const allowed = new Set(['error', 'error_description', 'error_uri', 'state', 'session_state', 'iss', ...registered])
  assert.deepEqual(
    [...parameters.keys()].filter((name) => !allowed.has(name)),
    [],
  )
  assert.equal(departure.url.hash !== '', expected.inFragment === true, 'where the error is')
}

/** The answer is a page of the provider that says what is wrong; nobody is redirected. */
export function expectErrorPage(visit: Visit, error?: string, reason?: ReasonId): Page {
  if (visit.kind === 'left') assert.fail(`expected an error page, was sent to ${visit.url}`)
  const { page } = visit
  assert.equal(page.name, 'error', page.text)
  assert.ok(page.status >= 400 && page.status < 500, `status ${page.status}`)
  if (error !== undefined) assert.equal(page.error, error)
  if (reason !== undefined) assert.ok(page.text.includes(reasons[reason].text), page.text)
  assert.match(page.headers.get('content-type') ?? '', /^text\/html\b/)
  assert.equal(page.headers.get('location'), null)
  assert.equal(page.headers.get('refresh'), null)
  return page
}

function withoutQuery(url: URL): string {
  return `${url.origin === 'null' ? url.protocol : url.origin}${url.pathname}`
}
