import { base64url } from 'jose'
import type { RandomBytes } from './ports/crypto.ts'

declare const brand: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }

/** `client_id`, whoever chose it. */
export type ClientId = Branded<string, 'ClientId'>
/** `sub` of an account. */
export type Subject = Branded<string, 'Subject'>
/** base64url of a SHA-256: the only form in which bearer secrets are stored. */
export type Digest = Branded<string, 'Digest'>

export type AccountId = `acc_${string}`
export type GrantId = `gra_${string}`
/** Public name of a browser session, the `sid` claim; never the cookie. */
export type SessionId = `ses_${string}`
/** One authorization request waiting for its user. */
export type TransactionId = `txn_${string}`
/** One run from the authorization request to the last use of what it issued. */
export type TraceId = `trc_${string}`

/** Secrets carry a prefix, so that one kind cannot be passed for another and scanners find a leaked one. */
export const secretPrefix = {
  accessToken: 'lk_at_',
  authorizationCode: 'lk_ac_',
  refreshToken: 'lk_rt_',
  clientSecret: 'lk_cs_',
  registrationToken: 'lk_ra_',
  sessionCookie: 'lk_ss_',
  browserCookie: 'lk_br_',
  setupToken: 'lk_su_',
  deviceCode: 'lk_dc_',
  requestUri: 'lk_ru_',
  apiKey: 'lk_ak_',
  appPassword: 'lk_ap_',
  initialToken: 'lk_it_',
  authReqId: 'lk_ar_',
} as const

export type SecretKind = keyof typeof secretPrefix
export type Secret<Kind extends SecretKind> = `${(typeof secretPrefix)[Kind]}${string}`

/** Whether a text has the prefix of this kind of secret; says nothing about its validity. */
export function isSecret<Kind extends SecretKind>(kind: Kind, text: string): text is Secret<Kind> {
  return text.startsWith(secretPrefix[kind])
}

/** A new bearer secret of 256 random bits. Only its digest may be stored. */
export function newSecret<Kind extends SecretKind>(kind: Kind, randomBytes: RandomBytes): Secret<Kind> {
  return `${secretPrefix[kind]}${base64url.encode(randomBytes(32))}`
}

/**
 * A new id: when it was made, then 96 random bits. Unique, not secret. Ids of one time stand beside each other in the store's indexes,
 * so that new rows touch few pages.
 * @param now milliseconds since the epoch
 */
export function newId<
  Prefix extends
    | 'gra'
    | 'adt'
    | 'ses'
    | 'txn'
    | 'trc'
    | 'evt'
    | 'grp'
    | 'rol'
    | 'key'
    | 'pwd'
    | 'scp'
    | 'res'
    | 'act'
    | 'iat'
    | 'lod'
    | 'prp'
    | 'tis'
    | 'bcr',
>(prefix: Prefix, ports: { readonly randomBytes: RandomBytes; readonly now: number }): `${Prefix}_${string}` {
  return `${prefix}_${sortableTime(ports.now)}${base64url.encode(ports.randomBytes(12))}`
}

/** When an id of `newId` was made, milliseconds since the epoch; `undefined` for a text that does not say so. */
export function madeAt(id: string): number | undefined {
  const [, digits] = /^[a-z]+_([0-9a-v]{9})/.exec(id) ?? []
  return digits === undefined ? undefined : Number.parseInt(digits, 32)
}

/** Nine digits of base 32, which order as texts as the times do, until the year 3084. */
function sortableTime(now: number): string {
  return Math.floor(now).toString(32).padStart(9, '0')
}
