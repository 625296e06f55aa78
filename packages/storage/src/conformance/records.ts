import { randomBytes } from 'node:crypto'
import type {
  AuthorizationCode,
  BackchannelRequest,
  Client,
  ClientId,
  DeviceAuthorization,
  Digest,
  Grant,
  Origin,
  PushedRequest,
  RefreshToken,
  Session,
  SigningKeyRecord,
  Subject,
  Trace,
  Transaction,
} from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import { now } from './nodes.ts'

/* Records with every member set, unlike any other, valid at `now` for a minute. */

const minute = 60_000

/** Who does what the tests do. */
export const origin: Origin = {
  actor: { kind: 'account', accountId: 'acc_tester', name: 'tester' },
  through: 'api',
  address: '192.0.2.7',
  credential: 'key_tester',
  traceId: 'trc_tester',
}

function unique(): string {
  return randomBytes(9).toString('base64url')
}

export function aDigest(): Digest {
  return randomBytes(32).toString('base64url') as Digest
}

export function aClientId(): ClientId {
  return `client-${unique()}` as ClientId
}

export function aClient(members: Partial<Client> = {}): Client {
  return {
    clientId: aClientId(),
    origin: 'administrator',
    name: 'Wiki "Ünïcode" \u0000 ',
    applicationType: 'web',
    tokenEndpointAuthMethod: 'client_secret_basic',
    secrets: [{ digest: aDigest(), sealed: 'sealed', createdAt: now, expiresAt: now + minute }],
    redirectUris: ['https://wiki.example/callback'],
    postLogoutRedirectUris: [],
    responseTypes: ['code'],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['openid'],
    claimsInIdToken: true,
    skipConsent: false,
    requireAuthTime: false,
    defaultMaxAge: 60,
    jwks: { keys: [{ kty: 'EC' }] },
    postures: {},
    createdAt: now,
    updatedAt: now,
    ...members,
  }
}

export function aGrant(members: Partial<Grant> = {}): Grant {
  return {
    grantId: `gra_${unique()}`,
    traceId: `trc_${unique()}`,
    clientId: aClientId(),
    accountId: `acc_${unique()}`,
    subject: unique() as Subject,
    sessionId: `ses_${unique()}`,
    scopes: ['openid', 'email'],
    authTime: now - minute,
    acr: 'urn:example:acr',
    amr: ['pwd'],
    claims: '{"id_token":{"auth_time":null}}',
    authTimeRequested: true,
    createdAt: now,
    expiresAt: now + minute,
    ...members,
  }
}

export function aCode(members: Partial<AuthorizationCode> = {}): AuthorizationCode {
  return {
    digest: aDigest(),
    grant: aGrant(),
    redirectUri: 'https://wiki.example/callback',
    redirectUriRequested: true,
    codeChallenge: 'challenge',
    codeChallengeMethod: 'S256',
    nonce: 'nonce',
    expiresAt: now + minute,
    failedRedemptions: 0,
    ...members,
  }
}

export function aRefreshToken(grant: Grant, members: Partial<RefreshToken> = {}): RefreshToken {
  const { grantId, clientId } = grant
  return { digest: aDigest(), grantId, clientId, createdAt: now, expiresAt: now + minute, ...members }
}

export function aSession(members: Partial<Session> = {}): Session {
  return {
    sessionId: `ses_${unique()}`,
    digest: aDigest(),
    accountId: `acc_${unique()}`,
    subject: unique() as Subject,
    authTime: now,
    acr: 'urn:example:acr',
    amr: ['pwd', 'otp'],
    createdAt: now,
    expiresAt: now + minute,
    ...members,
  }
}

export function aPushedRequest(members: Partial<PushedRequest> = {}): PushedRequest {
  return {
    digest: aDigest(),
    traceId: `trc_${unique()}`,
    clientId: aClientId(),
    request: '{"version":2,"request":{"state":"\u0000\u2028ü"}}',
    createdAt: now,
    opensUntil: now + 20_000,
    expiresAt: now + minute,
    ...members,
  }
}

export function aTransaction(members: Partial<Transaction> = {}): Transaction {
  return {
    transactionId: `txn_${unique()}`,
    traceId: `trc_${unique()}`,
    clientId: aClientId(),
    request: '{"scope":"openid"}',
    browser: aDigest(),
    createdAt: now,
    expiresAt: now + minute,
    failedSignIns: 0,
    ...members,
  }
}

export function aSigningKey(members: Partial<SigningKeyRecord> = {}): SigningKeyRecord {
  return {
    kid: unique(),
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', x: unique(), y: unique() },
    sealedPrivatePem: 'sealed',
    createdAt: now,
    ...members,
  }
}

export function aTrace(members: Partial<Trace> = {}): Trace {
  const step = { at: now, endpoint: 'authorize', outcome: 'completed', checks: [] } as const
  return {
    traceId: `trc_${unique()}`,
    clientId: aClientId(),
    startedAt: now,
    updatedAt: now,
    droppedSteps: 0,
    steps: [step],
    ...members,
  }
}

export function anAccount(members: Partial<Account> = {}): Account {
  return {
    accountId: `acc_${unique()}`,
    subject: unique() as Subject,
    username: `Jane.${unique()}`,
    disabled: false,
    roles: [],
    claims: { name: 'Jane Doe', address: { country: 'NO' } },
    passwordHash: '$argon2id$...',
    createdAt: now,
    updatedAt: now,
    ...members,
  }
}

export function aDeviceAuthorization(members: Partial<DeviceAuthorization> = {}): DeviceAuthorization {
  return {
    digest: aDigest(),
    userCode: aDigest(),
    traceId: `trc_${unique()}`,
    clientId: aClientId(),
    scopes: ['openid'],
    requestedFrom: '192.0.2.1',
    createdAt: now,
    expiresAt: now + minute,
    state: 'pending',
    ...members,
  }
}

export function aBackchannelRequest(members: Partial<BackchannelRequest> = {}): BackchannelRequest {
  return {
    requestId: `bcr_${unique()}`,
    digest: aDigest(),
    traceId: `trc_${unique()}`,
    clientId: aClientId(),
    accountId: `acc_${unique()}`,
    mode: 'poll',
    scopes: ['openid'],
    bindingMessage: 'W4SCT',
    requestedFrom: '192.0.2.1',
    createdAt: now,
    validUntil: now + minute,
    expiresAt: now + 60 * minute,
    state: 'pending',
    isRedeemed: false,
    attempts: 0,
    ...members,
  }
}
