import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Reason, type ReasonId, reasons } from '@latchkey/core'
import { isProduct, sources } from './source-files.ts'
import { untriggeredReasons } from './untriggered-reasons.ts'

const catalogue = Object.entries(reasons) as readonly (readonly [ReasonId, Reason])[]
const all = sources()

/** Error codes that a specification of ours defines. */
const wireCodes = new Set([
  ...['invalid_request', 'unauthorized_client', 'access_denied', 'unsupported_response_type', 'invalid_scope', 'server_error'],
  ...['temporarily_unavailable', 'invalid_client', 'invalid_grant', 'unsupported_grant_type', 'unsupported_token_type'],
  ...['interaction_required', 'login_required', 'account_selection_required', 'consent_required', 'invalid_request_uri'],
  ...['invalid_request_object', 'request_not_supported', 'request_uri_not_supported', 'registration_not_supported'],
  ...['invalid_token', 'insufficient_scope', 'invalid_redirect_uri', 'invalid_client_metadata', 'invalid_target'],
  ...['invalid_dpop_proof', 'use_dpop_nonce'],
  ...['unknown_user_id', 'expired_login_hint_token', 'invalid_binding_message', 'transaction_failed'],
  ...['invalid_software_statement', 'unapproved_software_statement'],
  ...['invalid_authorization_details', 'insufficient_user_authentication'],
  ...['unmet_authentication_requirements', 'authorization_pending', 'slow_down', 'expired_token'],
])

describe('error catalogue', () => {
  test('RFC6749-5.2 a public text has only characters that error_description allows', () => {
    const wrong = catalogue.filter(([, { text }]) => !/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(text))
    assert.deepEqual(wrong, [])
  })

  test('a public text is one sentence without a full stop, blanks around it or a place for client input', () => {
    const wrong = catalogue.filter(([, { text }]) => text !== text.trim() || text.endsWith('.') || /\$\{|%s|\{\w*\}/.test(text))
    assert.deepEqual(wrong, [])
  })

  test('an answer has a code that a specification defines; the page for a wrong address has the name of its status', () => {
    const wrong = catalogue.filter(([, { error, status }]) => !wireCodes.has(error) && !(error === 'not_found' && status === 404))
    assert.deepEqual(wrong, [])
  })

  test('an id is lower case with underscores', () => {
    assert.deepEqual(
      catalogue.filter(([id]) => !/^[a-z][a-z0-9_]*$/.test(id)),
      [],
    )
  })

  test('the catalogue is not empty: it holds reasons of every kind', () => {
    for (const code of [
      'invalid_request',
      'invalid_grant',
      'invalid_client',
      'invalid_token',
      'login_required',
      'server_error',
    ]) {
      assert.ok(
        catalogue.some(([, { error }]) => error === code),
        code,
      )
    }
  })

  test('each reason is given from exactly one file', () => {
    // Pages only put a given reason into the person's words.
    const product = all.filter(({ path }) => isProduct(path) && !/\/errors\/reasons|^packages\/pages\//.test(path))
    const given = product.map(({ path, text }) => ({ path, ids: quotedIn(text) }))
    const wrong = catalogue.flatMap(([id]) => {
      const places = given.filter(({ ids }) => ids.has(id)).map(({ path }) => path)
      return places.length === 1 ? [] : [`${id}: ${places.length === 0 ? 'nowhere' : places.join(', ')}`]
    })
    assert.deepEqual(wrong, [])
  })

  test('each reason is thrown in exactly one place', () => {
    const product = all.flatMap(({ path, text }) => (isProduct(path) ? [text] : [])).join('\n')
    const wrong = catalogue.filter(([id]) => product.split(`new OAuthError('${id}'`).length > 2)
    assert.deepEqual(
      wrong.map(([id]) => id),
      [],
    )
  })

  test('each reason is triggered by some test, or listed with the reason why not', () => {
    const tests = all.filter(({ path }) => path.endsWith('.test.ts') && path !== 'test/repo/error-catalogue.test.ts')
    const untested = catalogue.map(([id]) => id).filter((id) => !tests.some(({ text }) => text.includes(`'${id}'`)))
    assert.deepEqual(
      untested.filter((id) => !(id in untriggeredReasons)),
      [],
    )
  })

  test('the list of untriggered reasons names only reasons that exist', () => {
    assert.deepEqual(
      Object.keys(untriggeredReasons).filter((id) => !(id in reasons)),
      [],
    )
  })
})

/** Quoted words of code: comments name what a function throws, and comparisons look at a reason that was given before. */
function quotedIn(text: string): ReadonlySet<string> {
  const code = text.split('\n').filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
  return new Set(code.flatMap((line) => [...line.matchAll(/(?<!== )'([a-z0-9_]+)'/g)].map(([, word]) => word ?? '')))
}
