import type { SetError, ValidationError } from '../contract.ts'
import type { PlanMistake } from './contract.ts'

/** Mistakes that one answer holds. */
const most = 100

/** Collects what is wrong with a plan, so that all of it is said at once. */
export class Mistakes {
  readonly #list: PlanMistake[] = []
  #hasMore = false

  add(mistake: PlanMistake): void {
    if (this.#list.length < most) this.#list.push(mistake)
    else this.#hasMore = true
  }

  /** Nothing more is worth looking for. */
  get isFull(): boolean {
    return this.#hasMore
  }

  /** In the order of the lines; if there are more than are told, the last one says so. */
  get list(): readonly PlanMistake[] {
    const sorted = this.#list.toSorted(
      (one, other) => (one.line ?? Number.MAX_SAFE_INTEGER) - (other.line ?? Number.MAX_SAFE_INTEGER),
    )
    return this.#hasMore ? [...sorted, { text: `There are more mistakes; these are ${most} of them.` }] : sorted
  }

  get isEmpty(): boolean {
    return this.#list.length === 0
  }
}

/** What a set error says, as a sentence that names the properties. */
export function textOfSetError(error: SetError): string {
  if (error.type === 'validationFailed')
    return sentence(error.description ?? error.validationErrors.map(textOfValidationError).join('; '))
  const isAboutOne = error.type === 'invalidPatch' || error.type === 'invalidProperties'
  const properties = isAboutOne ? error.properties.filter((name) => !error.description.startsWith(name)) : []
  return sentence(properties.length === 0 ? error.description : `${properties.join(', ')}: ${error.description}`)
}

function textOfValidationError(problem: ValidationError): string {
  const { property } = problem
  switch (problem.type) {
    case 'Required':
      return `${property} is required`
    case 'MinValue':
      return `${property} must be at least ${problem.required}`
    case 'MaxValue':
      return `${property} must be at most ${problem.required}`
    case 'MinLength':
      return `${property} must have a length of at least ${problem.required}`
    case 'MaxLength':
      return `${property} must have a length of at most ${problem.required}`
    case 'Invalid':
      return `${property} is not valid: ${problem.value}`
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
