import type { Action } from '../action.ts'

/** Recomputes the chain of hashes of the audit log. A broken chain is no error of the action: the answer says it. */
export const verifyAudit: Action = {
  needs: [['x:AuditEvent', 'Query']],
  async run(_, ports, caller) {
    const verdict = await ports.verifyAudit(caller)
    if (verdict.kind === 'broken') {
      const { sequence, problem } = verdict
      return { created: { intact: false, events: sequence - 1, headHash: null, unsealed: null, problem } }
    }
    const { events, headHash, unsealed } = verdict
    return { created: { intact: true, events, headHash, unsealed, problem: null } }
  },
}
