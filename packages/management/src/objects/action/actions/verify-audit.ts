import type { Action } from '../action.ts'

/** Recomputes the chain of hashes of the audit log. A broken chain is no error of the action: the answer says it. */
export const verifyAudit: Action = {
  needs: [['x:AuditEvent', 'Query']],
  async run(_, ports, caller) {
    const verdict = await ports.verifyAudit(caller)
    if (verdict.kind === 'intact') {
      return { created: { intact: true, events: verdict.events, headHash: verdict.headHash, problem: null } }
    }
    return { created: { intact: false, events: verdict.sequence - 1, headHash: null, problem: verdict.problem } }
  },
}
