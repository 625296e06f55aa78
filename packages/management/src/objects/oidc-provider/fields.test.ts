import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fields } from './fields.ts'

test('x:OidcProvider has the fields, types, defaults and limits of its document, in its order', () => {
  const lines = fields.map((field) => {
    const limits = 'min' in field ? ` ${field.min}..${field.max}` : ''
    return `${field.name} ${field.type} ${'default' in field ? field.default : 'required'}${limits}`
  })
  assert.deepEqual(lines, [
    'authCodeMaxAttempts UnsignedInt 3 1..1000',
    'anonymousClientRegistration Boolean false',
    'requireClientRegistration Boolean false',
    'authCodeExpiry Duration 600000',
    'refreshTokenExpiry Duration 2592000000',
    'refreshTokenRenewal Duration 345600000',
    'accessTokenExpiry Duration 3600000',
    'userCodeExpiry Duration 1800000',
    'idTokenExpiry Duration 900000',
    'encryptionKey SecretKey required',
    'signatureAlgorithm JwtSignatureAlgorithm hs256',
    'signatureKey SecretText required',
  ])
})

test('JwtSignatureAlgorithm has its eleven values in their order', () => {
  const field = fields.find(({ name }) => name === 'signatureAlgorithm')
  assert.equal(
    field !== undefined && 'values' in field && field.values.join(' '),
    'es256 es384 ps256 ps384 ps512 rs256 rs384 rs512 hs256 hs384 hs512',
  )
})
