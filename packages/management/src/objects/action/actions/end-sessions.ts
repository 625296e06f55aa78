import type { AccountId } from '@latchkey/core'
import type { Action } from '../action.ts'

/** Signs an account out in every browser and revokes every grant of it, in one transaction. */
export const endSessions: Action = {
  needs: [
    ['x:Session', 'Destroy'],
    ['x:Grant', 'Destroy'],
  ],
  async run({ accountId }, { accounts, runtime, clock }, caller) {
    const id = accountId as AccountId
    // Those of an account that is gone went with it.
    if ((await accounts.find(id)) === undefined) {
      return {
        error: {
          type: 'invalidForeignKey',
          description: 'There is no such account.',
          objectId: { object: 'x:Account', id },
        },
      }
    }
    const { sessions, grants } = await runtime.endAll(id, clock(), caller.origin)
    return { created: { sessions, grants } }
  },
}
