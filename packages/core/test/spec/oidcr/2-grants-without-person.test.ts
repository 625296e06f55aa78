import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultRegistrationPolicy, type JsonAnswer } from '@latchkey/core'
import { createProvider } from '../../../src/provider.ts'
import { expectRegistrationRefusal, redirectUri } from '../../registration-kit.ts'
import { issuer, TestProvider } from '../../test-provider.ts'

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** Registers at the whole provider, with the grant types that its token endpoint has; `allowed`: those of the rules. */
function register(
  op: TestProvider,
  metadata: Readonly<Record<string, unknown>>,
  allowed?: readonly string[],
): Promise<JsonAnswer> {
  const rules = allowed === undefined ? {} : { grantTypes: allowed }
  const registrationPolicy = () => ({
    ...defaultRegistrationPolicy,
    authorized: { ...defaultRegistrationPolicy.authorized, ...rules },
  })
  const provider = createProvider({ issuer }, { ...op.ports, registrationPolicy })
  return provider.register({ body: { redirect_uris: [redirectUri], ...metadata }, authorized: true })
}

describe('OIDCR-2 grant types with which no person is asked', () => {
  for (const name of ['client_credentials', exchange]) {
    test(`${name} is left out of what is registered unless a rule names it`, async () => {
      await using op = await TestProvider.open()
      const metadata = { grant_types: ['authorization_code', name] }
      assert.deepEqual((await register(op, metadata)).body?.['grant_types'], ['authorization_code'])
      const named = await register(op, metadata, ['authorization_code', name])
      assert.deepEqual(named.body?.['grant_types'], ['authorization_code', name])
    })

    test(`${name} alone is refused`, async () => {
      await using op = await TestProvider.open()
      const answer = await register(op, { grant_types: [name], response_types: [] })
      expectRegistrationRefusal(answer, 'invalid_client_metadata', 'grant_types_unsupported')
    })
  }
})
