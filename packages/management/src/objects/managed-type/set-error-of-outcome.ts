import type { SetError } from '../../contract.ts'
import type { CommitOutcome, ManagedName } from '../../ports/objects.ts'

type Refusal = Exclude<CommitOutcome, { readonly kind: 'committed' | 'conflict' | 'state-mismatch' }>

/** How the API says why the store refused a change. @param object the type of the object that was to be changed, @param id its id */
export function setErrorOfOutcome(outcome: Refusal, object: ManagedName, id: string): SetError {
  switch (outcome.kind) {
    case 'exists':
      return {
        type: 'primaryKeyViolation',
        description:
          outcome.of === undefined
            ? `Another ${object} has this ${outcome.property}.`
            : `The ${outcome.property} stands for an ${outcome.of} already; what is issued for the one would pass for the other.`,
        properties: [outcome.property],
        objectId: outcome.id,
      }
    case 'missing-reference':
      return {
        type: 'invalidForeignKey',
        description: `There is no ${outcome.object} with the id ${outcome.id}.`,
        objectId: { object: `x:${outcome.object}`, id: outcome.id },
      }
    case 'linked':
      return {
        type: 'objectIsLinked',
        description: 'Other objects refer to this one; change or destroy them first.',
        objectId: { object: `x:${object}`, id },
        linkedObjects: outcome.by.map((linked) => ({ object: `x:${linked.object}`, id: linked.id })),
      }
    case 'over-quota':
      return { type: 'overQuota', description: `An account can have ${outcome.quota} of them.` }
    case 'last-administrator':
      return {
        type: 'forbidden',
        description: 'This would leave no administrator who can sign in; give another account the administrator role first.',
      }
  }
}
