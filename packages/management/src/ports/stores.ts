/* The store contract of management: types only, for those who implement it. */
export type {
  AuditQuery,
  AuditStore,
  GrantFilter,
  ManagementStores,
  PageRequest,
  Revision,
  RevisionQuery,
  RevisionStore,
  RuntimeStore,
  SealedEvent,
  SessionFilter,
} from './journal.ts'
export type { JsonObject, JsonValue } from './json.ts'
export type {
  CommitOutcome,
  Comparator,
  DetailTypeRecord,
  Filter,
  ManagedName,
  ManagedRecords,
  ObjectChange,
  ObjectChanges,
  ObjectDescriber,
  ObjectQuery,
  ObjectStore,
  ObjectView,
  QueryOutcome,
  ResourceRecord,
  ScopeRecord,
  SettingsRecord,
  StoredObject,
} from './objects.ts'
