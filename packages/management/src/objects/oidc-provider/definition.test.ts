import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Digest } from '@latchkey/core'
import { oidcProviderDefinition } from './definition.ts'

const definition = oidcProviderDefinition({ digest: (text) => `digest of ${text}` as Digest })

const json = JSON.stringify({
  authCodeMaxAttempts: 7,
  laterField: { '@type': 'Value', sealed: 'of a newer release' },
  encryptionKey: { '@type': 'Value', sealed: 'sealed-1' },
  signatureKey: { '@type': 'File', filePath: '/keys/signature.pem' },
})

test('the wire form has every field in the order of the document, defaults and masks', () => {
  assert.equal(
    JSON.stringify(definition.toWire({ json })),
    JSON.stringify({
      authCodeMaxAttempts: 7,
      anonymousClientRegistration: false,
      requireClientRegistration: false,
      authCodeExpiry: 600_000,
      refreshTokenExpiry: 2_592_000_000,
      refreshTokenRenewal: 345_600_000,
      accessTokenExpiry: 3_600_000,
      userCodeExpiry: 1_800_000,
      idTokenExpiry: 900_000,
      encryptionKey: { '@type': 'Value', secret: '****' },
      signatureAlgorithm: 'hs256',
      signatureKey: { '@type': 'File', filePath: '/keys/signature.pem' },
    }),
  )
})

test('only secrets that are stored are told apart, by a digest', () => {
  assert.deepEqual(definition.secretsOf({ json }), { 'encryptionKey/secret': 'digest of sealed-1' })
})

test('an object that was never written shows its defaults', () => {
  const wire = definition.toWire({ json: '{}' })
  assert.equal(wire['signatureAlgorithm'], 'hs256')
  assert.equal('encryptionKey' in wire, false)
  assert.deepEqual(definition.secretsOf({ json: '{}' }), {})
})
