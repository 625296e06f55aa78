import { type AuditEvent, type AuditLog, type Clock, newId, type RandomBytes } from '@latchkey/core'
import type { Caller } from '../access/caller.ts'
import type { CallObserver } from '../jmap/contract.ts'

/** Ids that the server makes. What no object has may be told of its caller only in this form: anything else can be a password. */
const ownForm = /^(singleton|(acc|act|evt|gra|grp|key|pwd|rol|scp|ses|trc)_[A-Za-z0-9_-]{1,60})$/

/**
 * Records every management call, refused ones too, as an event of the kind `call`: who called which method on which object and what came
 * of it. Resolves when the event is durable. Nothing that a caller can choose freely gets into it: neither the name of a method that does
 * not exist nor an id that is none of ours.
 */
export function createCallObserver(parts: {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly randomBytes: RandomBytes
}): CallObserver<Caller> {
  const { audit, clock, randomBytes } = parts
  return {
    async called({ method, objectName, ids: [known], unknownIds = [], error }, { origin }) {
      const at = clock()
      const id = known ?? unknownIds.find((named) => ownForm.test(named))
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
