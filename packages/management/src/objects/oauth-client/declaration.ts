import type { Fields, ObjectDeclaration } from '../../declarations/declaration.ts'
import { backchannelFields } from './backchannel-fields.ts'
import { certificateFields } from './certificate-fields.ts'
import { claimMappingField } from './claim-mapping/declaration.ts'
import { flag, webUri } from './field-parts.ts'
import { protectionFields } from './protection-fields.ts'
import { registrationFields } from './registration-fields.ts'
import { requestFields } from './request-fields.ts'
import { tokenFields } from './token-fields.ts'

const identity: Fields = {
  clientId: {
    label: 'Client ID',
    description: 'Identifier of the client; without one it is made',
    type: { type: 'string', format: 'string', minLength: 1, maxLength: 255, nullable: true },
    update: 'immutable',
    indexed: true,
    searched: true,
  },
  createdAt: {
    label: 'Created At',
    description: 'When the client was created',
    type: { type: 'utcDateTime' },
    update: 'serverSet',
    indexed: true,
  },
  origin: {
    label: 'Origin',
    description: 'Who created the client',
    type: { type: 'enum', enumName: 'OAuthClientOrigin' },
    update: 'serverSet',
    indexed: true,
  },
  description: {
    label: 'Description',
    description: 'Name of the client, shown to people who sign in',
    type: { type: 'string', format: 'string', maxLength: 200, nullable: true },
    update: 'mutable',
    indexed: true,
    searched: true,
  },
  contacts: {
    label: 'Contact Emails',
    description: 'Addresses of the people responsible for the client',
    type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 2048 }, maxItems: 100 },
    update: 'mutable',
    searched: true,
  },
  expiresAt: {
    label: 'Expiration Date',
    description: 'When the client stops working; without a date never',
    type: { type: 'utcDateTime', nullable: true },
    update: 'mutable',
    indexed: true,
  },
}

const authentication: Fields = {
  secret: {
    label: 'Client Secret',
    description: 'Password of the client; a new client without one gets one unless its authentication method is none',
    type: { type: 'string', format: 'secret', minLength: 32, maxLength: 255, nullable: true },
    update: 'mutable',
  },
  previousSecretExpiresAt: {
    label: 'Previous Secret Works Until',
    description: 'Set together with a new secret, the one before works until then; else it stops at once',
    type: { type: 'utcDateTime', nullable: true },
    update: 'mutable',
  },
  tokenEndpointAuthMethod: {
    label: 'Authentication Method',
    description:
      'How the client authenticates; without a value both ways of sending the secret work, or its keys if it has no secret',
    type: { type: 'enum', enumName: 'OAuthClientAuthMethod', nullable: true },
    update: 'mutable',
  },
  tokenEndpointAuthSigningAlg: {
    label: 'Algorithm of Assertions',
    description: 'How the client signs what it authenticates with; without one every algorithm of its method',
    type: { type: 'enum', enumName: 'OAuthClientSignature', nullable: true },
    update: 'mutable',
  },
  jwks: {
    label: 'Public Keys',
    description: 'JSON Web Key Set with the public keys of the client',
    type: { type: 'string', format: 'text', nullable: true },
    update: 'mutable',
  },
  jwksUri: {
    label: 'Address of the Public Keys',
    description: 'Where the public keys of the client are instead; https, read again when a key is not among them',
    type: webUri,
    update: 'mutable',
  },
}

const idToken: Fields = {
  claimsInIdToken: flag(
    'Claims in the ID Token',
    'Claims of the granted scopes are in the ID token, not in UserInfo alone',
    true,
  ),
  requireAuthTime: flag('Require Sign-in Time', 'ID tokens always say when the person signed in', false),
  dpopBoundAccessTokens: flag(
    'Tokens Bound to a Key',
    'The client gets tokens only with a DPoP proof, and they are of no use without its key',
    false,
  ),
  defaultMaxAge: {
    label: 'Default Maximum Age',
    description: 'Time after which a person must sign in again, unless the request says otherwise; full seconds count',
    type: { type: 'number', format: 'duration', min: 0, nullable: true },
    update: 'mutable',
  },
}

const logout: Fields = {
  backchannelLogoutUri: {
    label: 'Back-channel Logout URI',
    description: 'Where the server of the client is told that a person has signed out',
    type: webUri,
    update: 'mutable',
  },
  backchannelLogoutSessionRequired: flag(
    'Back-channel Session',
    'The client needs the name of the session; it is always sent',
    false,
  ),
  frontchannelLogoutUri: {
    label: 'Front-channel Logout URI',
    description: 'Page of the client that is loaded in a frame when a person signs out; scheme, host and port of a redirect URI',
    type: webUri,
    update: 'mutable',
  },
  frontchannelLogoutSessionRequired: flag(
    'Front-channel Session',
    'The page gets the issuer and the name of the session as parameters',
    false,
  ),
}

const presentation: Fields = {
  logo: {
    label: 'Logo',
    description: 'Address of a picture of the client',
    type: webUri,
    update: 'mutable',
  },
  clientUri: { label: 'Home Page', description: 'Address of the home page of the client', type: webUri, update: 'mutable' },
  policyUri: {
    label: 'Privacy Policy',
    description: 'Address of a page on what the client does with what it learns of people',
    type: webUri,
    update: 'mutable',
  },
  tosUri: {
    label: 'Terms of Service',
    description: 'Address of the terms under which the client is used',
    type: webUri,
    update: 'mutable',
  },
  initiateLoginUri: {
    label: 'Login Initiation URI',
    description: 'Where a login can be started by somebody other than the client; https only',
    type: webUri,
    update: 'mutable',
  },
}

const subjects: Fields = {
  claimMapping: claimMappingField,
  subjectType: {
    label: 'Subjects',
    description: 'Whether the client knows people by the subject that all clients see, or by one of its own',
    type: { type: 'enum', enumName: 'OAuthSubjectType' },
    default: 'public',
    update: 'mutable',
  },
  sectorIdentifierUri: {
    label: 'Sector Identifier URI',
    description: 'Address of a list of redirect URIs; clients that name the same host see the same pairwise subjects',
    type: webUri,
    update: 'mutable',
  },
}

export const oauthClientFields = {
  ...identity,
  ...authentication,
  ...requestFields,
  ...protectionFields,
  ...tokenFields,
  ...idToken,
  ...certificateFields,
  ...subjects,
  ...logout,
  ...presentation,
  ...backchannelFields,
  ...registrationFields,
} satisfies Fields

export const oauthClientDeclaration: ObjectDeclaration = {
  name: 'OAuthClient',
  kind: 'object',
  description: 'An application that people sign in to, or that obtains tokens for them.',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  fields: oauthClientFields,
  title: 'OAuth Client',
  sections: [
    {
      title: 'OAuth Client',
      fields: ['clientId', 'createdAt', 'origin', 'description', 'contacts', 'secret', 'redirectUris', 'logo'],
    },
    { title: 'Expiration', fields: ['expiresAt', 'previousSecretExpiresAt'] },
    {
      title: 'Requests',
      fields: [
        'applicationType',
        'tokenEndpointAuthMethod',
        'tokenEndpointAuthSigningAlg',
        'grantTypes',
        'responseTypes',
        'scopes',
        'postLogoutRedirectUris',
        'requestUris',
        'requestObjectSigningAlg',
        'requireSignedRequestObject',
        'requirePushedAuthorizationRequests',
        'skipConsent',
        'dpopBoundAccessTokens',
        'tlsClientAuthSubjectDn',
        'tlsClientAuthSanDns',
        'tlsClientAuthSanUri',
        'tlsClientAuthSanIp',
        'tlsClientAuthSanEmail',
        'tlsClientCertificateBoundAccessTokens',
        'profile',
        'postures',
      ],
    },
    {
      title: 'ID Token',
      fields: ['claimsInIdToken', 'requireAuthTime', 'defaultMaxAge', 'jwks', 'jwksUri'],
    },
    { title: 'Signatures and Encryption', fields: Object.keys(protectionFields) },
    { title: 'Access Tokens', fields: Object.keys(tokenFields) },
    { title: 'Claims', fields: ['claimMapping', 'subjectType', 'sectorIdentifierUri'] },
    {
      title: 'Logout',
      fields: [
        'backchannelLogoutUri',
        'backchannelLogoutSessionRequired',
        'frontchannelLogoutUri',
        'frontchannelLogoutSessionRequired',
      ],
    },
    { title: 'Backchannel Authentication', fields: Object.keys(backchannelFields) },
    { title: 'Pages of the Client', fields: ['clientUri', 'policyUri', 'tosUri', 'initiateLoginUri'] },
    { title: 'Registration', fields: Object.keys(registrationFields) },
  ],
  list: {
    title: 'OAuth Clients',
    subtitle: 'Applications that people sign in to',
    labelProperty: 'clientId',
    singularName: 'OAuth client',
    pluralName: 'OAuth clients',
    columns: ['clientId', 'description', 'createdAt'],
    filters: ['text', 'clientId', 'origin', 'createdAt', 'expiresAt'],
  },
  naturalKey: 'clientId',
  menu: { layout: 'Management', group: 'Directory', label: 'OAuth Clients', icon: 'app-window' },
}
