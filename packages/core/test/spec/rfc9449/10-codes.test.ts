import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BrowserSteps, codeOf, plainRequest } from '../../browser-steps.ts'
import { ProofMaker, redeemWithProof } from '../../dpop-kit.ts'
import { expectRefusal } from '../../expect-refusal.ts'
import { clientSecret, form, issuer, type TestProvider } from '../../test-provider.ts'

let steps: BrowserSteps
let op: TestProvider
let maker: ProofMaker
let other: ProofMaker

before(async () => {
  steps = await BrowserSteps.open({ skipConsent: true, postures: { 'pkce-required': 'off' } })
  op = steps.test
  maker = await ProofMaker.make(op)
  other = await ProofMaker.make(op)
})
after(() => steps[Symbol.asyncDispose]())

const htu = `${issuer}/auth/par`

function push(change: Readonly<Record<string, string | undefined>>, dpop: string | undefined) {
  const parameters = form({
    ...plainRequest,
    code_challenge: undefined,
    code_challenge_method: undefined,
    client_secret: clientSecret,
    ...change,
  })
  return op.provider.pushedAuthorizationRequest({ parameters, authorization: undefined, dpop })
}

/** The code that the person's browser brings back for a request. */
async function codeFor(parameters: Readonly<Record<string, string | undefined>>): Promise<string> {
  await steps.signIn()
  return codeOf(await steps.send(form(parameters)))
}

describe('RFC9449-10 dpop_jkt', () => {
  test('a code asked for with dpop_jkt is redeemed with that key alone', async () => {
    const request = { ...plainRequest, code_challenge: undefined, code_challenge_method: undefined, dpop_jkt: maker.jkt }
    const code = await codeFor(request)
    expectRefusal(await redeemWithProof(op, code, await other.proof()), 'invalid_grant', 'code_key_mismatch')
    assert.equal((await redeemWithProof(op, code, await maker.proof())).status, 200)
  })

  test('dpop-jkt: what is no thumbprint is refused', async () => {
    for (const jkt of ['x', `${maker.jkt}A`, `${maker.jkt.slice(0, -1)}=`]) {
      expectRefusal(await push({ dpop_jkt: jkt }, undefined), 'invalid_request', 'dpop_jkt_malformed')
    }
  })
})

describe('RFC9449-10.1 a proof with a pushed request', () => {
  test('binds the code to its key', async () => {
    const pushed = await push({}, await maker.proof({ htu }))
    assert.equal(pushed.status, 201, String(pushed.refusal?.reason))
    const code = await codeFor({ client_id: 'rp', request_uri: String(pushed.body?.['request_uri']) })
    expectRefusal(await redeemWithProof(op, code, undefined), 'invalid_grant', 'code_key_mismatch')
    assert.equal((await redeemWithProof(op, code, await maker.proof())).status, 200)
  })

  test('dpop-jkt-agrees: FSP-60 a dpop_jkt of another key is refused', async () => {
    expectRefusal(await push({ dpop_jkt: other.jkt }, await maker.proof({ htu })), 'invalid_dpop_proof', 'dpop_jkt_mismatch')
    assert.equal((await push({ dpop_jkt: maker.jkt }, await maker.proof({ htu }))).status, 201)
  })

  test('a proof made for the token endpoint is refused', async () => {
    expectRefusal(await push({}, await maker.proof()), 'invalid_dpop_proof', 'dpop_proof_address')
  })

  test('a nonce is asked for here too, where the client must use them', async () => {
    await op.changeClient({ postures: { 'pkce-required': 'off', 'dpop-proof-nonce': 'enforce' } })
    const answer = await push({}, await maker.proof({ htu }))
    expectRefusal(answer, 'use_dpop_nonce', 'dpop_nonce_required')
    assert.equal((await push({}, await maker.proof({ htu, nonce: answer.dpopNonce }))).status, 201)
  })
})
