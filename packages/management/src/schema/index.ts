export type { FieldType, MemberType, StringFormat } from '../declarations/declaration.ts'
export type { PlanEvent, PlanMode, PlannedChange } from '../plan/contract.ts'
export type {
  SchemaDocument,
  SchemaEnumValue,
  SchemaFields,
  SchemaForm,
  SchemaFormLayout,
  SchemaLayout,
  SchemaLink,
  SchemaList,
  SchemaObject,
} from './document.ts'
