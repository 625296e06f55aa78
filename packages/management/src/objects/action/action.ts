import type { Clock, CryptoPort, PreviewInput, SigningKeyStore, TokenPreview } from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Caller } from '../../access/caller.ts'
import type { OidcProviderObject, SetError } from '../../contract.ts'
import type { Authorizer, MethodVerb } from '../../jmap/contract.ts'
import type { AuditVerdict } from '../../management.ts'
import type { PlanEvent } from '../../plan/contract.ts'
import type { RevisionStore, RuntimeStore } from '../../ports/journal.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ObjectStore } from '../../ports/objects.ts'

/** What actions work on. */
export interface ActionPorts {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly authorizer: Pick<Authorizer<Caller>, 'refusal'>
  readonly oidcProvider: Pick<OidcProviderObject, 'current' | 'get' | 'reload'>
  /** Changes `x:OidcProvider` as the caller, with all its rules; it is in force when the promise resolves. */
  updateSettings(patch: JsonObject, caller: Caller): Promise<SetError | undefined>
  readonly signingKeys: Pick<SigningKeyStore, 'list' | 'rotate' | 'publishNext' | 'replaceEncryptionKey'>
  readonly revisions: Pick<RevisionStore, 'query'>
  readonly runtime: Pick<RuntimeStore, 'endAll'>
  readonly accounts: Pick<AccountStore, 'find'>
  rollback(revision: number, caller: Caller): AsyncIterable<PlanEvent>
  readonly objects: Pick<ObjectStore, 'find'>
  previewTokens(input: PreviewInput): Promise<TokenPreview | undefined>
  verifyAudit(caller: Caller): Promise<AuditVerdict>
}

export type Done = { readonly created: JsonObject } | { readonly error: SetError }

/** One kind of action. */
export interface Action {
  /** What the caller must be allowed besides `x:Action` itself: an action gives nobody what they lack. */
  readonly needs: readonly (readonly [objectName: string, verb: MethodVerb])[]
  /** @param values as the variant declares them, complete */
  run(values: JsonObject, ports: ActionPorts, caller: Caller): Promise<Done>
}
