import type { Caller } from '../access/caller.ts'
import type { Authorizer, CallObserver } from '../jmap/contract.ts'
import type { AuditVerdict } from '../management.ts'
import type { AuditStore } from '../ports/journal.ts'
import { verifyAuditChain } from './verify-audit-chain.ts'

/** The caller may not search audit events, and so not have them verified either. */
export class VerificationRefused extends Error {
  constructor() {
    super('You are not authorized to verify the audit log.')
    this.name = 'VerificationRefused'
  }
}

/**
 * Verification of the audit log for callers: permitted and audited as a search of audit events is.
 * @throws VerificationRefused
 */
export function auditVerification(parts: {
  readonly audit: Pick<AuditStore, 'chain' | 'head' | 'unsealed'>
  readonly authorizer: Pick<Authorizer<Caller>, 'refusal'>
  readonly observer: CallObserver<Caller>
}): (caller: Caller) => Promise<AuditVerdict> {
  const { audit, authorizer, observer } = parts
  const call = { method: 'audit/verify', objectName: 'x:AuditEvent', verbs: ['Query'], ids: [] } as const
  return async (caller) => {
    const refusal = authorizer.refusal('x:AuditEvent', 'Query', caller)
    if (refusal !== undefined) {
      await observer.called({ ...call, error: refusal.type }, caller)
      throw new VerificationRefused()
    }
    const verdict = await verifyAuditChain(audit)
    await observer.called(call, caller)
    return verdict
  }
}
