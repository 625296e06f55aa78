import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeProtectedHeader, exportPKCS8, generateKeyPair } from 'jose'
import { textOf } from '../../expect-refusal.ts'
import { TestProvider } from '../../test-provider.ts'

test('RFC9068-4 access tokens of an RSA key whose algorithm was changed verify under both', async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const signatureKey = await exportPKCS8(privateKey)
  await using op = await TestProvider.open({ signatureAlgorithm: 'rs256', signatureKey })
  await op.client({ accessTokenFormat: 'jwt' })
  const issue = async () => textOf(await op.redeem(await op.code()), 'access_token')
  const before = await issue()
  op.configure({ signatureAlgorithm: 'ps256' })
  const after = await issue()
  const algorithms = [before, after].map((token) => decodeProtectedHeader(token).alg)
  assert.deepEqual(algorithms, ['RS256', 'PS256'])
  for (const token of [before, after, before]) assert.equal((await op.userinfo(token)).status, 200)
})
