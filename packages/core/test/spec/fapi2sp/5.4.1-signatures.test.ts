import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Client } from '@latchkey/core'
import { createKeyRing } from '../../../src/keys/key-ring.ts'
import { planAccessToken } from '../../../src/tokens/plan-access-token.ts'
import { expectRefusal } from '../../expect-refusal.ts'
import { issuer, TestProvider } from '../../test-provider.ts'

const resource = 'https://api.example/'

let op: TestProvider
let client: Client

before(async () => {
  op = await TestProvider.open()
  client = await op.client()
})
after(() => op[Symbol.asyncDispose]())

/** Algorithms of an ID token, an answer through the browser, and an access token for an API that nobody registered. */
async function algorithms(of: Client): Promise<readonly string[]> {
  const keys = createKeyRing(op.ports)
  const planned = await planAccessToken({ client: of, scopes: [], resources: [resource] }, { issuer, ports: op.ports, keys })
  const signers = [await keys.keyFor(of), await keys.responseKeyFor(of), planned.key]
  return signers.map((key) => key?.algorithm.name ?? 'none')
}

describe('FAPI2SP-5.4.1 what is signed for a client that registered no algorithm', () => {
  test('has PS256, ES256 or EdDSA where that is enforced, and what it always had elsewhere', async () => {
    assert.deepEqual(await algorithms(client), ['ES256', 'RS256', 'ES256'])
    assert.deepEqual(await algorithms({ ...client, profile: 'fapi2' }), ['ES256', 'ES256', 'ES256'])
    op.secure({ postures: { 'signature-strong-algorithm': 'report' } })
    assert.deepEqual(await algorithms(client), ['ES256', 'RS256', 'ES256'])
    op.secure({ postures: {} })
  })

  test('also where the primary key is another one', async () => {
    const { signatureAlgorithm } = op.settings
    op.configure({ signatureAlgorithm: 'hs256' })
    assert.deepEqual(await algorithms(client), ['HS256', 'RS256', 'RS256'])
    assert.deepEqual(await algorithms({ ...client, profile: 'fapi2' }), ['ES256', 'ES256', 'ES256'])
    op.configure({ signatureAlgorithm })
  })

  test('one that it did register is kept to', async () => {
    const said: Client = {
      ...client,
      profile: 'fapi2',
      idTokenSignedResponseAlg: 'PS256',
      authorizationSignedResponseAlg: 'EdDSA',
    }
    assert.deepEqual(await algorithms(said), ['PS256', 'EdDSA', 'ES256'])
  })
})

test('token-signature-strong-algorithm a client that registered a weak one gets no tokens', async () => {
  op.secure({ postures: { 'signature-strong-algorithm': 'enforce' } })
  assert.equal((await op.redeem(await op.code())).status, 200)
  await op.changeClient({ idTokenSignedResponseAlg: 'RS256' })
  expectRefusal(await op.redeem(await op.code()), 'unauthorized_client', 'client_signature_weak', 400)
})

test('FAPI2SP-5.3.2.1 a replaced refresh token of a client that authenticates is good for a minute more', async () => {
  op.secure({ postures: {} })
  await op.changeClient({ idTokenSignedResponseAlg: 'ES256' })
  const first = await op.redeem(await op.code({ scopes: ['openid', 'offline_access'] }))
  op.advance(op.settings.refreshTokenExpiry - op.settings.refreshTokenRenewal)
  const token = String(first.body?.['refresh_token'])
  const successor = (await op.refresh(token)).body?.['refresh_token']
  assert.equal(typeof successor, 'string')
  op.advance(60_000)
  assert.equal((await op.refresh(token)).body?.['refresh_token'], successor)
  op.advance(1)
  expectRefusal(await op.refresh(token), 'invalid_grant', 'refresh_token_replayed', 400)
})
