import type { AccountId, Client, ClientId, Digest, Grant, Subject, SubjectRecord } from '@latchkey/core'

/** What the table tests change in one place at a time. */
export const client: Client = {
  clientId: 'rp' as ClientId,
  origin: 'administrator',
  applicationType: 'web',
  secrets: [],
  redirectUris: ['https://rp.example/cb'],
  postLogoutRedirectUris: ['https://rp.example/bye'],
  responseTypes: ['code'],
  grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  claimsInIdToken: false,
  skipConsent: false,
  requireAuthTime: false,
  postures: {},
  createdAt: 0,
  updatedAt: 0,
}

export const otherClient: Client = { ...client, clientId: 'other' as ClientId }
export const subject = 'alice' as Subject
export const accountId: AccountId = 'acc_1'
export const digest = 'digest' as Digest

export const account: SubjectRecord = { accountId, subject, active: true, claims: {} }
export const disabled: SubjectRecord = { ...account, active: false }

export const grant: Grant = {
  grantId: 'gra_1',
  traceId: 'trc_1',
  clientId: client.clientId,
  accountId,
  subject,
  scopes: ['openid', 'email'],
  authTime: 0,
  acr: '1',
  amr: ['pwd'],
  authTimeRequested: false,
  createdAt: 0,
  expiresAt: 1000,
}
