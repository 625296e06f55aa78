import { newId } from '@latchkey/core'
import type { Caller } from '../../access/caller.ts'
import { type ObjectType, StateMismatch } from '../../jmap/contract.ts'
import type { Action, ActionPorts } from './action.ts'
import { endSessions } from './actions/end-sessions.ts'
import { previewToken } from './actions/preview-token.ts'
import { publishKey } from './actions/publish-key.ts'
import { reloadSettings } from './actions/reload-settings.ts'
import { rollback } from './actions/rollback.ts'
import { rotateKeys } from './actions/rotate-keys.ts'
import { verifyAudit } from './actions/verify-audit.ts'
import { type ActionName, actionDeclaration, actionVariants } from './declaration.ts'
import { readValues } from './read-values.ts'

const actions: Readonly<Record<ActionName, Action>> = {
  ReloadSettings: reloadSettings,
  PublishKey: publishKey,
  RotateKeys: rotateKeys,
  PreviewToken: previewToken,
  EndSessions: endSessions,
  Rollback: rollback,
  VerifyAudit: verifyAudit,
}

/** There are never any objects, so their state never changes. */
const state = '0'

/** `x:Action`: creating one does it, and the answer says what came of it. Nothing is kept but the audit events. */
export function actionType(ports: ActionPorts): ObjectType<Caller> {
  return {
    name: `x:${actionDeclaration.name}`,
    isSingleton: false,
    state: async () => state,
    get: async ({ ids }) => ({ list: [], notFound: ids ?? [] }),
    query: async ({ page, calculateTotal }) => {
      if ('anchor' in page) return { error: { type: 'anchorNotFound' } }
      const total = calculateTotal ? { total: 0 } : {}
      return { queryState: state, canCalculateChanges: false, position: Math.max(0, page.position), ids: [], ...total }
    },
    changes: async (since) =>
      since === state ? { newState: state, hasMoreChanges: false, created: [], updated: [], destroyed: [] } : undefined,
    async create(value, { context: caller, ifInState }) {
      if (ifInState !== undefined && ifInState !== state) throw new StateMismatch()
      const name = value['@type']
      if (!isActionName(name)) {
        const description = "Missing or invalid '@type' property in object"
        return { error: { type: 'invalidPatch', description, properties: ['@type'] } }
      }
      const read = readValues(value, actionVariants[name])
      if ('error' in read) return read
      const action = actions[name]
      for (const [objectName, verb] of action.needs) {
        const refusal = ports.authorizer.refusal(objectName, verb, caller)
        if (refusal !== undefined)
          return { error: { type: 'forbidden', description: `${name} needs more permissions: ${objectName} ${verb}.` } }
      }
      const done = await action.run(read.values, ports, caller)
      if ('error' in done) return done
      const id = newId('act', { randomBytes: ports.crypto.randomBytes, now: ports.clock() })
      return { created: { id, ...done.created } }
    },
  }
}

function isActionName(name: unknown): name is ActionName {
  return typeof name === 'string' && Object.hasOwn(actions, name)
}
