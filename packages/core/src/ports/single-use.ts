import type { Digest } from '../ids.ts'

/** What may be used once; part of the key, so that values of different kinds never meet. */
export type SingleUsePurpose =
  | 'client-assertion'
  | 'request-object'
  | 'backchannel-request'
  | 'dpop-proof'
  | 'jwt-bearer'
  | 'registration'
  | 'revoked-token'

/** Values that may be used once, such as the `jti` of an assertion, remembered until they would be refused as expired anyway. */
export interface SingleUseStore {
  /**
   * Takes a value for used. Of any number of concurrent calls with one purpose and digest exactly one is `true`, on all nodes together,
   * until `expiresAt`. One conditional statement.
   * @param use `digest` is of the value with everything that makes it unique, such as the issuer of a `jti`.
   */
  claim(use: {
    readonly purpose: SingleUsePurpose
    readonly digest: Digest
    /** Milliseconds since the epoch; a fraction counts as the whole millisecond. */
    readonly expiresAt: number
    readonly now: number
  }): Promise<boolean>
  /** Whether it was taken, and that is remembered still. */
  isClaimed(use: { readonly purpose: SingleUsePurpose; readonly digest: Digest; readonly now: number }): Promise<boolean>
}
