import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isMappableClaim } from './claim-mapping.ts'

describe('names of mapped claims', () => {
  const protocol: readonly (readonly [where: string, names: string])[] = [
    ['every JWT', 'iss sub aud exp nbf iat jti'],
    ['an ID token', 'nonce auth_time acr amr azp sid at_hash c_hash s_hash sub_jwk'],
    ['an access token and introspection', 'client_id scope active token_type username cnf act may_act grant_id'],
    ['other tokens of ours, or of extensions', 'events sub_id trust_chain authorization_details verified_claims'],
    ['claims from elsewhere', '_claim_names _claim_sources'],
    ['claims whose type no mapping can give', 'email_verified phone_number_verified updated_at address'],
  ]
  for (const [where, names] of protocol) {
    test(`are none that say what the protocol says in ${where}`, () => {
      for (const name of names.split(' ')) assert.equal(isMappableClaim(name), false, name)
    })
  }

  test('are none of another language, of a prototype, or unprintable', () => {
    for (const name of ['', 'name#de', '__proto__', 'a b', 'a\0', 'ä', 'x'.repeat(201)]) {
      assert.equal(isMappableClaim(name), false, JSON.stringify(name))
    }
  })

  test('are any others, those of the standard among them', () => {
    for (const name of ['email', 'groups', 'roles', 'https://example.com/claim', 'constructor']) assert.ok(isMappableClaim(name))
  })
})
