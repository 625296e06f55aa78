import type { Check } from '../../checks/check.ts'
import { publicKeyFor } from '../../client-keys/key-fit.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import { keyManagementNamed } from '../../encryption/key-management.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import { algorithmNamed } from '../../keys/algorithms.ts'
import type { SpecReference } from '../../spec.ts'

/** What is checked of what a client wants encrypted, in either direction. */
interface Encrypted {
  readonly what: string
  readonly spec: SpecReference
  readonly alg: keyof ClientMetadata & `${string}Alg`
  readonly enc: keyof ClientMetadata & `${string}Enc`
  readonly encAlone: ReasonId
  readonly keyMissing: ReasonId
  /** Encrypted to the client, which so needs keys for it; else to us. */
  readonly toClient: boolean
}

const encrypted: readonly Encrypted[] = [
  {
    what: 'id-token',
    spec: 'OIDCR-2',
    alg: 'idTokenEncryptedResponseAlg',
    enc: 'idTokenEncryptedResponseEnc',
    encAlone: 'id_token_encrypted_response_enc_alone',
    keyMissing: 'id_token_encrypted_response_alg_needs_key',
    toClient: true,
  },
  {
    what: 'userinfo',
    spec: 'OIDCR-2',
    alg: 'userinfoEncryptedResponseAlg',
    enc: 'userinfoEncryptedResponseEnc',
    encAlone: 'userinfo_encrypted_response_enc_alone',
    keyMissing: 'userinfo_encrypted_response_alg_needs_key',
    toClient: true,
  },
  {
    what: 'authorization',
    spec: 'JARM-3',
    alg: 'authorizationEncryptedResponseAlg',
    enc: 'authorizationEncryptedResponseEnc',
    encAlone: 'authorization_encrypted_response_enc_alone',
    keyMissing: 'authorization_encrypted_response_alg_needs_key',
    toClient: true,
  },
  {
    what: 'request-object',
    spec: 'OIDCR-2',
    alg: 'requestObjectEncryptionAlg',
    enc: 'requestObjectEncryptionEnc',
    encAlone: 'request_object_encryption_enc_alone',
    keyMissing: 'request_object_encryption_alg_needs_secret',
    toClient: false,
  },
]

interface Protected {
  readonly metadata: ClientMetadata
}

/** The rules of what a client wants signed and encrypted beside what it authenticates with. */
export const protectionChecks: readonly Check<Protected, 'registration'>[] = [
  ...encrypted.flatMap(({ what, spec, alg, enc, encAlone, keyMissing, toClient }): Check<Protected, 'registration'>[] => [
    {
      name: `registration-${what}-encryption-enc`,
      spec,
      at: ['registration'],
      run: ({ metadata }) =>
        metadata[enc] !== undefined && metadata[alg] === undefined ? { reason: encAlone, received: metadata[enc] } : undefined,
    },
    {
      name: `registration-${what}-encryption-key`,
      spec,
      at: ['registration'],
      run: ({ metadata }) => {
        const name = metadata[alg]
        return name === undefined || hasKeyFor(name, metadata, toClient) ? undefined : { reason: keyMissing, received: name }
      },
    },
  ]),
  {
    name: 'registration-userinfo-alg',
    spec: 'OIDCC-10.1',
    at: ['registration'],
    run: ({ metadata: { userinfoSignedResponseAlg: name = 'RS256', tokenEndpointAuthMethod } }) =>
      tokenEndpointAuthMethod === 'none' && algorithmNamed(name)?.family === 'hmac'
        ? { reason: 'userinfo_signed_response_alg_needs_secret', received: name }
        : undefined,
  },
]

/** A secret it gets, unless it is public; what is behind `jwks_uri` is seen when it is needed. */
function hasKeyFor(algorithm: string, metadata: ClientMetadata, toClient: boolean): boolean {
  const { tokenEndpointAuthMethod, jwks, jwksUri } = metadata
  if (keyManagementNamed(algorithm)?.family === 'secret') return tokenEndpointAuthMethod !== 'none'
  if (!toClient || jwksUri !== undefined) return true
  return jwks?.keys.some((jwk) => publicKeyFor(jwk, { use: 'enc', algorithm }) !== undefined) ?? false
}
