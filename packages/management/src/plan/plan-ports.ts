import type { Caller } from '../access/caller.ts'
import type { Authorizer, CallObserver } from '../jmap/contract.ts'
import type { ManagedDefinition } from '../objects/managed-definition.ts'
import type { ManagedPorts } from '../objects/managed-type/managed-ports.ts'
import type { RevisionStore } from '../ports/journal.ts'
import type { ManagedName, ManagedRecords } from '../ports/objects.ts'

/** A definition whose type of object is known only when it runs. */
export type AnyDefinition = ManagedDefinition<ManagedName>
export type AnyRecord = ManagedRecords[ManagedName]

/** What plans, snapshots and rollbacks work on. */
export type PlanPorts = ManagedPorts & {
  /** Every managed object, in the order in which one may refer to another: what is referred to comes first, settings before all. */
  readonly definitions: readonly AnyDefinition[]
  readonly revisions: RevisionStore
  readonly authorizer: Authorizer<Caller>
  /** Told of every plan, snapshot and rollback that began, refused ones included. */
  readonly observer?: CallObserver<Caller>
  /** Puts what was written in force before the plan says that it is done. */
  committed?(objects: ReadonlySet<ManagedName>): Promise<void>
}
