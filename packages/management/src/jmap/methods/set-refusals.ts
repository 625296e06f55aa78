import type { SetError } from '../../contract.ts'

/** With the text that existing tools expect. */
export const noOtherThanSingleton: SetError = { type: 'singleton', description: 'Singletons cannot be created or destroyed.' }

/** No object has this id. */
export const notFound: SetError = { type: 'notFound', description: 'There is no object with this id.' }

/** @see RFC8620-5.3 */
export const willDestroy: SetError = { type: 'willDestroy', description: 'The object is destroyed by the same call.' }

/** For types of which objects cannot be made, changed or removed through this API, whoever asks. */
export function cannotBe(done: 'created' | 'updated' | 'destroyed'): SetError {
  return { type: 'forbidden', description: `Objects of this type cannot be ${done}.` }
}
