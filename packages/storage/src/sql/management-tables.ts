import type { AccountId } from '@latchkey/core'
import type { ManagedName, Revision } from '@latchkey/management/stores'
import type { Generated } from 'kysely'

/** A managed object without a table of its own. */
export interface ManagedObjectRow {
  object: ManagedName
  id: string
  version: number
  unique_key: string
  /** Whose it is; it goes with that account. */
  account_id: AccountId | null
  data: string
}

export interface ObjectOwnerRow {
  object: ManagedName
  id: string
  owner: string
}

export interface ObjectStateRow {
  object: ManagedName
  /** Number of the last revision of any object of the type. */
  state: number
  /** How many objects of the type there are. */
  count: number
}

/** An indexed value of an object. */
export interface ObjectIndexRow {
  object: ManagedName
  property: string
  /** In the form of `indexText`. */
  value: string
  id: string
  /** 1: the smallest of the property's values; 2: the largest; 3: the only one; 0: one between. */
  edge: number
}

/** An object that has no value of a property that others of its type have or had. */
export interface ObjectLackRow {
  object: ManagedName
  property: string
  id: string
}

/** A property that an object of the type has or had. */
export interface ObjectPropertyRow {
  object: ManagedName
  property: string
  /** 1: some object has or had several values of it. */
  multiple: number
}

export interface ObjectTermRow {
  object: ManagedName
  /** How many code points the word has in common with the one before it among those of the object. */
  shared: number
  /** In the form of `termText`. */
  term: string
  id: string
}

/** How many rows the search tables have from a key up to that of the next block. */
export interface ObjectBlockRow {
  object: ManagedName
  /** Of which rows: in the form of `seriesName`. */
  series: string
  value: string
  id: string
  count: number
  /** How many of them are the smallest value of their object, and the largest. */
  smallest: number
  largest: number
  /** Which beginnings of words the objects of its rows have: `blocks/beginnings.ts`. Empty where no values are counted. */
  beginnings: string
}

export interface ObjectLinkRow {
  object: ManagedName
  id: string
  to_object: ManagedName
  to_id: string
}

export interface CounterRow {
  name: string
  value: number
}

export interface RevisionRow {
  number: number
  commit_number: number
  at: number
  object: ManagedName
  id: string
  kind: Revision['kind']
  actor: string
  data: string
}

/** An event without its place in the chain. */
export interface AuditPendingRow {
  /** Order of appending. */
  place: Generated<number>
  event_id: string
  data: string
}

/** The end of the chain: one row. */
export interface AuditHeadRow {
  name: string
  sequence: number
  hash: string
}

export interface AuditEventRow {
  sequence: number
  event_id: string
  previous_hash: string
  hash: string
  at: number
  kind: string
  outcome: string
  actor: string
  through: string
  object_name: string | null
  object_id: string | null
  account_id: string | null
  client_id: string | null
  address: string | null
  trace_id: string | null
  data: string
}

/** Tables of management, besides those that the protocol needs. */
export interface ManagementTables {
  managed_objects: ManagedObjectRow
  object_owners: ObjectOwnerRow
  object_states: ObjectStateRow
  object_index: ObjectIndexRow
  object_lacks: ObjectLackRow
  object_properties: ObjectPropertyRow
  object_terms: ObjectTermRow
  object_links: ObjectLinkRow
  object_blocks: ObjectBlockRow
  counters: CounterRow
  revisions: RevisionRow
  audit_pending: AuditPendingRow
  audit_head: AuditHeadRow
  audit_events: AuditEventRow
}
