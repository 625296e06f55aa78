import type { JsonObject } from '../ports/json.ts'

/** Something of the source that is not taken over. */
export interface LeftOver {
  /** What it is, and why: `redirect URI that is no exact one`. */
  readonly what: string
  readonly count: number
  /** Some of those that it was found at. No secret, and nothing that people said of themselves. */
  readonly examples: readonly string[]
}

/** Why nothing is imported. */
export interface ImportMistake {
  /** `realm.json /users/17/username`, `users.ndjson line 3 /email`. */
  readonly place: string
  readonly text: string
}

/** What an import is: operations of a plan, and what could not be said in them. */
export interface Translated {
  /** One operation a line, as a plan file has them. Holds hashes and secrets. */
  readonly lines: readonly string[]
  /** Where each line comes from. */
  readonly places: readonly string[]
  readonly leftOvers: readonly LeftOver[]
  /** What an administrator may want to set by hand. */
  readonly suggestions: readonly string[]
  /** If there is one, the lines count for nothing. */
  readonly mistakes: readonly ImportMistake[]
}

export interface ImportOptions {
  /** Of several realms the one that counts. */
  readonly realm?: string
}

/** Turns what another program wrote into operations, a piece after the other. */
export interface Translator {
  /** A whole document, or a line of one that has a value a line. @param place as `ImportMistake.place` begins */
  take(value: unknown, place: string): void
  /** After the last piece. */
  finish(): void
}

/** A value of an object, in its wire form. */
export type WireValue = Readonly<Record<string, JsonObject[string]>>
