import type { JsonObject, JsonValue } from '../../ports/json.ts'
import type { Translation } from '../translation.ts'

type Client = Readonly<Record<string, JsonValue>>

interface Rule {
  /** What is left over, for the report. */
  readonly what: string
  /** Properties that the client cannot have beside its others. */
  readonly impossible: (client: Client) => readonly string[]
}

const signed: readonly string[] = [
  ...['idTokenSignedResponseAlg', 'authorizationSignedResponseAlg', 'userinfoSignedResponseAlg', 'requestObjectSigningAlg'],
  'tokenEndpointAuthSigningAlg',
]
const encrypted: readonly string[] = ['idTokenEncryptedResponse', 'userinfoEncryptedResponse', 'authorizationEncryptedResponse']

/** Characters of a secret that is the key of each (RFC7518-3.2). */
const keyLengths: ReadonlyMap<unknown, number> = new Map([
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
])

/** In their order. What is dropped never makes a client weaker: it gets less, or what every client gets by default. */
const rules: readonly Rule[] = [
  {
    what: 'signature with the secret of a client, which has none of that length',
    impossible: (client) => signed.filter((name) => (keyLengths.get(client[name]) ?? 0) > secretLength(client)),
  },
  {
    what: 'algorithm that does not fit how the client authenticates',
    impossible: ({ tokenEndpointAuthMethod: method, tokenEndpointAuthSigningAlg: name }) => {
      const usesSecret = keyLengths.has(name)
      const isWrong = (method === 'client_secret_jwt' && !usesSecret) || (method === 'private_key_jwt' && usesSecret)
      return name !== undefined && isWrong ? ['tokenEndpointAuthSigningAlg'] : []
    },
  },
  {
    what: 'content encryption without an algorithm for the key',
    impossible: (client) =>
      encrypted.flatMap((name) =>
        client[`${name}Alg`] === undefined && client[`${name}Enc`] !== undefined ? [`${name}Enc`] : [],
      ),
  },
  {
    what: 'encryption of request objects, which needs an algorithm for the key that is none of a secret',
    impossible: ({ requestObjectEncryptionAlg: algorithm, requestObjectEncryptionEnc: content }) => {
      if (/^(?:RSA|ECDH)/.test(String(algorithm ?? ''))) return []
      return [
        ...(algorithm === undefined ? [] : ['requestObjectEncryptionAlg']),
        ...(content === undefined ? [] : ['requestObjectEncryptionEnc']),
      ]
    },
  },
  {
    what: 'that request objects are not signed, where they must be',
    impossible: ({ requireSignedRequestObject, requestObjectSigningAlg }) =>
      requireSignedRequestObject === true && requestObjectSigningAlg === 'none' ? ['requestObjectSigningAlg'] : [],
  },
]

/** The client without what a rule of this server would refuse it for, which is left over. */
export function possibleClient(client: Client, name: string, translation: Translation): Client {
  let possible: Client = withoutFrontTokens(client, name, translation)
  for (const { what, impossible } of rules) {
    const dropped = new Set(impossible(possible))
    for (const property of dropped) translation.leave(what, `${name}: ${property}`)
    possible = Object.fromEntries(Object.entries(possible).filter(([property]) => !dropped.has(property)))
  }
  return possible
}

/** Whether answers to the client are to be encrypted, and it names no keys: without encryption it would be a weaker client. */
export function lacksKeys(client: Client): boolean {
  const isEncrypted = encrypted.filter((name) => client[`${name}Alg`] !== undefined)
  const hasKeys = client['jwksUri'] !== undefined || client['jwks'] !== undefined
  return isEncrypted.some((name) => !hasKeys || !/^(?:RSA|ECDH)/.test(String(client[`${name}Alg`])))
}

/** RFC8705-6.4: what goes through the browser is bound to no certificate. */
function withoutFrontTokens(client: Client, name: string, translation: Translation): Client {
  const types = Object.keys((client['responseTypes'] ?? {}) as JsonObject)
  const kept = types.filter((type) => !type.split(' ').includes('token'))
  if (client['tlsClientCertificateBoundAccessTokens'] !== true || kept.length === types.length) return client
  translation.leave('access tokens through the browser, of a client whose tokens are bound to a certificate', name)
  return { ...client, responseTypes: Object.fromEntries(kept.map((type) => [type, true])) }
}

/** Of one that will be made: that of the shortest key. */
function secretLength({ secret, tokenEndpointAuthMethod: method }: Client): number {
  if (typeof secret === 'string') return secret.length
  return method === undefined || method === 'client_secret_jwt' ? 32 : 0
}
