import { base64url } from 'jose'
import type { AccountId, ClientId, GrantId, Secret, Subject } from '../ids.ts'
import { isSecret, secretPrefix } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import { type AuthorizationDetail, areDetails } from '../rich-authorization/detail-type.ts'
import { type Actor, isActor } from './actor.ts'

interface TokenContent {
  /** Whom it was issued to. */
  readonly clientId: ClientId
  /** By which that client knows whom it is about: a person, or the client itself. */
  readonly subject: Subject
  readonly scopes: readonly string[]
  /** The resources that it is for; empty: the endpoints of this server. */
  readonly audience: readonly string[]
  /** Milliseconds since the epoch, as all times inside the seal. */
  readonly issuedAt: number
  readonly expiresAt: number
  readonly tokenId: string
  /** Thumbprint of the DPoP key without whose proof it is of no use (RFC9449-6). */
  readonly jkt?: string | undefined
  /** Thumbprint of the certificate without which it is of no use (RFC8705-3.1). */
  readonly x5tS256?: string | undefined
  /** Who acts for the subject (RFC8693-4.1); absent: nobody but the client itself. */
  readonly actor?: Actor | undefined
  /** What it allows in detail, where that is not what its grant says (RFC9396-6). */
  readonly details?: readonly AuthorizationDetail[] | undefined
}

/** A token for a person: a view of a grant. The state of grant and account is read at each use. */
export interface GrantedToken extends TokenContent {
  readonly grantId: GrantId
  readonly accountId: AccountId
}

/** A token of a client for itself (RFC6749-4.4). The state of the client is read at each use. */
export interface ClientToken extends TokenContent {
  readonly grantId?: never
  readonly accountId?: never
}

/** What an access token says, in whatever form. */
export type AccessToken = GrantedToken | ClientToken

/** Longer texts cannot be ours; they are refused before any cryptography. */
const maxLength = 16_384

/** Members that most tokens do not have. */
interface Rest {
  readonly aud?: readonly string[]
  readonly jkt?: string
  readonly x5t?: string
  readonly act?: Actor
  readonly ad?: readonly AuthorizationDetail[]
}

/** A new name for a token, unique. */
export function newTokenId({ crypto }: Pick<Ports, 'crypto'>): string {
  return base64url.encode(crypto.randomBytes(12))
}

/** Seals the content under the settings' `encryptionKey`; nothing is stored. */
export function sealAccessToken(token: AccessToken, ports: Ports): Secret<'accessToken'> {
  const { grantId = '', clientId, accountId = '', subject, scopes, issuedAt, expiresAt, tokenId } = token
  const row: unknown[] = [grantId, clientId, accountId, subject, scopes.join(' '), issuedAt, expiresAt, tokenId]
  const rest = restOf(token)
  if (rest !== undefined) row.push(rest)
  return `${secretPrefix.accessToken}${ports.crypto.sealToken(ports.settings().encryptionKey, JSON.stringify(row))}`
}

function restOf({ audience, jkt, x5tS256, actor, details }: AccessToken): Rest | undefined {
  const isPlain = jkt === undefined && x5tS256 === undefined && actor === undefined && details === undefined
  if (audience.length === 0 && isPlain) return undefined
  return {
    ...(audience.length > 0 && { aud: audience }),
    ...(jkt !== undefined && { jkt }),
    ...(x5tS256 !== undefined && { x5t: x5tS256 }),
    ...(actor !== undefined && { act: actor }),
    ...(details !== undefined && { ad: details }),
  }
}

/** `undefined`: not a token that this provider sealed under the present key. Says nothing about expiry or revocation. */
export function openAccessToken(text: string, ports: Ports): AccessToken | undefined {
  if (text.length > maxLength || !isSecret('accessToken', text)) return undefined
  const content = ports.crypto.openToken(ports.settings().encryptionKey, text.slice(secretPrefix.accessToken.length))
  return content === undefined ? undefined : contentOf(content)
}

const maxParsed = 2_000
/** Longer contents are parsed at each use: one of a few thousand characters of details can take fifty times its length in memory. */
const longestParsed = 1_024
/** What contents say, which nothing can change: an API asks about the same token many times. */
const parsed = new Map<string, AccessToken>()

function contentOf(content: string): AccessToken | undefined {
  const known = parsed.get(content)
  if (known !== undefined) return known
  const token = parseContent(content)
  if (token === undefined || content.length > longestParsed) return token
  if (parsed.size >= maxParsed) parsed.clear()
  parsed.set(content, token)
  return token
}

function parseContent(content: string): AccessToken | undefined {
  const row: unknown = JSON.parse(content)
  if (!Array.isArray(row) || row.length < 8 || row.length > 9) return undefined
  const [grantId, clientId, accountId, subject, scope, issuedAt, expiresAt, tokenId, others]: readonly unknown[] = row
  if (typeof clientId !== 'string' || typeof subject !== 'string' || typeof scope !== 'string') return undefined
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number' || typeof tokenId !== 'string') return undefined
  const rest = others === undefined ? noRest : parseRest(others)
  if (rest === undefined) return undefined
  const said: TokenContent = {
    clientId: clientId as ClientId,
    subject: subject as Subject,
    scopes: scope === '' ? [] : scope.split(' '),
    audience: rest.aud ?? [],
    issuedAt,
    expiresAt,
    tokenId,
    ...(rest.jkt !== undefined && { jkt: rest.jkt }),
    ...(rest.x5t !== undefined && { x5tS256: rest.x5t }),
    ...(rest.act !== undefined && { actor: rest.act }),
    ...(rest.ad !== undefined && { details: rest.ad }),
  }
  if (grantId === '' && accountId === '') return said
  return isGrantId(grantId) && isAccountId(accountId) ? { ...said, grantId, accountId } : undefined
}

const noRest: Rest = {}

function parseRest(value: unknown): Rest | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { aud, jkt, x5t, act, ad }: { readonly [Name in keyof Rest]?: unknown } = value
  if (aud !== undefined && !isTexts(aud)) return undefined
  if ((jkt !== undefined && typeof jkt !== 'string') || (x5t !== undefined && typeof x5t !== 'string')) return undefined
  if (act !== undefined && !isActor(act)) return undefined
  if (ad !== undefined && !areDetails(ad)) return undefined
  return {
    ...(aud !== undefined && { aud }),
    ...(jkt !== undefined && { jkt }),
    ...(x5t !== undefined && { x5t }),
    ...(act !== undefined && { act }),
    ...(ad !== undefined && { ad }),
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string')
}

export function isGrantId(value: unknown): value is GrantId {
  return typeof value === 'string' && value.startsWith('gra_')
}

function isAccountId(value: unknown): value is AccountId {
  return typeof value === 'string' && value.startsWith('acc_')
}
