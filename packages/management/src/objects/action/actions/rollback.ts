import type { SetError } from '../../../contract.ts'
import type { PlanMistake } from '../../../plan/contract.ts'
import type { Action } from '../action.ts'

/** Puts every managed object back to what it was. Whether the caller may make each of the changes is looked at with them. */
export const rollback: Action = {
  needs: [],
  async run({ revision }, ports, caller) {
    for await (const event of ports.rollback(Number(revision), caller)) {
      if (event.type === 'refused') return { error: errorOf(event.mistakes) }
      if (event.type === 'done') {
        const { created, updated, destroyed } = event
        return { created: { created, updated, destroyed } }
      }
    }
    throw new TypeError('a rollback ended without saying how')
  },
}

function errorOf([mistake]: readonly PlanMistake[]): SetError {
  const description = mistake?.text ?? 'The rollback was refused.'
  return mistake?.error ?? { type: 'invalidProperties', description, properties: ['revision'] }
}
