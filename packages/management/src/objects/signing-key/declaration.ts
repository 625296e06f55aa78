import { algorithms, encryptionKeyKinds, type SigningAlgorithm } from '@latchkey/core'
import type { EnumDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'
import { enumOf } from '../audit-event/origin-fields.ts'

/** What a key is for now. */
export type SigningKeyUse = 'primary' | 'ring' | 'waiting' | 'retiring' | 'encryption' | 'retired'

const uses: Readonly<Record<SigningKeyUse, { readonly label: string; readonly explanation: string }>> = {
  primary: { label: 'Primary', explanation: 'The key of the settings: signs for every client that asks for no other algorithm' },
  ring: { label: 'Ring', explanation: 'Signs for clients that ask for its algorithm' },
  waiting: { label: 'Waiting', explanation: 'Published, and signs when its time has come, or with the action RotateKeys' },
  retiring: { label: 'Retiring', explanation: 'Signs until the key that waits takes its place' },
  encryption: { label: 'Encryption', explanation: 'Clients encrypt to it what they send' },
  retired: {
    label: 'Retired',
    explanation:
      'Signs no more, and is published until the last token that it signed has expired; or is published no more, and decrypts until then',
  },
}

const labels: Readonly<Record<SigningAlgorithm, string>> = {
  ES256: 'ECDSA using P-256 and SHA-256',
  ES384: 'ECDSA using P-384 and SHA-384',
  ES512: 'ECDSA using P-521 and SHA-512',
  PS256: 'RSASSA-PSS using SHA-256 and MGF1 with SHA-256',
  PS384: 'RSASSA-PSS using SHA-384 and MGF1 with SHA-384',
  PS512: 'RSASSA-PSS using SHA-512 and MGF1 with SHA-512',
  RS256: 'RSASSA-PKCS1-v1_5 using SHA-256',
  RS384: 'RSASSA-PKCS1-v1_5 using SHA-384',
  RS512: 'RSASSA-PKCS1-v1_5 using SHA-512',
  EdDSA: 'EdDSA using Ed25519',
  Ed25519: 'EdDSA using Ed25519, by the name that says so',
  'ML-DSA-44': 'ML-DSA-44, against quantum computers',
  'ML-DSA-65': 'ML-DSA-65, against quantum computers',
  'ML-DSA-87': 'ML-DSA-87, against quantum computers',
  HS256: 'HMAC using SHA-256',
  HS384: 'HMAC using SHA-384',
  HS512: 'HMAC using SHA-512',
}

/** Only what has a public part can be a key of the ring: HS* signs with the secret of each client. */
const signatures = algorithms.flatMap(({ name, family }) => (family === 'hmac' ? [] : [{ name, label: labels[name] }]))

const encryptionLabels: Readonly<Record<(typeof encryptionKeyKinds)[number]['algorithm'], string>> = {
  'ECDH-ES': 'Encryption to a key on P-256, in every form of ECDH-ES',
  'RSA-OAEP-256': 'Encryption to an RSA key, in every form of RSA-OAEP',
}

export const signingKeyEnums: readonly EnumDeclaration[] = [
  {
    name: 'SigningKeyAlgorithm',
    values: [...signatures, ...encryptionKeyKinds.map(({ algorithm: name }) => ({ name, label: encryptionLabels[name] }))],
  },
  { name: 'KeySignatureAlgorithm', values: signatures },
  enumOf('SigningKeyUse', uses),
]

const serverSet = { update: 'serverSet' } as const
const indexed = { update: 'serverSet', indexed: true } as const

export const signingKeyDeclaration: ObjectDeclaration = {
  name: 'SigningKey',
  kind: 'object',
  description:
    'A key that signs ID tokens, did or will, or one to which clients encrypt, with its public part. Removing a key of the ring retires it: it signs no more, and is published until the last token that it signed has expired. One to which clients encrypt is gone at once.',
  verbs: ['Get', 'Destroy', 'Query'],
  fields: {
    kid: {
      label: 'Key id',
      description: 'The kid in the header of what it signed: the thumbprint of its public part',
      type: { type: 'string', format: 'string' },
      ...serverSet,
    },
    algorithm: {
      label: 'Algorithm',
      description: 'What it signs with, or how clients encrypt to it',
      type: { type: 'enum', enumName: 'SigningKeyAlgorithm' },
      ...indexed,
    },
    use: {
      label: 'Use',
      description: 'What it is for now',
      type: { type: 'enum', enumName: 'SigningKeyUse' },
      ...indexed,
    },
    createdAt: {
      label: 'Made',
      description: 'When it was made, or first published; empty for a primary key that has not been published yet',
      type: { type: 'utcDateTime', nullable: true },
      ...serverSet,
    },
    signsFrom: {
      label: 'Signs from',
      description: 'When a key that waits begins to sign; empty for all others',
      type: { type: 'utcDateTime', nullable: true },
      ...serverSet,
    },
    publishedUntil: {
      label: 'Published until',
      description: 'When a retired key is no longer published, or no longer decrypts; empty as long as it is used',
      type: { type: 'utcDateTime', nullable: true },
      ...serverSet,
    },
    publicKey: {
      label: 'Public key',
      description: 'The public part as a JSON Web Key',
      type: { type: 'string', format: 'text' },
      ...serverSet,
    },
  },
  title: 'Signing key',
  sections: [{ fields: ['kid', 'algorithm', 'use', 'createdAt', 'signsFrom', 'publishedUntil', 'publicKey'] }],
  list: {
    title: 'Signing keys',
    subtitle: 'Keys that sign ID tokens or will, those whose tokens are still valid, and those to which clients encrypt',
    labelProperty: 'kid',
    singularName: 'signing key',
    pluralName: 'signing keys',
    columns: ['kid', 'algorithm', 'use', 'createdAt', 'signsFrom', 'publishedUntil'],
    filters: ['algorithm', 'use'],
    sort: ['createdAt'],
  },
  menu: { layout: 'Settings', group: 'Authentication', label: 'Signing keys', icon: 'key-round' },
}
