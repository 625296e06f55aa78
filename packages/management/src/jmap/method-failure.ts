import type { MethodError } from './contract.ts'

/** A method call that is answered with a method error (RFC8620-3.6.2). A `cause` is a bug or an outage, for the log only. */
export class MethodFailure extends Error {
  readonly error: MethodError

  constructor(type: MethodError['type'], description?: string, options?: ErrorOptions) {
    super(type, options)
    this.name = 'MethodFailure'
    this.error = description === undefined ? { type } : { type, description }
  }
}
