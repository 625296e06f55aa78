import type { KeyHolder } from '../client-keys/find-client-keys.ts'
import type { ClientId } from '../ids.ts'

/**
 * How an assertion names an account: its `sub` is the user name, our subject, or the value of an attribute; or its `email` is the address of
 * the account, both of which must be verified.
 */
export const subjectMeanings = ['username', 'subject', 'email', 'attribute'] as const
export type SubjectMeaning = (typeof subjectMeanings)[number]

/** Somebody who vouches for people: whose signed assertions are exchanged for access tokens (RFC7521-4.1). */
export interface TrustedIssuer extends KeyHolder {
  /** Of the managed object. */
  readonly trustedIssuerId: TrustedIssuerId
  /** `iss` of its assertions. */
  readonly issuer: string
  /** JOSE names that it may sign with, all of public keys. */
  readonly algorithms: readonly string[]
  readonly subjectMeaning: SubjectMeaning
  /** Name of the attribute where the meaning is `attribute`. */
  readonly subjectAttribute?: string
  /** Clients that may use its assertions. */
  readonly clients: readonly ClientId[]
  /** Most that a token can have; a client gets no more than its record allows besides. */
  readonly scopes: readonly string[]
  /** Resources that tokens may be for; empty: the endpoints of this server. */
  readonly resources: readonly string[]
  /** How far ahead an assertion may expire, milliseconds. */
  readonly maxAssertionLife: number
  /** `false`: none of its assertions counts. */
  readonly enabled: boolean
}

export type TrustedIssuerId = `tis_${string}`
