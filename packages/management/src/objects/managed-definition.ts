import type { Clock, CryptoPort, FetchPort } from '@latchkey/core'
import type { Identity } from '@latchkey/identity'
import type { Caller } from '../access/caller.ts'
import type { SecretSources, SetError } from '../contract.ts'
import type { ObjectDeclaration } from '../declarations/declaration.ts'
import type { JsonObject } from '../ports/json.ts'
import type { Filter, ManagedName, ManagedRecords, ObjectStore, ObjectView } from '../ports/objects.ts'

/** What turning a wire form into a record may need. */
export interface WriteContext {
  readonly caller: Caller
  readonly now: number
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly identity: Identity
  readonly sources: SecretSources
  /** To addresses that clients name; absent: nothing is fetched. */
  readonly fetch?: FetchPort
  /** Reads only; the write is the caller's. */
  readonly objects: ObjectStore
}

export type Built<Name extends ManagedName> =
  | {
      readonly record: ManagedRecords[Name]
      /** Secrets that the server made: in the answer once, never again. */
      readonly shownOnce?: JsonObject
    }
  | { readonly error: SetError }

/** How the objects of a type look on the wire, and what a valid one becomes. Reading, patching, journaling and searching are generic. */
export interface ManagedDefinition<Name extends ManagedName> {
  readonly object: Name
  readonly declaration: ObjectDeclaration
  /** Complete wire form without `id` and `managedBy`; every secret that is set is `****`. Pure. */
  toWire(record: ManagedRecords[Name]): JsonObject
  /** Pointers and digests of the secrets of a record, for `ObjectView.secrets`. */
  secretsOf(record: ManagedRecords[Name]): Readonly<Record<string, string>>
  /** What the server itself finds the object by, beside its indexed properties, from its complete wire form. Pure; absent: nothing. */
  indexOf?(content: JsonObject): ObjectView['index']
  /**
   * The record of a wire form that has passed the types and ranges of the declaration; server-set members are ignored, a mask in a secret
   * means unchanged, and so does the secret that it has already, so that applying the same value again changes nothing. Here the rules between fields and the ownership of what is granted are checked.
   * @param wire complete: what the patch did not name is as it was, or as the defaults say
   */
  fromWire(wire: JsonObject, previous: ManagedRecords[Name] | undefined, context: WriteContext): Promise<Built<Name>>
  /** Whether this caller sees the object at all; absent: everybody who may call `get`. Needs `scopeOf`. */
  isVisible?(record: ManagedRecords[Name], caller: Caller): boolean
  /** The condition under which `isVisible` holds, on indexed properties: every query of this caller has it besides its own. */
  scopeOf?(caller: Caller): Filter
  /** How many objects of the type the account that they belong to may have; absent: as many as it likes. */
  quota?(): number
  /** Rules of removal besides references. */
  refusalToRemove?(record: ManagedRecords[Name], context: WriteContext): Promise<SetError | undefined>
}
