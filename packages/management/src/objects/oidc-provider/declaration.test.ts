import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldDeclaration } from '../../declarations/declaration.ts'
import { oidcProviderDeclaration, oidcProviderEnums } from './declaration.ts'

test('x:OidcProvider has the fields, types, defaults and limits of its document, in its order', () => {
  assert.deepEqual(
    Object.entries(oidcProviderDeclaration.fields).map(
      ([name, field]) => `${name} ${typeOf(field)} ${field.default ?? 'required'}`,
    ),
    [
      'authCodeMaxAttempts unsignedInteger 1..1000 3',
      'anonymousClientRegistration boolean false',
      'requireClientRegistration boolean false',
      'authCodeExpiry duration 600000',
      'refreshTokenExpiry duration 2592000000',
      'refreshTokenRenewal duration 345600000',
      'accessTokenExpiry duration 3600000',
      'userCodeExpiry duration 1800000',
      'idTokenExpiry duration 900000',
      'encryptionKey x:SecretKey required',
      'signatureAlgorithm JwtSignatureAlgorithm hs256',
      'signatureKey x:SecretText required',
    ],
  )
})

test('JwtSignatureAlgorithm has its eleven values in their order, each with its label', () => {
  assert.deepEqual(
    oidcProviderEnums.map(({ name, values }) => [name, ...values.map((value) => `${value.name} ${value.label}`)]),
    [
      [
        'JwtSignatureAlgorithm',
        'es256 ECDSA using P-256 and SHA-256',
        'es384 ECDSA using P-384 and SHA-384',
        'ps256 RSASSA-PSS using SHA-256 and MGF1 with SHA-256',
        'ps384 RSASSA-PSS using SHA-384 and MGF1 with SHA-384',
        'ps512 RSASSA-PSS using SHA-512 and MGF1 with SHA-512',
        'rs256 RSASSA-PKCS1-v1_5 using SHA-256',
        'rs384 RSASSA-PKCS1-v1_5 using SHA-384',
        'rs512 RSASSA-PKCS1-v1_5 using SHA-512',
        'hs256 HMAC using SHA-256',
        'hs384 HMAC using SHA-384',
        'hs512 HMAC using SHA-512',
      ],
    ],
  )
})

test('its form has every field once', () => {
  const shown = oidcProviderDeclaration.sections.flatMap(({ fields }) => fields)
  assert.deepEqual(shown.toSorted(), Object.keys(oidcProviderDeclaration.fields).toSorted())
})

function typeOf({ type }: FieldDeclaration): string {
  switch (type.type) {
    case 'number': {
      const limits = type.min === undefined ? '' : ` ${type.min}..${type.max}`
      return `${type.format}${limits}`
    }
    case 'enum':
      return type.enumName
    case 'object':
      return type.objectName
    default:
      return type.type
  }
}
