import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ReasonId } from '@latchkey/core'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { ProofMaker, redeemWithProof, tokenWithProof } from '../../dpop-kit.ts'
import { expectRefusal } from '../../expect-refusal.ts'
import { TestProvider } from '../../test-provider.ts'

let op: TestProvider
let maker: ProofMaker

before(async () => {
  op = await TestProvider.open({ authCodeMaxAttempts: 1000 })
  await op.client()
  maker = await ProofMaker.make(op)
})
after(() => op[Symbol.asyncDispose]())

const seconds = () => Math.floor(op.now / 1000)

/** The rule that refuses, what the proof is, and how it is made. */
const refused: readonly (readonly [check: string, what: string, reason: ReasonId, make: () => Promise<string>])[] = [
  ['dpop-proof-form', 'garbage', 'dpop_proof_malformed', async () => 'garbage'],
  ['dpop-proof-form', 'two headers', 'dpop_proof_malformed', async () => `${await maker.proof()}, ${await maker.proof()}`],
  ['dpop-proof-form', 'no jti', 'dpop_proof_malformed', () => maker.proof({ jti: undefined })],
  ['dpop-proof-form', 'a jti that is a number', 'dpop_proof_malformed', () => maker.proof({ jti: 1 })],
  ['dpop-proof-form', 'no htm', 'dpop_proof_malformed', () => maker.proof({ htm: undefined })],
  ['dpop-proof-form', 'no htu', 'dpop_proof_malformed', () => maker.proof({ htu: undefined })],
  ['dpop-proof-form', 'no iat', 'dpop_proof_malformed', () => maker.proof({ iat: undefined })],
  ['dpop-proof-form', 'two members of one name', 'dpop_proof_malformed', async () => withTwoIds()],
  ['dpop-proof-form', 'a very long one', 'dpop_proof_malformed', () => maker.proof({ extra: 'x'.repeat(9_000) })],
  ['dpop-proof-type', 'no typ', 'dpop_proof_type', () => maker.proof({}, { typ: undefined })],
  ['dpop-proof-type', 'the typ of another JWT', 'dpop_proof_type', () => maker.proof({}, { typ: 'JWT' })],
  ['dpop-proof-algorithm', 'RS256', 'dpop_proof_algorithm', () => signedBy('RS256')],
  ['dpop-proof-algorithm', 'none', 'dpop_proof_algorithm', unsigned],
  ['dpop-proof-algorithm', 'a MAC', 'dpop_proof_algorithm', withMac],
  ['dpop-proof-key', 'no jwk', 'dpop_proof_key', () => maker.proof({}, { jwk: undefined })],
  ['dpop-proof-key', 'a private key', 'dpop_proof_key', withPrivateKey],
  ['dpop-proof-key', 'a key of another kind', 'dpop_proof_key', () => maker.proof({}, { jwk: { kty: 'oct', k: 'AAAA' } })],
  ['dpop-proof-signature', 'the key of somebody else', 'dpop_proof_signature', withAnotherKey],
  ['dpop-proof-signature', 'a changed signature', 'dpop_proof_signature', withChangedSignature],
  ['dpop-proof-method', 'another method', 'dpop_proof_method', () => maker.proof({ htm: 'GET' })],
  ['dpop-proof-method', 'the method in small letters', 'dpop_proof_method', () => maker.proof({ htm: 'post' })],
  ['dpop-proof-address', 'another path', 'dpop_proof_address', () => maker.proof({ htu: 'https://op.example/auth/par' })],
  ['dpop-proof-address', 'another host', 'dpop_proof_address', () => maker.proof({ htu: 'https://evil.example/auth/token' })],
  ['dpop-proof-address', 'no address', 'dpop_proof_address', () => maker.proof({ htu: 'token' })],
  ['dpop-proof-time', 'an hour ago', 'dpop_proof_time', () => maker.proof({ iat: seconds() - 3600 })],
  ['dpop-proof-time', 'in an hour', 'dpop_proof_time', () => maker.proof({ iat: seconds() + 3600 })],
  ['dpop-proof-nonce', 'a nonce that is not ours', 'dpop_nonce_required', () => maker.proof({ nonce: 'made-up' })],
]

function withTwoIds(): string {
  const part = (text: string) => Buffer.from(text).toString('base64url')
  const header = JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: maker.publicJwk })
  return `${part(header)}.${part('{"jti":"a","jti":"b","htm":"POST","htu":"https://op.example/auth/token","iat":1}')}.AAAA`
}

async function signedBy(algorithm: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm)
  const claims = { jti: 'other', htm: 'POST', htu: 'https://op.example/auth/token', iat: seconds() }
  const header = { typ: 'dpop+jwt', alg: algorithm, jwk: await exportJWK(publicKey) }
  return new SignJWT(claims).setProtectedHeader(header).sign(privateKey)
}

async function unsigned(): Promise<string> {
  const [, payload] = (await maker.proof()).split('.')
  const header = { typ: 'dpop+jwt', alg: 'none', jwk: maker.publicJwk }
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.AAAA`
}

function withMac(): Promise<string> {
  const claims = { jti: 'mac', htm: 'POST', htu: 'https://op.example/auth/token', iat: seconds() }
  const header = { typ: 'dpop+jwt', alg: 'HS256', jwk: maker.publicJwk }
  return new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(JSON.stringify(maker.publicJwk)))
}

async function withPrivateKey(): Promise<string> {
  return maker.proof({}, { jwk: await exportJWK(maker.privateKey) })
}

async function withAnotherKey(): Promise<string> {
  return maker.proof({}, { jwk: (await ProofMaker.make(op)).publicJwk })
}

async function withChangedSignature(): Promise<string> {
  const proof = await maker.proof()
  const end = proof.lastIndexOf('.') + 1
  return proof.slice(0, end) + (proof[end] === 'A' ? 'B' : 'A') + proof.slice(end + 1)
}

/** Changes that a proof may have. */
const accepted: readonly (readonly [what: string, make: () => Promise<string>])[] = [
  ['made ten seconds ago', () => maker.proof({ iat: seconds() - 10 })],
  ['made by a clock that is ten seconds ahead', () => maker.proof({ iat: seconds() + 10 })],
  ['that says nbf, exp and more', () => maker.proof({ nbf: seconds(), exp: seconds() + 60, more: [1] })],
  ['whose address has a query and a fragment', () => maker.proof({ htu: 'https://op.example/auth/token?a=b#c' })],
  ['whose address has capitals and the default port', () => maker.proof({ htu: 'HTTPS://OP.example:443/auth/token' })],
  ['with typ in capitals', () => maker.proof({}, { typ: 'DPoP+jwt' })],
  ['signed with PS256', () => signedBy('PS256')],
  ['signed with EdDSA', () => signedBy('EdDSA')],
]

describe('RFC9449-4.3 checking proofs', () => {
  for (const [check, what, reason, make] of refused) {
    test(`${check}: ${what} is refused`, async () => {
      const steps = op.steps.length
      const answer = await redeemWithProof(op, await op.code(), await make())
      expectRefusal(answer, reason === 'dpop_nonce_required' ? 'use_dpop_nonce' : 'invalid_dpop_proof', reason)
      const failed = op.steps.slice(steps).flatMap(({ step }) => step.checks.filter(({ outcome }) => outcome === 'failed'))
      assert.deepEqual(
        failed.map((outcome) => outcome.check),
        [check],
      )
    })
  }

  for (const [what, make] of accepted) {
    test(`a proof ${what} is taken`, async () => {
      const answer = await redeemWithProof(op, await op.code(), await make())
      assert.equal(answer.status, 200, String(answer.refusal?.reason))
      assert.equal(answer.body?.['token_type'], 'DPoP')
    })
  }

  test('RFC9449-11.1 dpop-proof-single-use: of 64 uses of one proof at once one succeeds', async () => {
    const proof = await maker.proof()
    const codes = await Promise.all(Array.from({ length: 64 }, () => op.code()))
    const answers = await Promise.all(codes.map((code) => redeemWithProof(op, code, proof)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const answer of answers) {
      if (answer.status !== 200) expectRefusal(answer, 'invalid_dpop_proof', 'dpop_proof_replayed')
    }
  })

  test('RFC9449-11.1 a jti of one key does not use up that of another', async () => {
    const other = await ProofMaker.make(op)
    const claims = { jti: 'the same for both' }
    for (const one of [maker, other]) {
      assert.equal((await redeemWithProof(op, await op.code(), await one.proof(claims))).status, 200)
    }
  })

  test('a refused proof costs the code no attempt', async () => {
    op.configure({ authCodeMaxAttempts: 1 })
    const code = await op.code()
    for (let count = 0; count < 3; count++)
      expectRefusal(await redeemWithProof(op, code, 'x'), 'invalid_dpop_proof', 'dpop_proof_malformed')
    assert.equal((await redeemWithProof(op, code, await maker.proof())).status, 200)
    op.configure({ authCodeMaxAttempts: 1000 })
  })
})

describe('RFC9449-8 nonces of the server', () => {
  test('a client that must use them is told which, and gets through with it', async () => {
    await op.changeClient({ postures: { 'dpop-proof-nonce': 'enforce' } })
    const code = await op.code()
    const first = await redeemWithProof(op, code, await maker.proof())
    expectRefusal(first, 'use_dpop_nonce', 'dpop_nonce_required')
    const nonce = first.dpopNonce
    assert.match(String(nonce), /^[\w-]{22}$/)
    assert.equal((await redeemWithProof(op, code, await maker.proof({ nonce }))).status, 200)
    await op.changeClient({ postures: {} })
  })

  test('a nonce tells the time of a proof, is good for two periods and no longer, and its proof stays used meanwhile', async () => {
    const nonce = (await redeemWithProof(op, await op.code(), await maker.proof({ nonce: 'x' }))).dpopNonce
    const proof = await maker.proof({ nonce, iat: seconds() - 3600 })
    assert.equal((await redeemWithProof(op, await op.code(), proof)).status, 200)
    op.advance(5 * 60_000)
    expectRefusal(await redeemWithProof(op, await op.code(), proof), 'invalid_dpop_proof', 'dpop_proof_replayed')
    assert.equal((await redeemWithProof(op, await op.code(), await maker.proof({ nonce }))).status, 200)
    op.advance(5 * 60_000)
    expectRefusal(
      await redeemWithProof(op, await op.code(), await maker.proof({ nonce })),
      'use_dpop_nonce',
      'dpop_nonce_required',
    )
  })

  test('a proof without nonce is reported where the rule is only looked at', async () => {
    await op.changeClient({ postures: { 'dpop-proof-nonce': 'report' } })
    const steps = op.steps.length
    assert.equal((await redeemWithProof(op, await op.code(), await maker.proof())).status, 200)
    const outcomes = op.steps.slice(steps).flatMap(({ step }) => step.checks.filter(({ check }) => check === 'dpop-proof-nonce'))
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['would-fail'],
    )
    await op.changeClient({ postures: {} })
  })
})

test('RFC9449-5.2 dpop-proof-required: a client that registered bound tokens gets none without a proof', async () => {
  await op.changeClient({ dpopBoundAccessTokens: true })
  const code = await op.code()
  expectRefusal(await redeemWithProof(op, code, undefined), 'invalid_dpop_proof', 'dpop_proof_missing')
  assert.equal((await redeemWithProof(op, code, await maker.proof())).status, 200)
  expectRefusal(
    await tokenWithProof(op, { grant_type: 'refresh_token', refresh_token: 'x' }, undefined),
    'invalid_dpop_proof',
    'dpop_proof_missing',
  )
  await op.changeClient({ dpopBoundAccessTokens: false })
})
