import {
  parseClientSignature,
  parseContentEncryption,
  parseKeyManagement,
  parseLogoutUri,
  parseRequestObjectAlgorithm,
  parseSigningAlgorithm,
  parseWebUri,
} from '@latchkey/core'
import type { JsonValue } from '../../ports/json.ts'
import type { Members } from '../members.ts'
import type { Translation } from '../translation.ts'

interface Setting {
  readonly attribute: string
  readonly property: string
  /** What of a text is taken; `undefined`: nothing. Absent: it is a switch. */
  readonly parse?: (text: string) => JsonValue | undefined
  /** Texts that say what is said by saying nothing. */
  readonly nothing?: readonly string[]
}

const none = ['none', 'any', 'unsigned'] as const

/** Attributes of a client that have an equal here. */
const settings: readonly Setting[] = [
  { attribute: 'token.endpoint.auth.signing.alg', property: 'tokenEndpointAuthSigningAlg', parse: parseClientSignature },
  { attribute: 'id.token.signed.response.alg', property: 'idTokenSignedResponseAlg', parse: parseSigningAlgorithm },
  { attribute: 'id.token.encrypted.response.alg', property: 'idTokenEncryptedResponseAlg', parse: parseKeyManagement },
  { attribute: 'id.token.encrypted.response.enc', property: 'idTokenEncryptedResponseEnc', parse: parseContentEncryption },
  {
    attribute: 'user.info.response.signature.alg',
    property: 'userinfoSignedResponseAlg',
    parse: parseSigningAlgorithm,
    nothing: none,
  },
  { attribute: 'user.info.encrypted.response.alg', property: 'userinfoEncryptedResponseAlg', parse: parseKeyManagement },
  { attribute: 'user.info.encrypted.response.enc', property: 'userinfoEncryptedResponseEnc', parse: parseContentEncryption },
  { attribute: 'authorization.signed.response.alg', property: 'authorizationSignedResponseAlg', parse: parseSigningAlgorithm },
  { attribute: 'authorization.encrypted.response.alg', property: 'authorizationEncryptedResponseAlg', parse: parseKeyManagement },
  {
    attribute: 'authorization.encrypted.response.enc',
    property: 'authorizationEncryptedResponseEnc',
    parse: parseContentEncryption,
  },
  {
    attribute: 'request.object.signature.alg',
    property: 'requestObjectSigningAlg',
    parse: parseRequestObjectAlgorithm,
    nothing: ['any'],
  },
  {
    attribute: 'request.object.encryption.alg',
    property: 'requestObjectEncryptionAlg',
    parse: parseKeyManagement,
    nothing: ['any'],
  },
  {
    attribute: 'request.object.encryption.enc',
    property: 'requestObjectEncryptionEnc',
    parse: parseContentEncryption,
    nothing: ['any'],
  },
  {
    attribute: 'request.object.required',
    property: 'requireSignedRequestObject',
    parse: () => true,
    nothing: ['not required'],
  },
  {
    attribute: 'pkce.code.challenge.method',
    property: 'postures',
    // The client must say S256 from now on, where it said `plain` there; with no proof at all it got no further there either.
    parse: (text) => (text === 'S256' || text === 'plain' ? { 'pkce-required': 'enforce' } : undefined),
  },
  { attribute: 'require.pushed.authorization.requests', property: 'requirePushedAuthorizationRequests' },
  { attribute: 'dpop.bound.access.tokens', property: 'dpopBoundAccessTokens' },
  { attribute: 'tls.client.certificate.bound.access.tokens', property: 'tlsClientCertificateBoundAccessTokens' },
  { attribute: 'tls-client-certificate-bound-access-tokens', property: 'tlsClientCertificateBoundAccessTokens' },
  { attribute: 'backchannel.logout.url', property: 'backchannelLogoutUri', parse: parseLogoutUri },
  { attribute: 'backchannel.logout.session.required', property: 'backchannelLogoutSessionRequired' },
  { attribute: 'logoUri', property: 'logo', parse: parseWebUri },
  { attribute: 'policyUri', property: 'policyUri', parse: parseWebUri },
  { attribute: 'tosUri', property: 'tosUri', parse: parseWebUri },
]

/** Housekeeping of the other program, and what is here as it is there by default. */
const meaningless: readonly string[] = [
  ...['realm_client', 'client.secret.creation.time', 'client.secret.expiration.time', 'display.on.consent.screen'],
  ...['exclude.session.state.from.auth.response', 'token.response.type.bearer.lower-case', 'acr.loa.map', 'login_theme'],
  ...['client.session.idle.timeout', 'client.offline.session.idle.timeout', 'frontchannel.logout.session.required'],
]

/** The settings of a client that its attributes make, each possible by itself. Attributes of the other protocol say nothing. */
export function settingsOf(attributes: Members, name: string, translation: Translation): Readonly<Record<string, JsonValue>> {
  const found: Record<string, JsonValue> = {}
  for (const { attribute, property, parse, nothing = [] } of settings) {
    const text = attributeText(attributes, attribute)
    if (text === undefined || text === '' || nothing.includes(text)) continue
    if (parse === undefined) {
      if (text === 'true') found[property] = true
      continue
    }
    const value = parse(text)
    if (value === undefined) translation.leave(`value of ${attribute} that is none here`, name)
    else found[property] = value
  }
  attributes.ignore(meaningless)
  attributes.ignore(attributes.unread.filter((attribute) => attribute.startsWith('saml')))
  return found
}

/** Whether answers to the client are encrypted there, for a key in a way that is none here: without that it would be a weaker client. */
export function losesEncryption(attributes: Members, found: Readonly<Record<string, JsonValue>>): boolean {
  return settings.some(({ attribute, property }) => {
    const text = attributeText(attributes, attribute) ?? ''
    return (
      attribute.endsWith('.encrypted.response.alg') && text !== '' && !none.some((one) => one === text) && !(property in found)
    )
  })
}

/** Attributes are texts; files that were written by hand have switches. */
export function attributeText(attributes: Members, name: string): string | undefined {
  const value = attributes.value(name)
  return typeof value === 'boolean' ? String(value) : typeof value === 'string' ? value : undefined
}
