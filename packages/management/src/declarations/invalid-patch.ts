import type { SetError } from '../contract.ts'

/** Longest pointer that is said back, in characters. */
const longestPointer = 200

/** Thrown by the parsers of a patch; becomes the SetError of the whole object. */
export class InvalidPatch extends Error {
  readonly pointer: string

  /** @param description Begins with one of the texts that existing tools show. No secret. */
  constructor(description: string, pointer: string) {
    super(description)
    this.name = 'InvalidPatch'
    this.pointer = pointer
  }

  toSetError(): SetError {
    return { type: 'invalidPatch', description: this.message, properties: [this.pointer.slice(0, longestPointer)] }
  }
}
