import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { codeOf, testProvider } from '@latchkey/testing'
import { decodeProtectedHeader } from 'jose'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const keys = {
  es256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  es384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ...{ ps256: rsa, ps384: rsa, ps512: rsa, rs256: rsa, rs384: rsa, rs512: rsa },
}

describe('signatureAlgorithm decides what ID tokens are signed with', () => {
  for (const [setting, key] of Object.entries(keys)) {
    test(`${setting}: with the key, by its published form`, async () => {
      await using provider = await testProvider()
      const secret = key.export({ type: 'pkcs8', format: 'pem' }).toString()
      const patch = { signatureAlgorithm: setting, signatureKey: { '@type': 'Text', secret } }
      assert.deepEqual(await provider.latchkey.settings.set(patch), { updated: true })
      const party = await provider.client()
      const { tokens } = await party.signIn(provider.browser(), provider.person)
      assert.equal(decodeProtectedHeader(tokens.id_token).alg, setting.toUpperCase())
      await party.verify(tokens.id_token)
    })
  }

  for (const setting of ['hs256', 'hs384', 'hs512']) {
    test(`${setting}: with the secret of a client that has one, and never for a public client`, async () => {
      await using provider = await testProvider()
      assert.deepEqual(await provider.latchkey.settings.set({ signatureAlgorithm: setting }), { updated: true })
      const confidential = await provider.client({ isPublic: false })
      const pending = confidential.begin()
      const code = codeOf(await provider.browser().signIn(pending.url, provider.person))
      const answer = await confidential.redeem(code, { code_verifier: pending.verifier })
      const idToken = String(answer.body['id_token'])
      assert.equal(decodeProtectedHeader(idToken).alg, setting.toUpperCase())
      await confidential.verify(idToken, confidential.clientSecret)
      const other = await (await provider.client()).signIn(provider.browser(), provider.person)
      assert.doesNotMatch(String(decodeProtectedHeader(other.tokens.id_token).alg), /^HS/)
    })
  }
})
