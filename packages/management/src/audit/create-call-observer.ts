import { type AuditEvent, type AuditLog, type Clock, newId, type RandomBytes, secretPrefix } from '@latchkey/core'
import type { Caller } from '../access/caller.ts'
import type { CallObserver } from '../jmap/contract.ts'

/** Ids of ours and names of clients; anything else that a request names as an id is nobody's and stays out of the log. */
const idForm = /^[A-Za-z0-9_-]{1,64}$/
const secrets = Object.values(secretPrefix)

/**
 * Records every management call, refused ones too, as an event of the kind `call`: who called which method on which object and what came
 * of it. Resolves when the event is durable. Nothing that a caller can choose freely gets into it: neither the name of a method that does
 * not exist nor an id that has the form of a secret.
 */
export function createCallObserver(parts: {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly randomBytes: RandomBytes
}): CallObserver<Caller> {
  const { audit, clock, randomBytes } = parts
  return {
    async called({ method, objectName, ids, error }, { origin }) {
      const at = clock()
      const id = ids.find(isShown)
      const event: AuditEvent = {
        eventId: newId('evt', { randomBytes, now: at }),
        at,
        kind: 'call',
        outcome: error === undefined ? 'done' : 'refused',
        origin,
        ...(error === 'unknownMethod' ? {} : { method }),
        ...(objectName === undefined
          ? {}
          : { object: { name: objectName.replace(/^x:/, ''), ...(id === undefined ? {} : { id }) } }),
        ...(error === undefined ? {} : { reason: error }),
      }
      await audit.record(event)
    },
  }
}

function isShown(id: string): boolean {
  return idForm.test(id) && !secrets.some((prefix) => id.startsWith(prefix))
}
