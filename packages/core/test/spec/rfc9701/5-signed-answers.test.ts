import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { textOf } from '../../expect-refusal.ts'
import { issuer, TestProvider } from '../../test-provider.ts'
import { introspect } from '../../token-kit.ts'

const mediaType = 'application/token-introspection+jwt'

async function signed(op: TestProvider, token: string, accept = mediaType) {
  const answer = await introspect(op, token, 'rp', accept)
  assert.equal(answer.status, 200)
  return answer
}

describe('RFC9701-5 signed answers of introspection', () => {
  test('hold the answer, and who it is for, in a JWT of a type of its own', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = textOf(await op.redeem(await op.code()), 'access_token')
    const answer = await signed(op, token)
    assert.equal(answer.signed?.mediaType, mediaType)
    const keys = createLocalJWKSet({ keys: [...(await op.provider.jwks()).keys] } as never)
    const { payload, protectedHeader } = await jwtVerify(answer.signed?.jwt ?? '', keys, {
      ...{ issuer, audience: 'rp', typ: 'token-introspection+jwt', currentDate: new Date(op.now) },
    })
    assert.equal(protectedHeader.alg, 'RS256')
    assert.deepEqual(Object.keys(payload).toSorted(), ['aud', 'iat', 'iss', 'token_introspection'])
    assert.deepEqual(payload['token_introspection'], answer.body)
    assert.equal(answer.body?.['active'], true)
  })

  test('RFC9701-6 are signed as the client registered', async () => {
    await using op = await TestProvider.open()
    await op.client({ introspectionSignedResponseAlg: 'ES256' })
    const { signed: given } = await signed(op, 'unknown')
    const [header = ''] = (given?.jwt ?? '').split('.')
    assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString())['alg'], 'ES256')
  })

  test('an inactive token is signed to be inactive, and nothing more', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const { signed: given } = await signed(op, 'unknown')
    const [, payload = ''] = (given?.jwt ?? '').split('.')
    assert.deepEqual(JSON.parse(Buffer.from(payload, 'base64url').toString())['token_introspection'], { active: false })
  })

  const others = [undefined, 'application/json', '*/*', `${mediaType};q=0`, 'application/token-introspection']
  for (const accept of others) {
    test(`RFC9701-4 Accept ${accept} gets JSON`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      assert.equal((await introspect(op, 'unknown', 'rp', accept)).signed, undefined)
    })
  }

  test('RFC9701-4 Accept is read without regard to case, order and weights', async () => {
    await using op = await TestProvider.open()
    await op.client()
    for (const accept of [`application/json;q=0.5, ${mediaType}`, mediaType.toUpperCase(), `${mediaType}; q=0.1`]) {
      assert.ok((await signed(op, 'unknown', accept)).signed)
    }
  })
})
