import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { expectRegistrationRefusal, register, registered } from '../../registration-kit.ts'
import { TestProvider } from '../../test-provider.ts'

const members = ['id_token', 'userinfo', 'authorization'].map((what) => `${what}_signed_response_alg`)
const algorithms = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']
const announcing = [
  'id_token_signing_alg_values_supported',
  'userinfo_signing_alg_values_supported',
  'authorization_signing_alg_values_supported',
  'introspection_signing_alg_values_supported',
]

describe('LATCHKEY-0049-ml-dsa signatures (registration-post-quantum-signature)', () => {
  test('is neither announced nor registered by a client itself, unless an administrator says so', async () => {
    await using op = await TestProvider.open()
    const before = op.provider.discovery() as unknown as Readonly<Record<string, readonly string[]>>
    for (const name of announcing)
      assert.deepEqual(
        before[name]?.filter((alg) => alg.startsWith('ML')),
        [],
        name,
      )
    for (const member of members) {
      const answer = await register(op, { [member]: 'ML-DSA-65' })
      expectRegistrationRefusal(answer, 'invalid_client_metadata', 'post_quantum_signature_not_offered')
    }
  })

  test('is both with postQuantumSignatures', async () => {
    await using op = await TestProvider.open()
    op.secure({ postQuantumSignatures: true })
    const after = op.provider.discovery() as unknown as Readonly<Record<string, readonly string[]>>
    for (const name of announcing)
      assert.deepEqual(
        after[name]?.filter((alg) => alg.startsWith('ML')),
        algorithms,
        name,
      )
    for (const member of members) {
      for (const alg of algorithms) assert.equal((await registered(op, { [member]: alg }))[member], alg)
    }
  })

  test('is no way for a client to sign', async () => {
    await using op = await TestProvider.open()
    op.secure({ postQuantumSignatures: true })
    const answer = await register(op, { token_endpoint_auth_signing_alg: 'ML-DSA-65' })
    assert.equal(answer.status, 400)
  })
})
