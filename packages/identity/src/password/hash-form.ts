/** A hash of a password as it is stored, ready to be compared. */
export interface PasswordHash {
  /** Whether it was made as new hashes are; any other is replaced at the next sign-in. */
  readonly isCurrent: boolean
  /** Whether it is the hash of this password; takes the same time either way. */
  matches(password: string): Promise<boolean>
}

/** A way of writing hashes of passwords. */
export interface HashForm {
  /** What stands between the first two `$`. */
  readonly identifiers: readonly string[]
  /** How such a hash looks, for people. */
  readonly example: string
  /** The most that one may cost, for people: the end of a sentence that begins with "may cost at most". */
  readonly bound: string
  /**
   * Reads a hash that begins with one of the identifiers. `malformed`: it is not of the form; `costly`: comparing it would take more than
   * one sign-in may.
   */
  parse(text: string): PasswordHash | 'malformed' | 'costly'
}
