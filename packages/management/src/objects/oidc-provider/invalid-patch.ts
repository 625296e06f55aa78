import type { SetError } from '../../contract.ts'

/** Thrown by the parsers of a patch; becomes the SetError of the whole object. */
export class InvalidPatch extends Error {
  readonly pointer: string

  /** @param description One of the texts that existing tools show. No secret. */
  constructor(description: string, pointer: string) {
    super(description)
    this.name = 'InvalidPatch'
    this.pointer = pointer
  }

  toSetError(): SetError {
    return { type: 'invalidPatch', description: this.message, properties: [this.pointer] }
  }
}
