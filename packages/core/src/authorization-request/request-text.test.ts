import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '../ids.ts'
import { validatedTarget } from './redirect-target.ts'
import { requestFromText, requestToText } from './request-text.ts'

describe('stored form of an accepted request', () => {
  test('comes back as it was, whatever its state holds', () => {
    const request = {
      clientId: 'rp' as ClientId,
      target: validatedTarget({
        redirectUri: 'https://rp.example/cb',
        requested: true,
        carrier: 'form_post',
        signed: true,
        state: '"\\<é\u2028>\0',
      }),
      responseType: 'code id_token',
      scopes: ['openid'],
      nonce: 'n',
      codeChallenge: 'c',
      prompts: ['login', 'consent'],
      maxAge: 0,
      uiLocales: ['de', 'en'],
      claims: '{"userinfo":{}}',
      authTimeRequested: true,
      subjects: ['s'],
    } as const
    assert.deepEqual(requestFromText(requestToText(request)), request)
  })

  test('a text of another version is not read', () => {
    assert.throws(() => requestFromText('{"version":1,"request":{}}'), TypeError)
    assert.throws(() => requestFromText('{}'), TypeError)
  })
})
