import type { Mistakes } from './mistakes.ts'
import { comparableKey } from './natural-key.ts'
import type { PlanOperation, Target } from './operation.ts'

/** Finds operations of a plan that contradict each other: two on one object, two with one `ref`. */
export class SameObject {
  readonly #mistakes: Mistakes
  readonly #written = new Map<string, number>()
  readonly #destroyed = new Map<string, number>()
  readonly #refs = new Map<string, number>()

  constructor(mistakes: Mistakes) {
    this.#mistakes = mistakes
  }

  /** A creation of what another line destroys means: made anew. */
  add(operation: PlanOperation): void {
    if (operation.kind === 'destroy-others') return
    const { definition, line, target } = operation
    const object = `${definition.object} ${nameOf(definition, target)}`
    if (operation.kind === 'destroy') {
      this.#once(this.#destroyed, object, line)
      return
    }
    this.#once(this.#written, object, line)
    if (operation.ref === undefined) return
    const other = this.#refs.get(operation.ref)
    if (other !== undefined) this.#mistakes.add({ line, text: `The ref is that of line ${other} already.` })
    this.#refs.set(operation.ref, line)
  }

  #once(lines: Map<string, number>, object: string, line: number): void {
    const other = lines.get(object)
    if (other !== undefined)
      this.#mistakes.add({ line, text: `Line ${other} speaks of the same object; say everything of it once.` })
    lines.set(object, line)
  }
}

function nameOf(definition: PlanOperation['definition'], target: Target): string {
  return target.by === 'key' ? `key ${comparableKey(definition, target.key)}` : `id ${target.id}`
}
