import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ProofMaker as Maker, ProofMaker, redeemWithProof, tokenWithProof, userinfoWith } from '../../dpop-kit.ts'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { clientSecret, form, TestProvider } from '../../test-provider.ts'

let op: TestProvider
let maker: Maker

before(async () => {
  op = await TestProvider.open()
  await op.client()
  maker = await ProofMaker.make(op)
})
after(() => op[Symbol.asyncDispose]())

async function boundToken(): Promise<string> {
  return textOf(await redeemWithProof(op, await op.code(), await maker.proof()), 'access_token')
}

describe('RFC9449-7 use of a bound access token', () => {
  test('with a proof of its key userinfo answers, whatever the case of the scheme', async () => {
    const token = await boundToken()
    for (const scheme of ['DPoP', 'dpop', 'dPoP']) {
      const answer = await userinfoWith(op, `${scheme} ${token}`, await maker.tokenProof(token))
      assert.equal(answer.body?.['sub'], 'subject-of-alice', String(answer.refusal?.reason))
    }
  })

  test('access-token-dpop-bound: as Bearer, without proof or with the proof of another key it is refused, with a DPoP challenge', async () => {
    const token = await boundToken()
    const other = await ProofMaker.make(op)
    for (const answer of [
      await userinfoWith(op, `Bearer ${token}`),
      await userinfoWith(op, `Bearer ${token}`, await maker.tokenProof(token)),
      await userinfoWith(op, `DPoP ${token}`),
      await userinfoWith(op, `DPoP ${token}`, await other.tokenProof(token)),
    ]) {
      expectRefusal(answer, 'invalid_token', 'access_token_needs_proof', 401)
      assert.match(answer.challenge ?? '', /^DPoP realm="latchkey", algs="[^"]*ES256[^"]*", error="invalid_token"/)
    }
  })

  test('dpop-proof-token-hash: a proof of another token, or of none, is refused with 401', async () => {
    const [token, other] = [await boundToken(), await boundToken()]
    for (const proof of [await maker.tokenProof(other), await maker.tokenProof(token, { ath: undefined })]) {
      const answer = await userinfoWith(op, `DPoP ${token}`, proof)
      expectRefusal(answer, 'invalid_dpop_proof', 'dpop_proof_token_hash', 401)
      assert.match(answer.challenge ?? '', /^DPoP .*error="invalid_dpop_proof"/)
    }
  })

  test('a proof made for another method or address, or used before, is refused with 401', async () => {
    const token = await boundToken()
    const used = await maker.tokenProof(token)
    await userinfoWith(op, `DPoP ${token}`, used)
    for (const [proof, reason] of [
      [await maker.tokenProof(token, { htm: 'POST' }), 'dpop_proof_method'],
      [await maker.tokenProof(token, { htu: 'https://op.example/auth/token' }), 'dpop_proof_address'],
      [used, 'dpop_proof_replayed'],
    ] as const) {
      expectRefusal(await userinfoWith(op, `DPoP ${token}`, proof), 'invalid_dpop_proof', reason, 401)
    }
  })

  test('a token that is not bound is refused as a DPoP token', async () => {
    const token = textOf(await op.redeem(await op.code()), 'access_token')
    const answer = await userinfoWith(op, `DPoP ${token}`, await maker.tokenProof(token))
    expectRefusal(answer, 'invalid_token', 'access_token_not_bound', 401)
    assert.equal((await op.userinfo(token)).status, 200)
  })

  test('a nonce is asked for here too, where the client must use them', async () => {
    const token = await boundToken()
    await op.changeClient({ postures: { 'dpop-proof-nonce': 'enforce' } })
    const answer = await userinfoWith(op, `DPoP ${token}`, await maker.tokenProof(token))
    expectRefusal(answer, 'use_dpop_nonce', 'dpop_nonce_required', 401)
    const retried = await userinfoWith(op, `DPoP ${token}`, await maker.tokenProof(token, { nonce: answer.dpopNonce }))
    assert.equal(retried.status, 200)
    await op.changeClient({ postures: {} })
  })

  test('introspection says to which key it is bound (RFC9449-6.2)', async () => {
    const parameters = form({ client_id: 'rp', client_secret: clientSecret, token: await boundToken() })
    const { body } = await op.provider.introspect({ parameters, authorization: undefined })
    assert.deepEqual([body?.['token_type'], body?.['cnf']], ['DPoP', { jkt: maker.jkt }])
  })
})

describe('RFC9449-10 codes bound to a key', () => {
  test('code-dpop-key: only a proof of that key redeems the code', async () => {
    const code = await op.code({ dpopJkt: maker.jkt })
    const other = await ProofMaker.make(op)
    expectRefusal(await redeemWithProof(op, code, undefined), 'invalid_grant', 'code_key_mismatch')
    expectRefusal(await redeemWithProof(op, code, await other.proof()), 'invalid_grant', 'code_key_mismatch')
    assert.equal((await redeemWithProof(op, code, await maker.proof())).status, 200)
  })
})

describe('RFC9449-5 refresh tokens', () => {
  const refresh = (token: string, dpop: string | undefined, credentials: Readonly<Record<string, string | undefined>> = {}) =>
    tokenWithProof(op, { grant_type: 'refresh_token', refresh_token: token, ...credentials }, dpop)

  test('refresh-token-dpop-key: that of a public client needs a proof of its key, and is not replaced at each use', async () => {
    await op.client({ clientId: 'spa' as never, public: true, tokenEndpointAuthMethod: 'none' })
    const as = { client_id: 'spa', client_secret: undefined }
    const code = await op.code({ clientId: 'spa', scopes: ['openid', 'offline_access'] })
    const redeemed = await tokenWithProof(
      op,
      { ...as, grant_type: 'authorization_code', code, redirect_uri: 'https://rp.example/callback' },
      await maker.proof(),
    )
    const token = textOf(redeemed, 'refresh_token')
    const other = await ProofMaker.make(op)
    expectRefusal(await refresh(token, undefined, as), 'invalid_grant', 'refresh_token_key_mismatch')
    expectRefusal(await refresh(token, await other.proof(), as), 'invalid_grant', 'refresh_token_key_mismatch')
    const renewed = await refresh(token, await maker.proof(), as)
    assert.deepEqual([renewed.status, renewed.body?.['token_type'], renewed.body?.['refresh_token']], [200, 'DPoP', undefined])
    op.configure({ refreshTokenRenewal: 31 * 86_400_000 })
    const replaced = textOf(await refresh(token, await maker.proof(), as), 'refresh_token')
    expectRefusal(await refresh(replaced, undefined, as), 'invalid_grant', 'refresh_token_key_mismatch')
    op.configure({ refreshTokenRenewal: 4 * 86_400_000 })
    assert.equal((await refresh(replaced, await maker.proof(), as)).status, 200)
  })

  test('that of a confidential client is bound to its authentication: a new key is accepted', async () => {
    const code = await op.code({ scopes: ['openid', 'offline_access'] })
    const token = textOf(await redeemWithProof(op, code, await maker.proof()), 'refresh_token')
    const other = await ProofMaker.make(op)
    const renewed = await refresh(token, await other.proof())
    const access = textOf(renewed, 'access_token')
    assert.equal((await userinfoWith(op, `DPoP ${access}`, await other.tokenProof(access))).status, 200)
  })
})
