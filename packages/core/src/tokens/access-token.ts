import { base64url } from 'jose'
import type { AccountId, ClientId, GrantId, Secret, Subject } from '../ids.ts'
import { isSecret, secretPrefix } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'

/** What an access token says. It is a view of its grant: the state of grant and account is read at each use. */
export interface AccessToken {
  readonly grantId: GrantId
  readonly clientId: ClientId
  readonly accountId: AccountId
  readonly subject: Subject
  readonly scopes: readonly string[]
  /** Milliseconds since the epoch, as all times inside the seal. */
  readonly issuedAt: number
  readonly expiresAt: number
  readonly tokenId: string
  /** Thumbprint of the DPoP key without whose proof it is of no use (RFC9449-6). */
  readonly jkt?: string
}

/** Longer texts cannot be ours; they are refused before any cryptography. */
const maxLength = 4_096

/** Seals the content under the settings' `encryptionKey`; nothing is stored. */
export function sealAccessToken(content: Omit<AccessToken, 'tokenId'>, ports: Ports): Secret<'accessToken'> {
  const { grantId, clientId, accountId, subject, scopes, issuedAt, expiresAt, jkt } = content
  const tokenId = base64url.encode(ports.crypto.randomBytes(12))
  const row = [
    grantId,
    clientId,
    accountId,
    subject,
    scopes.join(' '),
    issuedAt,
    expiresAt,
    tokenId,
    ...(jkt === undefined ? [] : [jkt]),
  ]
  return `${secretPrefix.accessToken}${ports.crypto.sealToken(ports.settings().encryptionKey, JSON.stringify(row))}`
}

/** `undefined`: not a token that this provider sealed under the present key. Says nothing about expiry or revocation. */
export function openAccessToken(text: string, ports: Ports): AccessToken | undefined {
  if (text.length > maxLength || !isSecret('accessToken', text)) return undefined
  const content = ports.crypto.openToken(ports.settings().encryptionKey, text.slice(secretPrefix.accessToken.length))
  return content === undefined ? undefined : parseContent(content)
}

function parseContent(content: string): AccessToken | undefined {
  const row: unknown = JSON.parse(content)
  if (!Array.isArray(row) || row.length < 8 || row.length > 9) return undefined
  const [grantId, clientId, accountId, subject, scope, issuedAt, expiresAt, tokenId, jkt]: readonly unknown[] = row
  if (!isGrantId(grantId) || !isAccountId(accountId)) return undefined
  if (typeof clientId !== 'string' || typeof subject !== 'string' || typeof scope !== 'string') return undefined
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number' || typeof tokenId !== 'string') return undefined
  if (jkt !== undefined && typeof jkt !== 'string') return undefined
  return {
    grantId,
    clientId: clientId as ClientId,
    accountId,
    subject: subject as Subject,
    scopes: scope === '' ? [] : scope.split(' '),
    issuedAt,
    expiresAt,
    tokenId,
    ...(jkt === undefined ? {} : { jkt }),
  }
}

function isGrantId(value: unknown): value is GrantId {
  return typeof value === 'string' && value.startsWith('gra_')
}

function isAccountId(value: unknown): value is AccountId {
  return typeof value === 'string' && value.startsWith('acc_')
}
